import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { checkRange } from '../../checkRange.ts';
import type { Tuner, TunerBus, TunerKind } from '../tuner.ts';
import { ChipRegisters, identifies, stepUp } from './chipRegisters.ts';
import { e4000Bandwidths, e4000Filters } from './e4000Filters.ts';
import { e4000Plan } from './e4000Pll.ts';
import { indexOfNearest } from './indexOfNearest.ts';

const address = 0xc8;
/** What a PLL without lock gets to find it, milliseconds. */
const patience = 10;

// All register facts from librtlsdr's transfers; names after the data sheet.
const start: readonly (readonly [number, number])[] = [
  [0x00, 0x07], // reset, awake, power-on flag taken back
  [0x05, 0x00],
  [0x06, 0x00],
  [0x7a, 0x96],
  [0x7e, 0x01],
  [0x7f, 0xfe],
  [0x82, 0x00],
  [0x86, 0x50],
  [0x87, 0x20],
  [0x88, 0x01],
  [0x9f, 0x7f],
  [0xa0, 0x07],
  [0x1d, 0x10],
  [0x1e, 0x04],
  [0x1f, 0x1a]
];

/** [dB, input stage (low half of 0x14), mixer (bit 0 of 0x15: 4 or 12 dB)] */
const gainSteps: readonly (readonly [db: number, input: number, mixer: number])[] = [
  [-1, 0x0, 0],
  [1.5, 0x1, 0],
  [4, 0x4, 0],
  [6.5, 0x5, 0],
  [9, 0x6, 0],
  [11.5, 0x7, 0],
  [14, 0x8, 0],
  [16.5, 0x9, 0],
  [19, 0xa, 0],
  [21.5, 0xb, 0],
  [24, 0xc, 0],
  [29, 0xd, 0],
  [34, 0xe, 0],
  [42, 0xe, 1]
];
const gains = gainSteps.map(([db]) => db);

/** Amplifiers after the mixer, in order: gains in dB by code, where the code sits, and what `init` sets. */
const ifStages = [
  { gains: [-3, 6], register: 0x16, shift: 0, mask: 0x01, initial: 6 },
  { gains: [0, 3, 6, 9], register: 0x16, shift: 1, mask: 0x06, initial: 0 },
  { gains: [0, 3, 6, 9], register: 0x16, shift: 3, mask: 0x18, initial: 0 },
  { gains: [0, 1, 2], register: 0x16, shift: 5, mask: 0x60, initial: 0 },
  { gains: [3, 6, 9, 12, 15], register: 0x17, shift: 0, mask: 0x07, initial: 9 },
  { gains: [3, 6, 9, 12, 15], register: 0x17, shift: 3, mask: 0x38, initial: 9 }
] as const;

/**
 * Elonics E4000: zero-IF, 52 to 2200 MHz without 1100 to 1250 MHz, which its oscillator does not reach; runs from the demodulator's crystal.
 * The ends differ a little from chip to chip: one that reaches less says that it has no lock.
 */
class E4000 implements Tuner {
  readonly name = 'E4000';
  readonly centers = [
    { min: 52e6, max: 1100e6 },
    { min: 1250e6, max: 2200e6 }
  ];
  readonly gains = gains;
  readonly bandwidths = e4000Bandwidths.map((hz) => ({ min: hz, max: hz }));
  readonly lowIf = false;
  readonly offsetTuning = true;
  readonly ifStages = ifStages;
  readonly #bus: TunerBus;
  readonly #registers: ChipRegisters;
  #reference: number;

  constructor(bus: TunerBus, reference: number) {
    this.#bus = bus;
    this.#registers = new ChipRegisters(bus, address);
    this.#reference = Math.floor(reference);
  }

  async init(): Promise<void> {
    await this.#registers.writeAll(start);
    await this.setGain(null);
    for (const [stage, { initial: db }] of ifStages.entries()) await this.setIfGain(stage, db);
    await this.#setFilters(1e6);
    await this.#registers.update(0x12, 0x20, 0x00); // channel filter in
    await this.#registers.update(0x2d, 0x03, 0x00); // no correction of DC by itself: it shifts with time
    await this.#registers.update(0x70, 0x03, 0x00);
    await this.#registers.update(0x71, 0x03, 0x00);
  }

  async standby(): Promise<void> {
    await this.#registers.update(0x00, 0x02, 0x00);
  }

  setReference(hz: number): void {
    this.#reference = Math.floor(hz);
  }

  async setFrequency(hz: number): Promise<number> {
    checkRange(this.name, 'Centre frequency', hz, this.centers, 'Hz');
    const plan = e4000Plan(hz, this.#reference);
    await this.#registers.writeAll([
      [0x0d, plan.divider],
      [0x09, plan.z],
      [0x0a, plan.x & 0xff],
      [0x0b, plan.x >> 8],
      [0x78, plan.bias]
    ]);
    await this.#registers.update(0x07, 0x06, 0x00);
    await this.#registers.update(0x07, 0x06, plan.band << 1);
    await this.#registers.update(0x10, 0x0f, plan.filter);
    if (!(await this.#locks())) throw new WavepoolError('radio.not-locked', { radio: this.name, center: hz });
    return plan.frequency;
  }

  async #locks(): Promise<boolean> {
    const locked = async () => ((await this.#registers.read(0x07)) & 0x01) !== 0;
    if (await locked()) return true;
    await this.#bus.settle(patience);
    return locked();
  }

  async setBandwidth(hz: number, rate: number): Promise<{ intermediate: number; bandwidth: number }> {
    return { intermediate: 0, bandwidth: await this.#setFilters(hz === 0 ? rate : hz) };
  }

  async #setFilters(hz: number): Promise<number> {
    const filters = e4000Filters(hz);
    await this.#registers.update(0x11, 0xff, (filters.mixer << 4) | filters.resistors);
    await this.#registers.update(0x12, 0x1f, filters.channel);
    return filters.bandwidth;
  }

  async setGain(db: number | null): Promise<number | null> {
    if (db === null) {
      await this.#registers.update(0x1a, 0x0f, 0x09); // input stage by itself
      await this.#registers.update(0x20, 0x01, 0x01); // mixer by itself
      await this.#registers.update(0x24, 0x07, 0x00);
      return null;
    }
    await this.setManual();
    const [set, input, mixer] = gainSteps[stepUp(db, gains)];
    await this.#registers.update(0x14, 0x0f, input);
    await this.#registers.update(0x15, 0x01, mixer);
    return set;
  }

  async setManual(): Promise<void> {
    await this.#registers.update(0x1a, 0x0f, 0x00);
    await this.#registers.update(0x20, 0x01, 0x00);
  }

  async setIfGain(stage: number, db: number): Promise<number> {
    if (!Number.isInteger(stage) || stage < 0 || stage >= ifStages.length) {
      const want = `stages 0 to ${ifStages.length - 1}`;
      throw new WavepoolError('radio.range', { what: 'IF stage', value: stage, radio: this.name, want });
    }
    const { gains: steps, register, shift, mask } = ifStages[stage];
    const code = indexOfNearest(db, steps);
    await this.#registers.update(register, mask, code << shift);
    return steps[code];
  }
}

export const e4000Kind: TunerKind = {
  name: 'E4000',
  probe: (bus) => identifies(bus, address, 0x02, 0x40),
  create: (bus, reference) => new E4000(bus, reference)
};
