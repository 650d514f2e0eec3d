import type { Clock } from '#lib/base/clock.ts';
import type { Radio } from '../radio.ts';
import type { UsbDevice } from './usbDevice.ts';

/** A product that a driver knows. */
export interface UsbId {
  readonly vendorId: number;
  readonly productId: number;
  /** What it is sold as. */
  readonly name: string;
}

/** A family of USB radios with one driver: one file, and one line in `usbRadioKinds`. */
export interface UsbRadioKind {
  /** As in SPECs: `usb:rtlsdr`. */
  readonly driver: string;
  /** What a person reads: 'RTL-SDR'. */
  readonly label: string;
  readonly ids: readonly UsbId[];
  /**
   * Opens and claims the device, finds out what it is, and sets it up. When that fails the device is closed again.
   * @throws WavepoolError `usb.…` (refused, claimed elsewhere, unplugged), `radio.no-tuner`, `radio.old-firmware`
   */
  open(device: UsbDevice, clock: Clock): Promise<Radio>;
}
