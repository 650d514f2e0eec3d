import { hash32 } from '#lib/base/prng.ts';
import { gaussianSteps, gaussianTable } from './gaussianTable.ts';

/**
 * Fills `i` and `q` with white Gaussian noise of `sigma` each. The numbers depend on seed and chunk alone, so any chunk can be made at any
 * time. Random bits: sfc32, written out here because a call per sample would cost more than the noise.
 */
export function fillNoise(i: Float64Array, q: Float64Array, sigma: number, seed: number, chunk: number): void {
  const table = gaussianTable();
  const mask = gaussianSteps - 1;
  let a = hash32(seed, chunk, 1) | 0;
  let b = hash32(seed, chunk, 2) | 0;
  let c = hash32(seed, chunk, 3) | 0;
  let counter = 1;
  for (let n = -6; n < i.length; n++) {
    const first = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + first) | 0;
    const second = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + second) | 0;
    // The first rounds only stir the state.
    if (n < 0) continue;
    i[n] = sigma * (table[first & mask] + table[(first >>> 16) & mask]);
    q[n] = sigma * (table[second & mask] + table[(second >>> 16) & mask]);
  }
}
