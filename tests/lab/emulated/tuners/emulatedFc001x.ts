import { RegisterTuner } from './registerTuner.ts';

const crystal = 28.8e6;
/** Oscillator over centre frequency by bits 3 to 7 of register 5 and bit 1 of register 6. */
const dividers: Readonly<Record<'FC0012' | 'FC0013', Readonly<Record<number, readonly [clear: number, set: number]>>>> =
  {
    FC0012: { 0x80: [96, 64], 0x40: [48, 32], 0x20: [24, 16], 0x10: [12, 8], 0x08: [6, 4] },
    FC0013: { 0x80: [96, 32], 0x00: [64, 64], 0x40: [48, 16], 0x20: [24, 8], 0x10: [12, 4], 0x08: [6, 2] }
  };

export interface EmulatedFc001xOptions {
  readonly chip: 'FC0012' | 'FC0013';
  readonly fill?: number;
  /** Hz by which both oscillators are off. */
  readonly shift?: number;
}

/** Fitipower FC0012 and FC0013: two oscillators, and a tuning voltage (0 to 63) that falls over the range of the chosen one. */
export class EmulatedFc001x extends RegisterTuner {
  readonly name: 'FC0012' | 'FC0013';
  readonly address = 0xc6;
  readonly #shift: number;

  constructor({ chip, fill = 0, shift = 0 }: EmulatedFc001xOptions) {
    super(fill);
    this.name = chip;
    this.#shift = shift;
  }

  /** The FC0012 sleeps until its reset line, GPIO 4, has been taken low. */
  powered(pins: readonly (boolean | undefined)[]): boolean {
    return this.name === 'FC0013' || pins[4] === false;
  }

  get vco(): number {
    const r = this.registers;
    const signed = ((r[3] << 24) >> 16) | r[4];
    return (crystal / 2) * (8 * r[2] + r[1] + signed / 32768);
  }

  get oscillator(): number {
    const row = dividers[this.name][this.registers[5] & 0xf8] ?? [1, 1];
    return this.vco / row[(this.registers[6] & 2) >> 1];
  }

  get fasterOscillator(): boolean {
    return (this.registers[6] & 8) !== 0;
  }

  get tuningVoltage(): number {
    if (!this.locks) return this.fasterOscillator ? 63 : 0;
    const [low, high] = this.fasterOscillator ? [2.95e9, 3.9e9] : [1.89e9, 3.15e9];
    const share = (high + this.#shift - this.vco) / (high - low);
    return Math.trunc(63 * Math.min(1, Math.max(0, share)));
  }

  protected answer(register: number, stored: number): number {
    if (register === 0x00) return this.name === 'FC0012' ? 0xa1 : 0xa3;
    return register === 0x0e ? (stored & 0xc0) | this.tuningVoltage : stored;
  }
}
