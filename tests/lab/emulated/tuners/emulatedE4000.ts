import { RegisterTuner } from './registerTuner.ts';

const crystal = 28.8e6;
const dividers = [2, 4, 6, 8, 8, 12, 16, 24];
const threePhaseDividers = [4, 8, 12, 16, 24, 32, 40, 48];

/** Elonics E4000. Its oscillator locks from 2.49 to 4.401 GHz, which leaves 1.1 to 1.245 GHz out. */
export class EmulatedE4000 extends RegisterTuner {
  readonly name = 'E4000';
  readonly address = 0xc8;

  get vco(): number {
    const r = this.registers;
    return crystal * (r[0x09] + ((r[0x0b] << 8) | r[0x0a]) / 65536);
  }

  get oscillator(): number {
    const code = this.registers[0x0d];
    return this.vco / ((code & 8) === 0 ? dividers : threePhaseDividers)[code & 7];
  }

  get locked(): boolean {
    return this.locks && this.vco >= 2.49e9 && this.vco <= 4.401e9;
  }

  protected answer(register: number, stored: number): number {
    if (register === 0x02) return 0x40;
    return register === 0x07 ? (stored & 0xfe) | (this.locked ? 1 : 0) : stored;
  }
}
