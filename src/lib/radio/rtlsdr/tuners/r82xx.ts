import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { Range } from '../../radio.ts';
import { rangesText } from '../../rangesText.ts';
import type { Tuner, TunerBus } from '../tuner.ts';
import { calibrateR82xx, initialR82xx } from './r82xxInit.ts';
import { r82xxBand } from './r82xxBands.ts';
import { r82xxFilter } from './r82xxFilter.ts';
import { r82xxGains, r82xxGainStep } from './r82xxGain.ts';
import { r82xxDivider, r82xxLowestOscillator, r82xxPll } from './r82xxPll.ts';
import { R82xxRegisters } from './r82xxRegisters.ts';

/** What the chips of the family differ in. */
export interface R82xxModel {
  readonly name: string;
  /** I2C, 8-bit form. */
  readonly address: number;
  /** A crystal of its own, Hz; null: that of the demodulator. */
  readonly crystal: number | null;
  /** What the VCO's fine tune reads when the divider is right. */
  readonly vcoReference: number;
}

/** What a board does around the chip when it is tuned: choose inputs, switch filters. */
export interface R82xxFrontEnd {
  readonly centers: readonly Range[];
  /** Signals below the chip's own range are shifted up before it. */
  readonly upconverter: boolean;
  /** @returns what the chip has to be tuned to for a signal at `hz`; `crystal`: the demodulator's, corrected */
  shift(hz: number, crystal: number): number;
  /** Once the PLL has locked. */
  select(hz: number, registers: R82xxRegisters, bus: TunerBus): Promise<void>;
}

/** Standby, in the order in which librtlsdr's transfers write it. */
const standby: readonly (readonly [number, number])[] = [
  [0x06, 0xb1],
  [0x05, 0xa0],
  [0x07, 0x3a],
  [0x08, 0x40],
  [0x09, 0xc0],
  [0x0a, 0x36],
  [0x0c, 0x35],
  [0x0f, 0x68],
  [0x11, 0x03],
  [0x17, 0xf4],
  [0x19, 0x0c]
];
const televisionBandwidth = 6e6;
/** Of all filters, Hz. */
const lowestIntermediate = 1.45e6;
/** The calibration's own frequency, Hz. */
const calibrationOscillator = 56e6;

/** Whether a chip of the family answers at `address`: its first register always reads 69 (96, bits reversed). */
export async function probeR82xx(bus: TunerBus, address: number): Promise<boolean> {
  const found = await bus.read(address, 0, 1).catch((error: unknown) => {
    // Only silence means that there is none.
    if (error instanceof WavepoolError && error.code === 'usb.failed') return [0];
    throw error;
  });
  return found[0] === 0x69;
}

/** Rafael Micro R820T, R820T2, R860, R828D, R828S. Register facts: librtlsdr's transfers, webrtlsdr's comments, the captures named in tests/vectors. */
export class R82xx implements Tuner {
  readonly name: string;
  readonly centers: readonly Range[];
  readonly gains = r82xxGains;
  readonly bandwidths: readonly Range[] = [{ min: 350e3, max: 8e6 }];
  readonly lowIf = true;
  readonly offsetTuning = false;
  readonly wideBelow?: { readonly center: number; readonly bandwidth: number };
  readonly #bus: TunerBus;
  readonly #model: R82xxModel;
  readonly #frontEnd: R82xxFrontEnd;
  readonly #registers: R82xxRegisters;
  #crystal: number;
  #reference: number;
  #intermediate = r82xxFilter(televisionBandwidth).intermediate;

  /** @param crystal of the demodulator, Hz */
  constructor(bus: TunerBus, model: R82xxModel, frontEnd: R82xxFrontEnd, crystal: number) {
    this.name = model.name;
    this.centers = frontEnd.centers;
    if (!frontEnd.upconverter)
      this.wideBelow = { center: r82xxLowestOscillator - lowestIntermediate, bandwidth: televisionBandwidth };
    this.#bus = bus;
    this.#model = model;
    this.#frontEnd = frontEnd;
    this.#registers = new R82xxRegisters(bus, model.address);
    this.#crystal = crystal;
    this.#reference = model.crystal ?? crystal;
  }

  get intermediate(): number {
    return this.#intermediate;
  }

  setReference(hz: number, ppm: number): void {
    this.#crystal = hz;
    const own = this.#model.crystal;
    this.#reference = own === null ? hz : Math.trunc(own * (1 + ppm / 1e6));
  }

  async init(): Promise<void> {
    this.#intermediate = r82xxFilter(televisionBandwidth).intermediate;
    await this.#registers.writeAll(initialR82xx);
    await calibrateR82xx(this.#registers, () => this.#setPll(calibrationOscillator, calibrationOscillator));
  }

  async standby(): Promise<void> {
    for (const [register, value] of standby) await this.#registers.write(register, value);
  }

  async setFrequency(hz: number): Promise<number> {
    const shifted = this.#frontEnd.shift(hz, this.#crystal);
    await this.#setBand(shifted + this.#intermediate);
    const oscillator = await this.#setPll(shifted + this.#intermediate, hz);
    await this.#frontEnd.select(hz, this.#registers, this.#bus);
    return hz + (oscillator - shifted - this.#intermediate);
  }

  async setBandwidth(hz: number, rate: number): Promise<{ intermediate: number; bandwidth: number }> {
    const filter = r82xxFilter(hz > 0 ? hz : rate);
    await this.#registers.change(0x0a, filter.high, 0x10);
    await this.#registers.change(0x0b, filter.corners, 0xef);
    this.#intermediate = filter.intermediate;
    return filter;
  }

  async setGain(db: number | null): Promise<number | null> {
    const registers = this.#registers;
    await registers.change(0x05, db === null ? 0x00 : 0x10, 0x10);
    await registers.change(0x07, db === null ? 0x10 : 0x00, 0x10);
    // The gain of the IF stage is fixed: 26.5 dB with the others automatic, 16.3 dB else.
    await registers.change(0x0c, db === null ? 0x0b : 0x08, 0x9f);
    if (db === null) return null;
    const { gain, lna, mixer } = r82xxGainStep(db);
    await registers.change(0x05, lna, 0x0f);
    await registers.change(0x07, mixer, 0x0f);
    return gain;
  }

  async #setBand(oscillator: number): Promise<void> {
    const registers = this.#registers;
    const { openDrain, rfMux, tracking } = r82xxBand(oscillator);
    await registers.change(0x17, openDrain, 0x08);
    await registers.change(0x1a, rfMux, 0xc3);
    await registers.change(0x1b, tracking, 0xff);
    await registers.change(0x10, 0x00, 0x0b); // crystal: high swing, no extra capacitors
    await registers.change(0x08, 0x00, 0x3f);
    await registers.change(0x09, 0x00, 0x3f);
  }

  /** @param center what the error names. @returns the frequency that it is set to, Hz. @throws WavepoolError `radio.range`, `radio.not-locked` */
  async #setPll(hz: number, center: number): Promise<number> {
    const registers = this.#registers;
    await registers.change(0x10, 0x00, 0x10); // reference not divided
    await registers.change(0x1a, 0x00, 0x0c); // VCO tunes itself at 128 kHz
    await registers.change(0x12, 0x80, 0xe0); // VCO current
    const divider = r82xxDivider(hz);
    const tune = ((await registers.status(5))[4] >> 4) & 3;
    if (divider === null) throw this.#outside(center);
    const turned = Math.min(7, Math.max(0, divider + Math.sign(this.#model.vcoReference - tune)));
    await registers.change(0x10, turned << 5, 0xe0);
    const pll = r82xxPll(hz, divider, this.#reference, 128 / this.#model.vcoReference - 1);
    if (pll === null) throw this.#outside(center);
    await registers.write(0x14, pll.whole);
    await registers.change(0x12, pll.integer ? 0x08 : 0x00, 0x08);
    await registers.write(0x16, pll.fraction >> 8);
    await registers.write(0x15, pll.fraction & 0xff);
    if (!(await this.#locks())) throw new WavepoolError('radio.not-locked', { radio: this.name, center });
    await registers.change(0x1a, 0x08, 0x08); // VCO tunes itself at 8 kHz
    return pll.oscillator;
  }

  /** Tries twice, the second time with more current in the VCO. */
  async #locks(): Promise<boolean> {
    const locked = async () => ((await this.#registers.status(3))[2] & 0x40) !== 0;
    if (await locked()) return true;
    await this.#registers.change(0x12, 0x60, 0xe0);
    return locked();
  }

  #outside(value: number): WavepoolError {
    const want = rangesText(this.centers, 'Hz');
    return new WavepoolError('radio.range', { what: 'Centre frequency', value, radio: this.name, want });
  }
}
