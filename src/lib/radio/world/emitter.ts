import type { Place, Position } from './place.ts';
import type { Reception } from './reception.ts';

/** One stretch during which an emitter is on the air, by the emitter's own clock: seconds of world time when it leaves the antenna. */
export interface Transmission {
  /** -Infinity and Infinity for what never ends. */
  readonly start: number;
  readonly stop: number;
  /** Middle of what it occupies, and the width that holds 99 % of its power, Hz. */
  readonly center: number;
  readonly bandwidth: number;
  /** What it says, in the fields a decoder would give. */
  readonly content: Content;
}

export type Content = Readonly<Record<string, string | number | boolean>>;

/**
 * Something that transmits. All it does is a function of time alone, so every radio hears the same, from any moment on.
 *
 * Its kind is one file in emitters/ and a line in emitters/list.ts; see docs/adding-an-emitter.md.
 */
export interface Emitter {
  readonly id: string;
  readonly kind: string;
  /** Nominal carrier, Hz: the phase of `Reception.carrier` belongs to it. */
  readonly frequency: number;
  /** Power while the carrier is on, dBm EIRP. */
  readonly eirpDbm: number;
  /** True when `placeAt` always says the same. */
  readonly fixed: boolean;
  /** Where it is at a moment of world time. Writes into `place`: called for every chunk of samples. */
  placeAt(time: number, place: Place): void;
  /** What is on the air at any time in from <= t < to (its own clock), in order of start. */
  transmissions(from: number, to: number): Transmission[];
  /** Adds what a radio receives of it to a chunk of samples. Hot: allocates nothing when nothing is on the air. */
  add(reception: Reception): void;
}

/** What every kind of emitter is told in the list of a world. */
export interface EmitterPlan {
  /** Unique in its world. Seeds everything random about it. */
  readonly id: string;
  readonly position: Position;
  readonly frequency: number;
  readonly eirpDbm: number;
}

/** The world as an emitter's maker sees it. */
export interface EmitterSurroundings {
  /** Differs between emitters and between worlds. */
  readonly seed: number;
  readonly origin: Position;
  /** World time 0, whole seconds since 1970. */
  readonly epoch: number;
}
