import { Fft } from '#lib/dsp/fft.ts';

const kept = new Map<number, Fft>();

/** The transform of a size, its tables made once: a power of two from 2 to 65536. */
export function transform(size: number): Fft {
  let found = kept.get(size);
  if (found === undefined) kept.set(size, (found = new Fft(size)));
  return found;
}
