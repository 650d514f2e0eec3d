import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { UsbDevice } from '../usb/usbDevice.ts';
import { usbFailure } from '../usb/usbFailure.ts';
import type { HackRfRate } from './hackRfRate.ts';

/** Vendor requests of the firmware: numbers as the real tools send them (tests/vectors/hackrf). */
const request = {
  mode: 1,
  rate: 6,
  filter: 7,
  board: 14,
  version: 15,
  center: 16,
  amp: 17,
  serial: 18,
  lna: 19,
  vga: 20,
  antennaPower: 23,
  initSweep: 26,
  hardwareSync: 29
} as const;

const modes = { off: 0, receive: 1, sweep: 5 } as const;
export type HackRfMode = keyof typeof modes;

/** The vendor requests of a HackRF, one method each. They reject with `usb.…` errors: `usb.failed` also when the firmware refuses a value. */
export class HackRfControl {
  readonly device: UsbDevice;
  /** What errors call the radio: it gets its name from the board, once that is known. */
  radio: string;

  constructor(device: UsbDevice, radio: string) {
    this.device = device;
    this.radio = radio;
  }

  mode(mode: HackRfMode): Promise<void> {
    return this.#out(request.mode, modes[mode]);
  }

  rate({ numerator, divider }: HackRfRate): Promise<void> {
    return this.#out(request.rate, 0, 0, words(numerator, divider));
  }

  /** @param width one of `filterWidths` */
  filter(width: number): Promise<void> {
    return this.#out(request.filter, width & 0xffff, width >>> 16);
  }

  /** @param center whole Hz */
  center(center: number): Promise<void> {
    const mega = Math.floor(center / 1e6);
    return this.#out(request.center, 0, 0, words(mega, center - mega * 1e6));
  }

  amp(on: boolean): Promise<void> {
    return this.#out(request.amp, Number(on));
  }

  antennaPower(on: boolean): Promise<void> {
    return this.#out(request.antennaPower, Number(on));
  }

  hardwareSync(on: boolean): Promise<void> {
    return this.#out(request.hardwareSync, Number(on));
  }

  lna(gain: number): Promise<void> {
    return this.#gain(request.lna, gain, 'LNA');
  }

  vga(gain: number): Promise<void> {
    return this.#gain(request.vga, gain, 'VGA');
  }

  /** @param bytesPerStep multiple of 16384 @param plan step, offset, style and ranges: `sweepRequest` makes it */
  initSweep(bytesPerStep: number, plan: Uint8Array<ArrayBuffer>): Promise<void> {
    return this.#out(request.initSweep, bytesPerStep & 0xffff, bytesPerStep >>> 16, plan);
  }

  async board(): Promise<number> {
    return (await this.#in(request.board, 0, 1, 1)).getUint8(0);
  }

  /** The firmware's release: '2022.09.1', or what a person built. */
  async version(): Promise<string> {
    const data = await this.#in(request.version, 0, 255, 0);
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const end = bytes.indexOf(0);
    // Whatever else the bytes are, they go into messages.
    return Array.from(end < 0 ? bytes : bytes.subarray(0, end), (byte) =>
      byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '?'
    ).join('');
  }

  /** Part number and serial number of the microcontroller, in hexadecimal. */
  async serial(): Promise<{ readonly part: string; readonly serial: string }> {
    const data = await this.#in(request.serial, 0, 24, 24);
    const hex = (from: number, count: number) =>
      Array.from({ length: count }, (_, k) =>
        data
          .getUint32(from + 4 * k, true)
          .toString(16)
          .padStart(8, '0')
      ).join('');
    return { part: hex(0, 2), serial: hex(8, 4) };
  }

  /** Gains are set by a read: the answer is 1 when the firmware took the value. */
  async #gain(code: number, gain: number, name: string): Promise<void> {
    const taken = (await this.#in(code, gain, 1, 1)).getUint8(0) !== 0;
    if (!taken)
      throw new WavepoolError('usb.failed', { radio: this.radio, why: `it refuses ${gain} dB for its ${name}` });
  }

  async #out(code: number, value: number, index = 0, data?: Uint8Array<ArrayBuffer>): Promise<void> {
    const setup = { requestType: 'vendor', recipient: 'device', request: code, value, index } as const;
    const result = await this.device.controlTransferOut(setup, data).catch((error: unknown) => {
      throw usbFailure(error, this.radio);
    });
    if (result.status !== undefined && result.status !== 'ok') throw this.#refused(code, result.status);
  }

  async #in(code: number, index: number, length: number, least: number): Promise<DataView> {
    const setup = { requestType: 'vendor', recipient: 'device', request: code, value: 0, index } as const;
    const { data, status } = await this.device.controlTransferIn(setup, length).catch((error: unknown) => {
      throw usbFailure(error, this.radio);
    });
    if (status !== undefined && status !== 'ok') throw this.#refused(code, status);
    if (data === undefined || data.byteLength < least) throw this.#refused(code, `${data?.byteLength ?? 0} bytes`);
    return data;
  }

  #refused(code: number, answer: string): WavepoolError {
    return new WavepoolError('usb.failed', { radio: this.radio, why: `request ${code} is answered with ${answer}` });
  }
}

/** Unsigned 32-bit words, little-endian. */
function words(...values: readonly number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, k) => view.setUint32(4 * k, value, true));
  return bytes;
}
