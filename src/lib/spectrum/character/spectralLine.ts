import { transform } from './transform.ts';

/** A line in the spectrum of a series. */
export interface Line {
  readonly hz: number;
  /** Over what a series without lines shows once in a thousand times; above 1 it is there. */
  readonly strength: number;
  /** Its share of the series' power. */
  readonly share: number;
}

const largestFft = 16384;

/** ln(cells / chance) for a chance of 1e-4 over the cells of a search. */
const rarity = 18;

/**
 * The strongest line of a series between two frequencies, against the median of its surroundings. Spectra of Hann-windowed stretches are averaged.
 * @param re series; @param im its imaginary part, or null @param low Hz, may be negative for a complex one
 */
export function strongestLine(
  re: Float64Array,
  im: Float64Array | null,
  rate: number,
  low: number,
  high: number
): Line {
  const n = re.length;
  let fft = 256;
  while (fft < largestFft && fft * 2 <= n) fft *= 2;
  const spectrum = lineSpectrum(re, im, fft);
  const segments = segmentsOf(n, fft);
  const bin = (hz: number) => Math.round((hz * fft) / rate) + fft / 2;
  const from = Math.max(im === null ? fft / 2 + 3 : 2, bin(low));
  const to = Math.min(fft - 3, bin(high));
  if (to - from < 8) return { hz: 0, strength: 0, share: 0 };
  const needed = 1 + Math.sqrt((2 * rarity) / segments) + rarity / segments;
  let total = 0;
  for (let i = 0; i < fft; i++) total += spectrum[i];
  const reach = Math.max(12, Math.min(200, (to - from) >> 3));
  let best = { at: from, strength: 0 };
  for (let i = from; i <= to; i++) {
    const value = spectrum[i];
    if (value < spectrum[i - 1] || value < spectrum[i + 1]) continue;
    // A quick bound before the median: only what beats the best so far is looked at closely.
    const background = around(spectrum, i, reach, im === null ? fft / 2 + 1 : 0);
    const strength = value / Math.max(background, 1e-30) / needed;
    if (strength > best.strength) best = { at: i, strength };
  }
  const { at, strength } = best;
  const share = (spectrum[at - 1] + spectrum[at] + spectrum[at + 1]) / Math.max(total, 1e-30);
  // Middle of the line between its bins, by their powers.
  const shift =
    (spectrum[at + 1] - spectrum[at - 1]) / Math.max(spectrum[at - 1] + spectrum[at] + spectrum[at + 1], 1e-30);
  return { hz: ((at - fft / 2 + shift) * rate) / fft, strength, share };
}

function segmentsOf(n: number, fft: number): number {
  return Math.max(1, Math.min(4, Math.floor(n / fft)));
}

/** Mean power spectrum, -rate/2 first; the mean of the series is taken out of a real one. */
function lineSpectrum(re: Float64Array, im: Float64Array | null, fft: number): Float64Array {
  const segments = segmentsOf(re.length, fft);
  const power = new Float64Array(fft);
  const a = new Float64Array(fft);
  const b = new Float64Array(fft);
  let mean = 0;
  if (im === null) {
    for (const value of re) mean += value;
    mean /= re.length;
  }
  for (let segment = 0; segment < segments; segment++) {
    const start = segments > 1 ? Math.floor((segment * (re.length - fft)) / (segments - 1)) : 0;
    for (let i = 0; i < fft; i++) {
      const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / fft);
      const inside = start + i < re.length;
      a[i] = inside ? (re[start + i] - mean) * window : 0;
      b[i] = inside && im !== null ? im[start + i] * window : 0;
    }
    transform(fft).forward(a, b);
    for (let i = 0; i < fft; i++) power[(i + fft / 2) % fft] += a[i] * a[i] + b[i] * b[i];
  }
  return power;
}

/** Mean of the surroundings with what stands out left out: twice the lower half's mean is near the mean of noise. */
function around(spectrum: Float64Array, at: number, reach: number, least: number): number {
  let sum = 0;
  let count = 0;
  const from = Math.max(least, at - reach);
  const to = Math.min(spectrum.length - 1, at + reach);
  for (let i = from; i <= to; i++) {
    if (Math.abs(i - at) < 3) continue;
    sum += spectrum[i];
    count++;
  }
  const mean = sum / Math.max(1, count);
  sum = 0;
  count = 0;
  for (let i = from; i <= to; i++) {
    if (Math.abs(i - at) < 3 || spectrum[i] > 4 * mean) continue;
    sum += spectrum[i];
    count++;
  }
  return count > 0 ? sum / count : mean;
}
