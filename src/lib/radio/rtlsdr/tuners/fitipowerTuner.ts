import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { checkRange } from '../../checkRange.ts';
import type { Range } from '../../radio.ts';
import type { Tuner, TunerBus } from '../tuner.ts';
import { ChipRegisters } from './chipRegisters.ts';
import { settleOscillator } from './fc0012Oscillator.ts';
import { fitipowerPlan, type FitipowerDivider } from './fc0012Pll.ts';

/** I2C address of every chip of the family. */
export const fitipowerAddress = 0xc6;

/** What the FC0012 and the FC0013 have in common: zero-IF, the demodulator's crystal, one PLL arithmetic. They differ in band, gain and filters. */
export abstract class FitipowerTuner implements Tuner {
  abstract readonly name: string;
  abstract readonly centers: readonly Range[];
  abstract readonly gains: readonly number[];
  readonly bandwidths = [];
  readonly lowIf = false;
  readonly offsetTuning = true;
  protected readonly bus: TunerBus;
  protected readonly registers: ChipRegisters;
  protected abstract readonly dividers: readonly FitipowerDivider[];
  #reference: number;

  constructor(bus: TunerBus, reference: number) {
    this.bus = bus;
    this.registers = new ChipRegisters(bus, fitipowerAddress);
    this.#reference = Math.floor(reference);
  }

  abstract init(): Promise<void>;
  abstract setGain(db: number | null): Promise<number | null>;
  abstract setManual(): Promise<void>;
  /** Switches inputs and filters before the PLL is set. */
  protected abstract selectBand(hz: number): Promise<void>;
  /** What else a divider needs, after the PLL's registers. */
  protected abstract finishPll(hz: number): Promise<void>;

  /** The chip has no sleep that is known. */
  standby(): Promise<void> {
    return Promise.resolve();
  }

  setReference(hz: number): void {
    this.#reference = Math.floor(hz);
  }

  async setFrequency(hz: number): Promise<number> {
    checkRange(this.name, 'Centre frequency', hz, this.centers, 'Hz');
    const plan = fitipowerPlan(hz, this.#reference, this.dividers);
    if (plan === null) throw new WavepoolError('radio.not-locked', { radio: this.name, center: hz });
    await this.selectBand(hz);
    for (const [at, value] of plan.registers.entries()) await this.registers.write(at + 1, value);
    await this.finishPll(hz);
    await settleOscillator(this.bus, this.registers, plan.registers[5], this.name, hz);
    return plan.frequency;
  }

  /** Its filter stays at 6 MHz, wider than any rate. */
  setBandwidth(): Promise<{ intermediate: number; bandwidth: number }> {
    return Promise.resolve({ intermediate: 0, bandwidth: 6e6 });
  }
}
