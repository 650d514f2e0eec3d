import type { Prng } from '#lib/base/prng.ts';

/** A signal at 0 Hz, about power 1 while it is on. */
export interface Wave {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Makes one signal of a class. @param rate S/s @param most samples it may last */
export type WaveMaker = (random: Prng, rate: number, most: number) => Wave;

export function emptyWave(n: number): Wave {
  return { re: new Float64Array(n), im: new Float64Array(n) };
}

/** Normal distribution, mean 0, variance 1: Box and Muller. */
export function gaussian(random: Prng): number {
  return Math.sqrt(-2 * Math.log(1 - random.unit())) * Math.cos(2 * Math.PI * random.unit());
}

/** Evenly spread on a logarithmic scale. */
export function logBetween(random: Prng, low: number, high: number): number {
  return low * (high / low) ** random.unit();
}

/** exp(i phase) with the phase's rate of change in Hz given sample by sample. */
export function modulateFrequency(hz: Float64Array, rate: number): Wave {
  const wave = emptyWave(hz.length);
  let phase = 0;
  for (let i = 0; i < hz.length; i++) {
    phase += hz[i] / rate;
    phase -= Math.floor(phase);
    wave.re[i] = Math.cos(2 * Math.PI * phase);
    wave.im[i] = Math.sin(2 * Math.PI * phase);
  }
  return wave;
}

/** `values` at another rate, cubic between its samples (Catmull and Rom). */
export function resample(values: Float64Array, from: number, to: number, n: number): Float64Array {
  const at = (i: number) => values[Math.min(values.length - 1, Math.max(0, i))];
  return Float64Array.from({ length: n }, (_, i) => {
    const x = (i * from) / to;
    const k = Math.floor(x);
    const t = x - k;
    const [a, b, c, d] = [at(k - 1), at(k), at(k + 1), at(k + 2)];
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
  });
}

/** A low-pass filter: windowed sinc, `reach` taps on either side. */
export function lowpass(values: Float64Array, cutoff: number, rate: number, reach = 24): Float64Array {
  const taps = Float64Array.from({ length: 2 * reach + 1 }, (_, index) => {
    const k = index - reach;
    const x = (2 * cutoff) / rate;
    const sinc = k === 0 ? x : Math.sin(Math.PI * x * k) / (Math.PI * k);
    return sinc * (0.54 + 0.46 * Math.cos((Math.PI * k) / (reach + 1)));
  });
  const gain = taps.reduce((sum, tap) => sum + tap, 0);
  const out = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    let sum = 0;
    const from = Math.max(0, i - reach);
    const to = Math.min(values.length - 1, i + reach);
    for (let j = from; j <= to; j++) sum += taps[j - i + reach] * values[j];
    out[i] = sum / gain;
  }
  return out;
}
