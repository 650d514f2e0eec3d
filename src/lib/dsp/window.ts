import { cosTurns } from './sinCos.ts';

/** Windows for spectral estimation, in the order in which they are offered. */
export const windowNames = ['rect', 'hann', 'blackman-harris', 'flat-top'] as const;
export type WindowName = (typeof windowNames)[number];

export function isWindowName(name: string): name is WindowName {
  return (windowNames as readonly string[]).includes(name);
}

/**
 * Coefficients a_j of w[k] = sum over j of (-1)^j a_j cos(2 pi j k / n). Blackman-Harris: F. J. Harris, "On the use of windows for harmonic
 * analysis with the discrete Fourier transform", 1978, 4-term -92 dB. Flat-top: D'Antona and Ferrero, 2006, the one scipy and MATLAB use.
 */
const coefficients: Readonly<Record<WindowName, readonly number[]>> = {
  rect: [1],
  hann: [0.5, 0.5],
  'blackman-harris': [0.35875, 0.48829, 0.14128, 0.01168],
  'flat-top': [0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368]
};

/** `n` samples of a window, periodic (the next sample would be the first again), as spectral estimation wants it; peak 1. */
export function windowSamples(name: WindowName, n: number): Float64Array {
  const terms = coefficients[name];
  const samples = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    let sum = 0;
    for (let j = 0; j < terms.length; j++) sum += (j % 2 === 0 ? terms[j] : -terms[j]) * cosTurns(((j * k) % n) / n);
    samples[k] = sum;
  }
  return samples;
}

/** What a window does to levels and noise. */
export interface WindowFigures {
  readonly sum: number;
  readonly sumOfSquares: number;
  /** Mean of the window: what a tone on a bin keeps of its amplitude. */
  readonly coherentGain: number;
  /** Equivalent noise bandwidth in bins: n sum(w^2) / sum(w)^2. Noise of density d dBFS/Hz reads d + 10 log10(enbw rate / n). */
  readonly enbwBins: number;
}

export function windowFigures(name: WindowName, n: number): WindowFigures {
  let sum = 0;
  let sumOfSquares = 0;
  for (const value of windowSamples(name, n)) {
    sum += value;
    sumOfSquares += value * value;
  }
  return { sum, sumOfSquares, coherentGain: sum / n, enbwBins: (n * sumOfSquares) / (sum * sum) };
}
