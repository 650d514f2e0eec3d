import { windowSamples } from '#lib/dsp/window.ts';
import type { Samples } from './samples.ts';
import { transform } from './transform.ts';

const fft = 256;
/** Bins averaged into a cell: fewer outliers, still narrower than the gaps between signals. */
const cellBins = 8;
const mostSegments = 192;
/** Of all cells in time and frequency this share is taken to be free of signals … */
const quietShare = 0.1;
/** … and the cell at it lies so much under the noise's mean: the tenth of a Gamma distribution of 8 / 1.5 degrees (a Hann window's neighbours share). */
const quantileOfMean = 0.5;

/**
 * Power of the noise per Hz of a whole stretch of samples, from its quietest moments and frequencies: what lies under a signal that fills the band,
 * as long as it pauses now and then or leaves a tenth of the band alone.
 */
export function quietFloor({ re, im, rate }: Samples): number {
  const segments = Math.min(mostSegments, Math.floor(re.length / fft));
  if (segments < 1) return 0;
  const window = windowSamples('hann', fft);
  const a = new Float64Array(fft);
  const b = new Float64Array(fft);
  const cells: number[] = [];
  const step = segments > 1 ? (re.length - fft) / (segments - 1) : 0;
  for (let segment = 0; segment < segments; segment++) {
    const start = Math.round(segment * step);
    for (let i = 0; i < fft; i++) {
      a[i] = re[start + i] * window[i];
      b[i] = im[start + i] * window[i];
    }
    transform(fft).forward(a, b);
    for (let cell = 0; cell < fft; cell += cellBins) {
      let sum = 0;
      for (let i = cell; i < cell + cellBins; i++) sum += a[i] * a[i] + b[i] * b[i];
      cells.push(sum);
    }
  }
  cells.sort((x, y) => x - y);
  const level = cells[Math.floor(quietShare * cells.length)] / quantileOfMean;
  return level / cellBins / (0.375 * fft) / rate;
}
