import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { UsbControlSetup, UsbDevice } from '../usb/usbDevice.ts';
import { usbFailure } from '../usb/usbFailure.ts';

/** What the high byte of a request's index selects. Writes carry the flag besides. Facts: librtlsdr's transfers, webrtlsdr. */
const blocks = { demod: 0x000, usb: 0x100, sys: 0x200, i2c: 0x600 } as const;
const writeFlag = 0x10;

/** Registers of the chip's own processor that drive its GPIO pins: level, output enable, direction (1: input). */
const gpio = { level: 0x3001, enable: 0x3003, input: 0x3004 } as const;

/**
 * The RTL2832U as banks of registers behind vendor requests. A request that the chip answers with a stall (nobody acknowledged on I2C, no such
 * register) is `null` or false here: whoever asks knows whether that is normal.
 */
export class RtlRegisters {
  readonly #device: UsbDevice;
  readonly #radio: string;

  /** @param radio name of the radio for errors */
  constructor(device: UsbDevice, radio: string) {
    this.#device = device;
    this.#radio = radio;
  }

  /** Registers of a page of the demodulator, most significant byte first. */
  async writeDemod(page: number, register: number, ...bytes: number[]): Promise<void> {
    await this.#must(`demodulator register ${page}.${register}`, (register << 8) | 0x20, blocks.demod | page, bytes);
    // The chip takes over what was written only when a register has been read: without it, parts of several bytes take effect late.
    await this.#in(0x0120, blocks.demod | 0x0a, 1);
  }

  async writeUsb(address: number, ...bytes: number[]): Promise<void> {
    await this.#must(`USB register ${address}`, address, blocks.usb, bytes);
  }

  /** Whether the chip took it; for the very first contact. */
  tryWriteUsb(address: number, ...bytes: number[]): Promise<boolean> {
    return this.#out(address, blocks.usb, bytes);
  }

  async writeSys(address: number, value: number): Promise<void> {
    await this.#must(`system register ${address}`, address, blocks.sys, [value]);
  }

  /** Makes a GPIO an output and sets it, leaving the others alone. */
  async setGpio(pin: number, high: boolean): Promise<void> {
    const bit = 1 << pin;
    await this.writeSys(gpio.input, (await this.#readSys(gpio.input)) & ~bit & 0xff);
    await this.writeSys(gpio.enable, (await this.#readSys(gpio.enable)) | bit);
    const level = await this.#readSys(gpio.level);
    await this.writeSys(gpio.level, high ? level | bit : level & ~bit & 0xff);
  }

  /** Whether a GPIO is an output that is high. */
  async readGpio(pin: number): Promise<boolean> {
    const bit = 1 << pin;
    const output = ((await this.#readSys(gpio.enable)) & bit) !== 0 && ((await this.#readSys(gpio.input)) & bit) === 0;
    return output && ((await this.#readSys(gpio.level)) & bit) !== 0;
  }

  /** One I2C message. False: nobody acknowledged. */
  writeI2c(address: number, bytes: readonly number[]): Promise<boolean> {
    return this.#out(address, blocks.i2c, bytes);
  }

  /** Null: nobody acknowledged. */
  readI2c(address: number, length: number): Promise<Uint8Array | null> {
    return this.#in(address, blocks.i2c, length);
  }

  async #readSys(address: number): Promise<number> {
    const data = await this.#in(address, blocks.sys, 1);
    if (data === null) throw this.#refused(`system register ${address}`);
    return data[0];
  }

  async #must(what: string, value: number, index: number, bytes: readonly number[]): Promise<void> {
    if (!(await this.#out(value, index, bytes))) throw this.#refused(what);
  }

  #refused(what: string): WavepoolError {
    return new WavepoolError('usb.failed', { radio: this.#radio, why: `${what} does not answer` });
  }

  async #out(value: number, index: number, bytes: readonly number[]): Promise<boolean> {
    try {
      const { status } = await this.#device.controlTransferOut(setup(value, index | writeFlag), Uint8Array.from(bytes));
      return status !== 'stall';
    } catch (error) {
      throw usbFailure(error, this.#radio);
    }
  }

  async #in(value: number, index: number, length: number): Promise<Uint8Array | null> {
    try {
      const { data, status } = await this.#device.controlTransferIn(setup(value, index), length);
      if (status === 'stall' || data === undefined || data.byteLength < length) return null;
      return new Uint8Array(data.buffer, data.byteOffset, length).slice();
    } catch (error) {
      throw usbFailure(error, this.#radio);
    }
  }
}

function setup(value: number, index: number): UsbControlSetup {
  return { requestType: 'vendor', recipient: 'device', request: 0, value, index };
}
