import type { Band } from './findBand.ts';

/** Figures of a band's spectrum with the noise's share taken out of every bin. */
export interface SpectralMeasures {
  readonly occupiedLowHz: number;
  readonly occupiedHighHz: number;
  readonly width6dbHz: number | null;
  readonly width26dbHz: number | null;
  readonly centroidHz: number;
  readonly spreadHz: number;
  readonly rolloffHz: number;
  readonly flatness: number;
  readonly kurtosis: number;
  /** Strongest bin's share of the power, its two neighbours included. */
  readonly peakShare: number;
  /** Power of the signal and of the noise per Hz, of a sample. */
  readonly power: number;
  readonly noisePerHz: number;
}

export function spectralMeasures(band: Band): SpectralMeasures {
  const { spectrum, originHz, noise, first, last } = band;
  const { power, binHz } = spectrum;
  const bins = Float64Array.from({ length: last - first + 1 }, (_, i) => power[first + i] - noise);
  const hz = (bin: number) => originHz + (first + bin) * binHz;
  let total = 0;
  for (const value of bins) total += value;
  total = Math.max(total, 1e-30);
  const low = crossing(bins, 0.005 * total);
  const high = crossing(bins, 0.995 * total);
  let mean = 0;
  for (let i = 0; i < bins.length; i++) mean += Math.max(0, bins[i]) * i;
  const sum = bins.reduce((all, value) => all + Math.max(0, value), 0);
  mean /= sum;
  let second = 0;
  let fourth = 0;
  for (let i = 0; i < bins.length; i++) {
    const square = (i - mean) ** 2;
    second += Math.max(0, bins[i]) * square;
    fourth += Math.max(0, bins[i]) * square * square;
  }
  second /= sum;
  fourth /= sum;
  return {
    occupiedLowHz: hz(low - 0.5),
    occupiedHighHz: hz(high - 0.5),
    width6dbHz: widthUnder(power, noise, band, 10 ** -0.6),
    width26dbHz: widthUnder(power, noise, band, 10 ** -2.6),
    centroidHz: hz(mean),
    spreadHz: Math.sqrt(second) * binHz,
    rolloffHz: (crossing(bins, 0.85 * total) - low) * binHz,
    flatness: flatness(power, first + Math.floor(low), first + Math.ceil(high)),
    kurtosis: second > 0 ? fourth / (second * second) : 0,
    peakShare: peakShare(bins, total),
    power: total,
    noisePerHz: noise / binHz
  };
}

/** Where the running sum of the bins passes a level, in bins, a bin reaching from its index to the next. */
function crossing(bins: Float64Array, level: number): number {
  let sum = 0;
  for (let i = 0; i < bins.length; i++) {
    if (sum + bins[i] >= level) return i + Math.max(0, Math.min(1, (level - sum) / Math.max(bins[i], 1e-30)));
    sum += bins[i];
  }
  return bins.length;
}

function widthUnder(power: Float64Array, noise: number, { spectrum, first, last }: Band, share: number): number | null {
  let peak = 0;
  for (let bin = first; bin <= last; bin++) peak = Math.max(peak, power[bin] - noise);
  const level = share * peak;
  // Under twice the noise a crossing is the noise's.
  if (level < noise) return null;
  let low = first;
  let high = last;
  while (low < high && power[low] - noise < level) low++;
  while (high > low && power[high] - noise < level) high--;
  return (high - low + 1) * spectrum.binHz;
}

function flatness(power: Float64Array, first: number, last: number): number {
  let logs = 0;
  let sum = 0;
  let count = 0;
  for (let bin = Math.max(0, first); bin < Math.min(power.length, last); bin++) {
    logs += Math.log(Math.max(power[bin], 1e-30));
    sum += power[bin];
    count++;
  }
  return count === 0 ? 0 : Math.exp(logs / count) / (sum / count);
}

function peakShare(bins: Float64Array, total: number): number {
  let peak = 0;
  for (let i = 0; i < bins.length; i++) peak = Math.max(peak, (bins[i - 1] ?? 0) + bins[i] + (bins[i + 1] ?? 0));
  return Math.min(1, peak / total);
}
