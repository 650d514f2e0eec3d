/** Samples of a chunk: what is synthesised at once, aligned to the radio's sample index. Block sizes can therefore not matter. */
export const chunkSamples = 4096;

/**
 * What one radio receives of one emitter during one chunk: where the radio's samples lie on the emitter's own clock, and how its carrier
 * arrives there. Times are split into whole seconds and the rest, because a double that holds months has no nanoseconds left.
 *
 * Made and filled in by the radio; emitters only read it and add to `i` and `q`.
 */
export interface Reception {
  /** Sums of everything received, full scale = 1. */
  readonly i: Float64Array;
  readonly q: Float64Array;
  /** Emission time of what arrives with sample 0: whole seconds of world time, and the part of a second, 0 <= part < 1. */
  whole: number;
  part: number;
  /** Emission time between two samples, seconds. */
  step: number;
  /** Turns of the emitter's carrier against the radio's oscillator: at sample 0, and from sample to sample. */
  carrier: number;
  turn: number;
  /** Amplitude of the carrier while it is on. */
  amplitude: number;
}
