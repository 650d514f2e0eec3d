import { RegisterTuner } from './registerTuner.ts';

const crystal = 16.384e6;

/** FCI FC2580. */
export class EmulatedFc2580 extends RegisterTuner {
  readonly name = 'FC2580';
  readonly address = 0xac;
  /** False: its filter never says that it is calibrated. */
  calibrates = true;

  /** It sleeps until its reset line, GPIO 4, has been taken low. */
  powered(pins: readonly (boolean | undefined)[]): boolean {
    return pins[4] === false;
  }

  get vco(): number {
    const r = this.registers;
    const reference = (2 * crystal) / [1, 2, 4, 1][(r[0x18] >> 4) & 3];
    return reference * (r[0x1c] + (((r[0x18] & 15) << 16) | (r[0x1a] << 8) | r[0x1b]) / 2 ** 20);
  }

  get oscillator(): number {
    return this.vco / [4, 2, 12, 4][this.registers[2] >> 6];
  }

  protected answer(register: number, stored: number): number {
    if (register === 0x01) return 0x56;
    return register === 0x2f ? (this.calibrates ? 0xc5 : 0x05) : stored;
  }
}
