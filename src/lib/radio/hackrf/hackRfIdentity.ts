import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { printable } from '../usb/deviceName.ts';
import type { HackRfControl } from './hackRfControl.ts';

/** What a HackRF says about itself. */
export interface HackRfIdentity {
  readonly model: string;
  /** As on its USB port; what the microcontroller says where that is empty. */
  readonly serial: string;
  /** Part number of the microcontroller, hexadecimal. */
  readonly part: string;
  /** Release of the firmware: '2022.09.1'. */
  readonly firmware: string;
  /** Version of the requests that the firmware knows, as 0xMMmm (0x0107 is 1.07), from the device's USB descriptor; null where the host hides it. */
  readonly api: number | null;
}

/** Board numbers that the firmware answers with. */
const models: Readonly<Record<number, string>> = {
  0: 'HackRF Jellybean',
  1: 'HackRF Jawbreaker',
  2: 'HackRF One',
  3: 'rad1o',
  4: 'HackRF One',
  5: 'HackRF Pro'
};

export async function hackRfIdentity(control: HackRfControl): Promise<HackRfIdentity> {
  const { device } = control;
  const board = await control.board();
  const { part, serial } = await control.serial();
  const { deviceVersionMajor: major, deviceVersionMinor: minor, deviceVersionSubminor: subminor } = device;
  // bcdDevice 0x0107 is handed out as 1, 0 and 7.
  const api =
    major === undefined || minor === undefined || subminor === undefined
      ? null
      : (major << 8) | (minor << 4) | subminor;
  return {
    model: models[board] ?? (printable(device.productName) || 'HackRF'),
    serial: printable(device.serialNumber) || serial,
    part,
    firmware: await control.version(),
    api
  };
}

/**
 * Looks whether the firmware knows a request. Where the host hides the version nothing is said: the request will tell.
 * @throws WavepoolError `radio.old-firmware`
 */
export function requireApi({ api, firmware, model }: HackRfIdentity, least: number, what: string): void {
  if (api === null || api >= least) return;
  const version = (value: number) => `${value >> 8}.${(value & 255).toString(16).padStart(2, '0')}`;
  throw new WavepoolError('radio.old-firmware', {
    version: `${firmware} (USB API ${version(api)})`,
    radio: model,
    want: `${what} needs USB API ${version(least)}. Write a newer firmware to it with hackrf_spiflash, then unplug it and plug it in again`
  });
}

/** Least USB API: synchronised start, and sweeps. */
export const syncApi = 0x0102;
export const sweepApi = 0x0104;
