import type { EmulatedTuner } from '../emulatedTuner.ts';

/** A tuner chip with 256 registers that reads and writes from any of them on. What answers by itself, its kind says (`answer`). */
export abstract class RegisterTuner implements EmulatedTuner {
  abstract readonly name: string;
  abstract readonly address: number;
  abstract readonly oscillator: number;
  readonly highSide = false;
  readonly registers = new Uint8Array(256);
  /** False: its PLL never locks. */
  locks = true;
  readonly #fill: number;
  #at = 0;

  /** @param fill what every register holds after power-on */
  constructor(fill = 0) {
    this.#fill = fill;
  }

  powerOn(): void {
    this.registers.fill(this.#fill);
    this.#at = 0;
  }

  write(message: Uint8Array): void {
    if (message.length > 0) this.#at = message[0];
    for (const value of message.subarray(1)) this.registers[this.#at++ & 255] = value;
  }

  read(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => {
      const register = this.#at++ & 255;
      return this.answer(register, this.registers[register]);
    });
  }

  /** What reading a register gives. */
  protected abstract answer(register: number, stored: number): number;
}
