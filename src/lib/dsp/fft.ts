import { isPowerOfTwo } from './isPowerOfTwo.ts';
import { cosTurns, sinTurns } from './sinCos.ts';

/**
 * Discrete Fourier transform in double precision, in place: X[k] = sum over n of x[n] exp(-2 pi i k n / size).
 *
 * Radix 2, decimation in time (Cooley and Tukey, 1965): written to be read and trusted, not to be fast. The kernels that carry the load
 * are measured against it.
 */
export class Fft {
  readonly size: number;
  readonly #cosine: Float64Array;
  readonly #sine: Float64Array;

  /** @param size a power of two, 2 or more. */
  constructor(size: number) {
    if (size < 2 || !isPowerOfTwo(size))
      throw new RangeError(`A transform of ${size} points is not possible here: powers of two from 2`);
    this.size = size;
    this.#cosine = Float64Array.from({ length: size / 2 }, (_, k) => cosTurns(k / size));
    this.#sine = Float64Array.from({ length: size / 2 }, (_, k) => -sinTurns(k / size));
  }

  /** Transforms `size` values, real parts in `re` and imaginary parts in `im`; the spectrum takes their place, 0 Hz first. */
  forward(re: Float64Array, im: Float64Array): void {
    this.#sortByReversedBits(re, im);
    for (let half = 1; half < this.size; half *= 2) {
      const step = this.size / (2 * half);
      for (let start = 0; start < this.size; start += 2 * half) {
        for (let k = 0; k < half; k++) this.#butterfly(re, im, start + k, start + k + half, k * step);
      }
    }
  }

  #butterfly(re: Float64Array, im: Float64Array, a: number, b: number, twiddle: number): void {
    const c = this.#cosine[twiddle];
    const s = this.#sine[twiddle];
    const turnedRe = re[b] * c - im[b] * s;
    const turnedIm = re[b] * s + im[b] * c;
    re[b] = re[a] - turnedRe;
    im[b] = im[a] - turnedIm;
    re[a] += turnedRe;
    im[a] += turnedIm;
  }

  #sortByReversedBits(re: Float64Array, im: Float64Array): void {
    for (let i = 0, j = 0; i < this.size; i++) {
      if (i < j) {
        swap(re, i, j);
        swap(im, i, j);
      }
      // j counts like i, with the bits in reverse: the carry runs from the highest bit down.
      let bit = this.size >> 1;
      while (bit > 0 && (j & bit) !== 0) {
        j ^= bit;
        bit >>= 1;
      }
      j |= bit;
    }
  }
}

function swap(values: Float64Array, i: number, j: number): void {
  const kept = values[i];
  values[i] = values[j]!;
  values[j] = kept;
}
