import type { EmulatedTuner } from './emulatedTuner.ts';

export interface EmulatedR82xxOptions {
  readonly chip: 'R820T' | 'R828D';
  /** Hz; default 28.8e6. A plain R828D has 16e6. */
  readonly crystal?: number;
  /** Answer of the filter calibration; 15 is a failed one. */
  readonly calibration?: number;
}

/** R820T and R828D: 32 registers, read from register 0 on with the bits of every byte the other way round. */
export class EmulatedR82xx implements EmulatedTuner {
  readonly name: string;
  readonly address: number;
  readonly highSide = true;
  readonly registers = new Uint8Array(32);
  /** False: its PLL never locks. */
  locks = true;
  readonly #chip: number;
  readonly #crystal: number;
  readonly #calibration: number;

  constructor({ chip, crystal = 28.8e6, calibration = 7 }: EmulatedR82xxOptions) {
    this.name = chip;
    this.address = chip === 'R820T' ? 0x34 : 0x74;
    this.#chip = chip === 'R820T' ? 2 : 1;
    this.#crystal = crystal;
    this.#calibration = calibration;
  }

  powerOn(): void {
    this.registers.fill(0);
  }

  write(message: Uint8Array): void {
    for (let i = 1; i < message.length; i++) this.registers[(message[0] + i - 1) & 31] = message[i];
  }

  read(length: number): Uint8Array {
    const values = this.registers.slice();
    values[0] = 0x96;
    values[1] = 0;
    values[2] = this.locked ? 0x40 : 0;
    values[3] = 0;
    values[4] = (this.#chip << 4) | this.#calibration;
    return Uint8Array.from({ length }, (_, at) => reversed(values[at & 31]));
  }

  /** Frequency of the VCO, Hz. */
  get vco(): number {
    const r = this.registers;
    const reference = this.#crystal / ((r[0x10] & 0x10) === 0 ? 1 : 2);
    const whole = 4 * (r[0x14] & 0x3f) + (r[0x14] >> 6) + 13;
    return 2 * reference * (whole + ((r[0x16] << 8) | r[0x15]) / 65536);
  }

  get oscillator(): number {
    return this.vco / (2 << (this.registers[0x10] >> 5));
  }

  get locked(): boolean {
    return this.locks && this.vco > 1.7e9 && this.vco < 3.7e9;
  }

  /** Steps of the three amplifiers; 'auto' where the chip sets them itself. */
  get gains(): { lna: number | 'auto'; mixer: number | 'auto'; vga: number } {
    const r = this.registers;
    return {
      lna: (r[0x05] & 0x10) === 0 ? 'auto' : r[0x05] & 15,
      mixer: (r[0x07] & 0x10) !== 0 ? 'auto' : r[0x07] & 15,
      vga: r[0x0c] & 15
    };
  }

  /** The Blog V4's inputs: which of them the chip listens to. */
  get input(): 'cable1' | 'cable2' | 'air' {
    if ((this.registers[0x06] & 0x08) !== 0) return 'cable2';
    return (this.registers[0x05] & 0x40) !== 0 ? 'cable1' : 'air';
  }
}

function reversed(byte: number): number {
  let out = 0;
  for (let bit = 0; bit < 8; bit++) out |= ((byte >> bit) & 1) << (7 - bit);
  return out;
}
