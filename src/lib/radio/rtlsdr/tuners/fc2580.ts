import { checkRange } from '../../checkRange.ts';
import type { Tuner, TunerBus, TunerKind } from '../tuner.ts';
import { ChipRegisters, identifies } from './chipRegisters.ts';
import { fc2580Bands, fc2580Plan } from './fc2580Pll.ts';

const address = 0xac;
/** The chip's own, beside the demodulator's. */
const crystal = 16.384e6;

// All register facts from librtlsdr's transfers.
const start: readonly (readonly [number, number])[] = [
  [0x00, 0x00],
  [0x12, 0x86],
  [0x14, 0x5c],
  [0x16, 0x3c],
  [0x1f, 0xd2],
  [0x09, 0xd7],
  [0x0b, 0xd5],
  [0x0c, 0x32],
  [0x0e, 0x43],
  [0x21, 0x0a],
  [0x22, 0x82],
  [0x45, 0x20],
  [0x4c, 0x02],
  [0x3f, 0x88],
  [0x02, 0x0e],
  [0x58, 0x14]
];

/** Registers 0x36, 0x37 and 0x39 for each of its filters. 0x37 counts the crystal in 1 / (3.3 to 4.4 MHz) steps, so it holds for 16.384 MHz. */
const filters = [
  { bandwidth: 1.53e6, values: [0x1c, 0x44, 0x00] },
  { bandwidth: 6e6, values: [0x18, 0x48, 0x80] },
  { bandwidth: 7e6, values: [0x18, 0x40, 0x80] },
  { bandwidth: 8e6, values: [0x18, 0x36, 0x80] }
] as const;

/**
 * FCI FC2580: zero-IF, VHF, UHF and L band, with a crystal of 16.384 MHz of its own. Its gain is automatic. Where its oscillator (1.752 to
 * 3.696 GHz over 12, 4 or 2) does not reach, nothing tells, so `centers` leaves those frequencies out.
 */
class Fc2580 implements Tuner {
  readonly name = 'FC2580';
  readonly centers = [
    { min: 146e6, max: 308e6 },
    { min: 438e6, max: 924e6 },
    { min: 1000.001e6, max: 1848e6 }
  ];
  readonly gains = [];
  readonly bandwidths = filters.map(({ bandwidth }) => ({ min: bandwidth, max: bandwidth }));
  readonly lowIf = false;
  readonly offsetTuning = true;
  readonly #registers: ChipRegisters;
  #crystal = crystal;
  #filter: (typeof filters)[number] = filters[3];

  constructor(bus: TunerBus) {
    this.#registers = new ChipRegisters(bus, address);
  }

  async init(): Promise<void> {
    await this.#registers.writeAll(start);
    await this.#setFilter(filters[3]);
  }

  /** The chip has no sleep that is known. */
  standby(): Promise<void> {
    return Promise.resolve();
  }

  /** Its own crystal is taken to be as far off as the demodulator's; librtlsdr leaves its error uncorrected. */
  setReference(_hz: number, ppm: number): void {
    this.#crystal = crystal * (1 + ppm / 1e6);
  }

  async setFrequency(hz: number): Promise<number> {
    checkRange(this.name, 'Centre frequency', hz, this.centers, 'Hz');
    const plan = fc2580Plan(hz, this.#crystal);
    await this.#registers.writeAll(fc2580Bands(hz));
    await this.#setFilter(this.#filter);
    await this.#registers.writeAll(plan.registers);
    return plan.frequency;
  }

  /** The narrowest of its filters that holds the width; of a width of 0, the rate. */
  async setBandwidth(hz: number, rate: number): Promise<{ intermediate: number; bandwidth: number }> {
    const width = hz === 0 ? rate : hz;
    await this.#setFilter(filters.find(({ bandwidth }) => bandwidth >= width) ?? filters[3]);
    return { intermediate: 0, bandwidth: this.#filter.bandwidth };
  }

  /** Writes a filter and lets the chip calibrate it, up to five times, as librtlsdr does. */
  async #setFilter(filter: (typeof filters)[number]): Promise<void> {
    this.#filter = filter;
    const [r36, r37, r39] = filter.values;
    await this.#registers.writeAll([
      [0x36, r36],
      [0x37, r37],
      [0x39, r39]
    ]);
    for (let attempt = 0; attempt < 5; attempt++) {
      await this.#registers.write(0x2e, 0x09);
      const done = ((await this.#registers.read(0x2f)) & 0xc0) === 0xc0;
      await this.#registers.write(0x2e, 0x01);
      if (done) return;
    }
  }

  /** Its gain is automatic, whatever is wanted. */
  setGain(): Promise<null> {
    return Promise.resolve(null);
  }
}

export const fc2580Kind: TunerKind = {
  name: 'FC2580',
  probe: (bus) => identifies(bus, address, 0x01, 0x56, 0x7f),
  create: (bus) => new Fc2580(bus)
};
