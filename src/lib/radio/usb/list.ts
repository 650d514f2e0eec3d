import { hackRfKind } from '../hackrf/hackRfKind.ts';
import { rtlSdrKind } from '../rtlsdr/rtlSdrKind.ts';
import type { UsbRadioKind } from './usbRadioKind.ts';

/** Every family of USB radios that is known here: one import and one line each. */
export const usbRadioKinds: readonly UsbRadioKind[] = [rtlSdrKind, hackRfKind];
