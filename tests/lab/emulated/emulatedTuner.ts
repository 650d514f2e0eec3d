/**
 * A tuner chip behind an emulated RTL2832U. It is asked only while the demodulator's I2C repeater is open, and only when it has power
 * (`pins`: the demodulator's outputs; a pin that is no output is undefined).
 */
export interface EmulatedTuner {
  readonly name: string;
  /** In 8-bit form. */
  readonly address: number;
  /** False where a pin keeps it in reset. Without it: always true. */
  powered?(pins: readonly (boolean | undefined)[]): boolean;
  /** Registers as after power-on. */
  powerOn(): void;
  /** A message: register number, then values. */
  write(message: Uint8Array): void;
  /** Reads on from where the last message left off. */
  read(length: number): Uint8Array;
  /** Frequency of its oscillator, Hz: what comes out at 0 Hz (zero IF), or above or below it by the IF. */
  readonly oscillator: number;
  /** True where the oscillator is above the signal, so that the spectrum comes out turned round. */
  readonly highSide: boolean;
}
