import type { DetectionLine } from '#lib/spectrum/detectorAnalysis.ts';
import { DetectorAnalysis } from '#lib/spectrum/detectorAnalysis.ts';

/**
 * White complex Gaussian noise as an 8-bit receiver delivers it: I and Q each drawn from the 65 536 quantiles of the normal distribution, rounded
 * to whole steps around 127.5. Generator sfc32 (C. Doty-Humphrey, PractRand): 32 bits a step, one sample, period 2^64 and more.
 */
export class QuantisedNoise {
  readonly #levels: Uint8Array;
  readonly #state: Uint32Array;

  /** @param sigma standard deviation of a component in steps of the converter */
  constructor(sigma: number, seed: number) {
    this.#levels = Uint8Array.from({ length: 65536 }, (_, i) => {
      const level = 127.5 + sigma * normalQuantile((i + 0.5) / 65536);
      return Math.min(255, Math.max(0, Math.round(level)));
    });
    this.#state = Uint32Array.of(seed, seed ^ 0x9e3779b9, 0x6a09e667, 1);
    this.fill(new Uint8Array(64));
  }

  /** Fills with interleaved I, Q. */
  fill(bytes: Uint8Array): void {
    const levels = this.#levels;
    let a = this.#state[0] | 0;
    let b = this.#state[1] | 0;
    let c = this.#state[2] | 0;
    let counter = this.#state[3] | 0;
    for (let i = 0; i + 1 < bytes.length; i += 2) {
      const value = (((a + b) | 0) + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + value) | 0;
      bytes[i] = levels[value & 0xffff];
      bytes[i + 1] = levels[value >>> 16];
    }
    this.#state.set([a, b, c, counter]);
  }
}

/** Normal quantile by Acklam's rational approximation, relative error 1.15e-9. */
function normalQuantile(p: number): number {
  const a = [
    -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239
  ];
  const b = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1];
  const c = [
    -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
    2.938163982698783
  ];
  const d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1];
  const polynomial = (terms: readonly number[], x: number) => terms.reduce((sum, term) => sum * x + term, 0);
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return polynomial(c, q) / polynomial(d, q);
  }
  const q = p - 0.5;
  return (polynomial(a, q * q) * q) / polynomial(b, q * q);
}

/** Detections, with default settings, in `seconds` of 8-bit noise at a rate. */
export function detectionsInNoise(rate: number, seconds: number, sigma: number, seed: number): DetectionLine[] {
  const lines: DetectionLine[] = [];
  const analysis = new DetectorAnalysis({ rate, format: 'cu8', onLine: (line) => lines.push(line) });
  const noise = new QuantisedNoise(sigma, seed);
  const block = new Uint8Array(2 * 262_144);
  const samples = Math.round(rate * seconds);
  for (let done = 0; done < samples;) {
    const count = Math.min(block.length / 2, samples - done);
    const part = block.subarray(0, 2 * count);
    noise.fill(part);
    analysis.push(part, done);
    done += count;
  }
  analysis.flush();
  return lines;
}
