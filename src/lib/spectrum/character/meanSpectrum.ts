import { windowSamples } from '#lib/dsp/window.ts';
import type { Samples } from './samples.ts';
import { transform } from './transform.ts';

/** Mean power per bin in ascending frequency, -rate/2 first; bins sum to the mean power of a sample. */
export interface MeanSpectrum {
  readonly power: Float64Array;
  readonly binHz: number;
  readonly segments: number;
}

/** Transforms that one estimate takes at most: more only cost time. */
const mostSegments = 128;

/**
 * Welch's estimate, Hann window, half overlapped or, over many samples, spread out evenly.
 * @param fft a power of two; @param from first sample @param to end, at least `from + fft`, else zeros make up for what is missing
 */
export function meanSpectrum(samples: Samples, fft: number, from = 0, to = samples.re.length): MeanSpectrum {
  const { re, im, rate } = samples;
  const window = windowSamples('hann', fft);
  const power = new Float64Array(fft);
  const a = new Float64Array(fft);
  const b = new Float64Array(fft);
  const room = Math.max(0, to - from - fft);
  const segments = Math.min(mostSegments, 1 + Math.floor(room / (fft / 2)));
  const step = segments > 1 ? room / (segments - 1) : 0;
  for (let segment = 0; segment < segments; segment++) {
    const start = from + Math.round(segment * step);
    for (let i = 0; i < fft; i++) {
      const inside = start + i < to;
      a[i] = inside ? re[start + i] * window[i] : 0;
      b[i] = inside ? im[start + i] * window[i] : 0;
    }
    transform(fft).forward(a, b);
    for (let i = 0; i < fft; i++) {
      const bin = (i + fft / 2) % fft;
      power[bin] += a[i] * a[i] + b[i] * b[i];
    }
  }
  // The sum of squares of a Hann window is 3/8 n.
  const scale = 1 / (segments * fft * 0.375 * fft);
  for (let i = 0; i < fft; i++) power[i] *= scale;
  return { power, binHz: rate / fft, segments };
}
