/** One transform to be compared: u8 samples to a power spectrum, `fft` points, `hop` samples from one segment to the next. */
export interface PsdCase {
  readonly fft: number;
  readonly hop: number;
}

/** Whoever turns samples into power spectra and can say how long it took. */
export interface PsdCandidate {
  readonly name: string;
  /** Transforms the bench's samples `passes` times over and gives the CPU time that this took, ns. */
  time(passes: number): Promise<number> | number;
}

/** Samples of a pass: 1 MiB of u8, more than a second-level cache holds beside the tables. */
export const benchSamples = 1 << 19;

export function segmentsOf({ fft, hop }: PsdCase): number {
  return Math.floor((benchSamples - fft) / hop) + 1;
}

/** The samples, the same ones for all: a linear congruential generator's upper bytes, as bench/native/fftwPsd.c makes them. */
export function benchBytes(length = 2 * benchSamples): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let state = 1;
  for (let i = 0; i < length; i++) bytes[i] = (state = (Math.imul(state, 1664525) + 1013904223) | 0) >>> 24;
  return bytes;
}
