import type { Range } from '../radio.ts';

/** What a tuner chip needs of the demodulator that it hangs on. */
export interface TunerBus {
  /** One I2C message to the chip at `address` (8-bit form, as data sheets of these chips give it): register number, then values. */
  write(address: number, bytes: readonly number[]): Promise<void>;
  /** Writes the register number, then reads `length` bytes. */
  read(address: number, register: number, length: number): Promise<Uint8Array>;
  /** Makes a GPIO of the demodulator an output and sets it. */
  setGpio(pin: number, high: boolean): Promise<void>;
  /** Waits at least so long, for oscillators and calibrations that need it. */
  settle(milliseconds: number): Promise<void>;
}

/** An amplifier behind the mixer. */
export interface IfStage {
  /** dB, rising. */
  readonly gains: readonly number[];
  /** What `init` sets, dB. */
  readonly initial: number;
}

/** Opened tuner chip. The demodulator keeps the I2C repeater open around every call. */
export interface Tuner {
  /** 'R820T', 'E4000', … */
  readonly name: string;
  /** Centre frequencies that it takes, Hz. */
  readonly centers: readonly Range[];
  /** Gains in manual mode, dB, rising. */
  readonly gains: readonly number[];
  /** Bandwidths of its filters, Hz; empty when there is nothing to choose. */
  readonly bandwidths: readonly Range[];
  /** False: a zero-IF tuner, whose signal comes as I and Q; true: one whose IF the demodulator mixes down. */
  readonly lowIf: boolean;
  /** IF in force, Hz; a zero-IF tuner leaves it out. */
  readonly intermediate?: number;
  /** Below this its filters' IF is too low for its PLL, unless they are set to `bandwidth`, Hz; left out where there is no such limit. */
  readonly wideBelow?: { readonly center: number; readonly bandwidth: number };
  /** True when offset tuning can move the signal away from a zero-IF tuner's own line at 0 Hz. */
  readonly offsetTuning: boolean;
  init(): Promise<void>;
  standby(): Promise<void>;
  /**
   * Tells it of its reference; takes effect with the next `setFrequency`.
   *
   * @param hz crystal of the demodulator, corrected, whole Hz
   * @param ppm the correction in it, for a chip with a crystal of its own
   */
  setReference(hz: number, ppm: number): void;
  /**
   * Tunes so that `hz` comes out at the IF. @throws WavepoolError `radio.not-locked` when the PLL does not lock, `radio.range` outside `centers`
   * @returns the frequency that really was set, Hz
   */
  setFrequency(hz: number): Promise<number>;
  /** @param hz wanted width, 0: what suits `rate`. @returns the IF that the demodulator has to mix down from, Hz, and the width set (0: not known) */
  setBandwidth(hz: number, rate: number): Promise<{ intermediate: number; bandwidth: number }>;
  /** @param db null: automatic. @returns the gain that was set, dB, null for automatic */
  setGain(db: number | null): Promise<number | null>;
  /** Manual mode with the gain as it was; left out where there is none to go back to, which is the same as `setGain(0)`. */
  setManual?(): Promise<void>;
  /** Amplifiers behind the mixer that are set apart from `setGain`, in the signal's order; left out where there are none. */
  readonly ifStages?: readonly IfStage[];
  /** @param stage index into `ifStages` @returns the gain that was set, dB. @throws WavepoolError `radio.range` for a stage that is not there */
  setIfGain?(stage: number, db: number): Promise<number>;
}

/** A board whose wiring differs from that of all others: told by the strings in its EEPROM. */
export type RtlBoard = 'plain' | 'blog-v4' | 'blog-v4l';

/** A tuner chip that may be behind the demodulator: one file in tuners/, one line in tuners/list.ts. */
export interface TunerKind {
  readonly name: string;
  /** Whether this chip answers on the bus. Must not throw when nothing does. */
  probe(bus: TunerBus): Promise<boolean>;
  /** @param referenceHz crystal of the demodulator, not corrected @param board what the chip sits on, where its makers wired it differently */
  create(bus: TunerBus, referenceHz: number, board: RtlBoard): Tuner;
}
