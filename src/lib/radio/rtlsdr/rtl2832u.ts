import type { Clock } from '#lib/base/clock.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { parseEeprom, type RtlEeprom } from './rtlEeprom.ts';
import { RtlRegisters } from './rtlRegisters.ts';
import type { TunerBus } from './tuner.ts';

/** Crystal of the demodulator, Hz; its converter runs at this rate. */
export const rtlCrystal = 28.8e6;

/** Step of the demodulator's mixer, Hz: it counts 22 bits of the crystal. */
export const rtlMixerStep = rtlCrystal / 2 ** 22;

/** Into which converter the signal goes; a tuner feeds I alone (low IF) or both (zero IF). */
export type RtlInput = 'low-if' | 'zero-if' | 'direct-i' | 'direct-q';

/** Coefficients of the low-pass before decimation: 8 of 8 bits, then 8 of 12 bits packed, as librtlsdr's transfers set them. */
const lowPass = [
  0xca, 0xdc, 0xd7, 0xd8, 0xe0, 0xf2, 0x0e, 0x35, 0x06, 0x50, 0x9c, 0x0d, 0x71, 0x11, 0x14, 0x71, 0x74, 0x19, 0x41, 0xa5
];
const eepromAddress = 0xa0;
const eepromBytes = 256;

/**
 * The RTL2832U demodulator, used as a converter with a mixer and a resampler behind it. Register facts: librtlsdr's transfers
 * (tests/vectors/librtlsdr) and webrtlsdr. No answer from the chip is a `usb.…` error.
 */
export class Rtl2832u implements TunerBus {
  readonly #registers: RtlRegisters;
  readonly #radio: string;
  readonly #clock: Clock;
  #ppm = 0;

  constructor(registers: RtlRegisters, clock: Clock, radio: string) {
    this.#registers = registers;
    this.#clock = clock;
    this.#radio = radio;
  }

  /** Correction of the crystal, parts per million. */
  get ppm(): number {
    return this.#ppm;
  }

  /** The crystal as corrected, whole Hz. */
  get crystal(): number {
    return Math.trunc(rtlCrystal * (1 + this.#ppm / 1e6));
  }

  /** From power-on to raw samples: USB endpoint, clocks, filters, automatic levels off, no tuner chosen yet. */
  async init(): Promise<void> {
    const registers = this.#registers;
    // The first write after another driver had the dongle may fail.
    await registers.tryWriteUsb(0x2000, 0x09);
    await registers.writeUsb(0x2000, 0x09); // USB_SYSCTL: DMA, full packets
    await registers.writeUsb(0x2158, 0x00, 0x02); // USB_EPA_MAXPKT: 512 bytes
    await registers.writeUsb(0x2148, 0x10, 0x02); // USB_EPA_CTL: endpoint stalled, FIFO in reset
    await registers.writeSys(0x300b, 0x22); // DEMOD_CTL1
    await registers.writeSys(0x3000, 0xe8); // DEMOD_CTL: PLL and both converters on, reset released
    await this.#resetDemod();
    await registers.writeDemod(1, 0x15, 0x00); // spectrum as it is, no rejection of neighbours
    await registers.writeDemod(1, 0x16, 0x00, 0x00); // carrier offset 0
    for (const register of [0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b]) await registers.writeDemod(1, register, 0x00);
    for (const [at, value] of lowPass.entries()) await registers.writeDemod(1, 0x1c + at, value);
    await registers.writeDemod(0, 0x19, 0x05); // raw samples to USB
    await registers.writeDemod(1, 0x93, 0xf0); // state machine held
    await registers.writeDemod(1, 0x94, 0x0f);
    await registers.writeDemod(1, 0x11, 0x00); // digital AGC off
    await registers.writeDemod(1, 0x04, 0x00); // loop gain of the AGC 0
    await registers.writeDemod(0, 0x61, 0x60); // no filtering of packets
    await registers.writeDemod(0, 0x06, 0x80); // converters I and Q in their places
    await registers.writeDemod(1, 0xb1, 0x1b); // zero-IF, DC and IQ estimation and compensation on
    await registers.writeDemod(0, 0x0d, 0x83); // no clock on the test pin
  }

  /** Converters off. */
  async powerOff(): Promise<void> {
    await this.#registers.writeSys(0x3000, 0x20);
  }

  /** Connects the tuner to the I2C bus; it is kept off between messages, because they disturb reception. */
  async setRepeater(on: boolean): Promise<void> {
    await this.#registers.writeDemod(1, 0x01, on ? 0x18 : 0x10);
  }

  /** Chooses the converters and what is done to their samples before they are mixed down. */
  async setInput(input: RtlInput): Promise<void> {
    const registers = this.#registers;
    if (input === 'zero-if') {
      await registers.writeDemod(0, 0x08, 0xcd); // both converters
      await registers.writeDemod(1, 0xb1, 0x1b);
    } else {
      await registers.writeDemod(1, 0xb1, 0x1a); // not zero-IF
      await registers.writeDemod(0, 0x08, 0x4d); // converter I alone
    }
    // A low-IF tuner's oscillator sits above the signal: the spectrum comes mirrored.
    if (input !== 'zero-if') await registers.writeDemod(1, 0x15, input === 'low-if' ? 0x01 : 0x00);
    await registers.writeDemod(0, 0x06, input === 'direct-q' ? 0x90 : 0x80); // converters in their places, or exchanged
  }

  /** Mixes `hz` down to 0. @returns the frequency that is really mixed down, Hz: the mixer has 22 bits of the crystal */
  async setIntermediate(hz: number): Promise<number> {
    // Towards 0, as librtlsdr does.
    const word = -Math.trunc((hz * 2 ** 22) / this.crystal);
    for (const [at, shift] of [16, 8, 0].entries())
      await this.#registers.writeDemod(1, 0x19 + at, (word >> shift) & (at === 0 ? 0x3f : 0xff));
    return (-word * this.crystal) / 2 ** 22;
  }

  /** Sets the resampler and the correction of the sample clock. @returns the rate that it really gives at the stated crystal, S/s */
  async setSampleRate(rate: number): Promise<number> {
    const { written, real } = resamplerRatio(rate);
    await this.#registers.writeDemod(1, 0x9f, written >>> 24, (written >>> 16) & 0xff);
    await this.#registers.writeDemod(1, 0xa1, (written >>> 8) & 0xff, written & 0xff);
    await this.#correctSampling();
    await this.#resetDemod();
    return real;
  }

  /** Takes the crystal's error into account: at once for sampling, for the mixer with its next setting. */
  async setPpm(ppm: number): Promise<void> {
    this.#ppm = ppm;
    await this.#correctSampling();
  }

  /** Digital AGC. */
  async setAgc(on: boolean): Promise<void> {
    await this.#registers.writeDemod(0, 0x19, on ? 0x25 : 0x05);
  }

  /** A counter in place of samples. */
  async setTestMode(on: boolean): Promise<void> {
    await this.#registers.writeDemod(0, 0x19, on ? 0x03 : 0x05);
  }

  /** Empties the FIFO and lets the endpoint deliver. */
  async resetBuffer(): Promise<void> {
    await this.#registers.writeUsb(0x2148, 0x10, 0x02);
    await this.#registers.writeUsb(0x2148, 0x00, 0x00);
  }

  /** What the EEPROM says of the dongle; null when there is none, or nothing sensible in it. */
  async readEeprom(): Promise<RtlEeprom | null> {
    const bytes = new Uint8Array(eepromBytes);
    for (let at = 0; at < eepromBytes; at++) {
      if (!(await this.#registers.writeI2c(eepromAddress, [at]))) return null;
      const one = await this.#registers.readI2c(eepromAddress, 1);
      if (one === null) return null;
      bytes[at] = one[0];
    }
    return parseEeprom(bytes);
  }

  async write(address: number, bytes: readonly number[]): Promise<void> {
    if (!(await this.#registers.writeI2c(address, bytes))) throw this.#silentTuner(address);
  }

  async read(address: number, register: number, length: number): Promise<Uint8Array> {
    // Both halves go out whatever the first comes to, so that a chip never waits for the second.
    const asked = await this.#registers.writeI2c(address, [register]);
    const data = await this.#registers.readI2c(address, length);
    if (!asked || data === null) throw this.#silentTuner(address);
    return data;
  }

  setGpio(pin: number, high: boolean): Promise<void> {
    return this.#registers.setGpio(pin, high);
  }

  /** Whether a GPIO is an output that is high. */
  readGpio(pin: number): Promise<boolean> {
    return this.#registers.readGpio(pin);
  }

  async settle(milliseconds: number): Promise<void> {
    await this.#clock.until(this.#clock.now() + milliseconds / 1000);
  }

  #silentTuner(address: number): WavepoolError {
    return new WavepoolError('usb.failed', { radio: this.#radio, why: `no chip answers at I2C address ${address}` });
  }

  async #resetDemod(): Promise<void> {
    await this.#registers.writeDemod(1, 0x01, 0x14);
    await this.#registers.writeDemod(1, 0x01, 0x10);
  }

  /** 14 bits of 2^-24 each. */
  async #correctSampling(): Promise<void> {
    const offset = Math.trunc((-this.#ppm * 2 ** 24) / 1e6);
    await this.#registers.writeDemod(1, 0x3f, offset & 0xff);
    await this.#registers.writeDemod(1, 0x3e, (offset >> 8) & 0x3f);
  }
}

/**
 * The resampler divides the crystal by a ratio of 22 fractional bits, of which the lowest two are 0. The register has 28 bits and extends the
 * sign of the topmost, which is how ratios above 2^27 come out right.
 */
function resamplerRatio(rate: number): { written: number; real: number } {
  // Below 2^31 for every rate above 56250 S/s.
  const written = Math.trunc((rtlCrystal * 2 ** 22) / rate) & 0x0ffffffc;
  const ratio = written | ((written & 0x08000000) << 1);
  return { written, real: (rtlCrystal * 2 ** 22) / ratio };
}
