import { file } from './file.ts';
import type { RadioOpener } from './radioOpener.ts';
import { rtltcp } from './rtltcp.ts';
import { sim } from './sim.ts';
import { soapy } from './soapy.ts';
import { usb } from './usb.ts';

/** Every kind of SPEC, in the order of --help: one import and one line each. */
export const radioOpeners: readonly RadioOpener[] = [sim, file, usb, soapy, rtltcp];
