import type { Channel } from './downconvert.ts';
import { transform } from './transform.ts';

/** A delay at which a signal repeats itself, as the cyclic prefixes of OFDM do. */
export interface Prefix {
  /** Correlation at it over that at zero, noise taken out. */
  readonly correlation: number;
  /** The same over what chance gives once in ten thousand searches: above 1 it is there. */
  readonly strength: number;
  readonly seconds: number;
}

const largestFft = 16384;
const mostSegments = 8;

/** The strongest delay of a signal's autocorrelation beyond 16 / width, against its surroundings; by transforms. */
export function prefixCorrelation({ re, im, rate }: Channel, on: Uint8Array, width: number, noise: number): Prefix {
  const n = re.length;
  let fft = 1024;
  while (fft < largestFft && fft < n) fft *= 2;
  const half = fft / 2;
  const a = new Float64Array(fft);
  const b = new Float64Array(fft);
  const spectrum = new Float64Array(fft);
  const segments = Math.max(1, Math.min(mostSegments, Math.ceil(n / half)));
  let used = 0;
  let power = 0;
  for (let segment = 0; segment < segments; segment++) {
    const start = segments > 1 ? Math.floor((segment * Math.max(0, n - half)) / (segments - 1)) : 0;
    a.fill(0);
    b.fill(0);
    for (let i = 0; i < half && start + i < n; i++) {
      if (on[start + i] === 0) continue;
      a[i] = re[start + i];
      b[i] = im[start + i];
      power += a[i] * a[i] + b[i] * b[i];
      used++;
    }
    // Twice as long as the stretch, so that its ends do not meet.
    transform(fft).forward(a, b);
    for (let i = 0; i < fft; i++) spectrum[i] += a[i] * a[i] + b[i] * b[i];
  }
  // The autocorrelation is the transform of the power spectrum.
  b.fill(0);
  transform(fft).forward(spectrum, b);
  const zero = Math.max(spectrum[0], 1e-30);
  const share = Math.max(0.05, 1 - (noise * used) / Math.max(power, 1e-30));
  const independent = Math.max(1, (used * width) / rate);
  // Shorter delays belong to the shape of the band; beyond a third of the stretch too little overlaps.
  const first = Math.ceil((16 * rate) / width);
  const last = Math.floor(Math.min(half / 3, used / 6));
  if (last - first < 16) return { correlation: 0, strength: 0, seconds: 0 };
  const sizes = new Float64Array(half);
  let sum = 0;
  for (let lag = first; lag < last; lag++) {
    sizes[lag] = Math.hypot(spectrum[lag], b[lag]) / zero / (1 - lag / half);
    sum += sizes[lag];
  }
  // A line in the band correlates at every delay; a prefix at one.
  const background = sum / (last - first);
  let best = first;
  for (let lag = first; lag < last; lag++) if (sizes[lag] > sizes[best]) best = lag;
  const value = Math.max(0, sizes[best] - background);
  const chance = Math.sqrt(Math.log(1e3 * Math.max(2, (last * width) / rate)) / independent);
  return { correlation: value / share, strength: value / chance, seconds: best / rate };
}
