import { downconvert } from './downconvert.ts';
import { meanSpectrum, type MeanSpectrum } from './meanSpectrum.ts';
import type { Samples } from './samples.ts';

/** A stretch of samples and a band of frequencies that a signal was seen in. */
export interface Box {
  /** First sample of the signal, and the first after it. */
  readonly start: number;
  readonly stop: number;
  readonly lowHz: number;
  readonly highHz: number;
}

/** The band that a signal fills, and its spectrum. */
export interface Band {
  /** Where the signal comes up from the noise, Hz from the centre of the samples. */
  readonly lowHz: number;
  readonly highHz: number;
  readonly peakHz: number;
  /** Power of a bin of `spectrum` that holds noise alone. */
  readonly noise: number;
  readonly spectrum: MeanSpectrum;
  /** Frequency of the spectrum's bin 0. */
  readonly originHz: number;
  /** Bins of `spectrum` that the band covers, both included. */
  readonly first: number;
  readonly last: number;
  /** True when it goes on beyond what the spectrum shows. */
  readonly cutOff: boolean;
}

/** Of a long signal, its middle: so many samples, or so much of its bandwidth times time. */
const mostWide = 131_072;
const wantedExtent = 8192;
/** The first look covers so many widths of the box. */
const viewWidths = 10;
const leastView = 12_000;
/** A band with fewer bins than this is looked at again, closer. */
const fewBins = 24;
/** Over the noise, and under the strongest bin, where a band ends. */
const overNoise = 1.8;
const overNoiseWide = 1.5;
const underPeak = 1e-3;
/** Gap in a band, as a share of what was found so far, that does not end it. */
const bridge = 0.3;
/** A view whose quietest part lies this much over the quietest of the whole band shows a part of a signal. */
const insideSignal = 4;
const fftSizes = [4096, 2048, 1024, 512, 256];

/**
 * Finds the band of the signal in a box: from the strongest bin inside the box to where the noise begins on either side. The box may be too small (one tone of
 * several) or too large.
 * @param quietPerHz `quietFloor` of the samples around
 */
export function findBand(samples: Samples, box: Box, quietPerHz: number): Band {
  const { rate } = samples;
  const most = Math.max(mostWide, Math.ceil((wantedExtent * rate) / (box.highHz - box.lowHz)));
  const start = Math.max(box.start, Math.floor((box.start + box.stop - most) / 2));
  const stretch = cut(samples, start, Math.min(box.stop, start + most));
  let low = box.lowHz;
  let high = box.highHz;
  let band = look(stretch, low, high, viewWidths * (high - low), quietPerHz);
  for (let round = 0; round < 6; round++) {
    const width = band.highHz - band.lowHz;
    const view = band.spectrum.binHz * band.spectrum.power.length;
    if (band.cutOff && view < rate) {
      band = look(stretch, low, high, 4 * view, quietPerHz);
      continue;
    }
    const bins = band.last - band.first + 1;
    // Closer only where the samples last long enough to show more.
    if (bins >= fewBins || (stretch.re.length / rate) * band.spectrum.binHz < 6 || view < 8 * width) break;
    low = band.lowHz;
    high = band.highHz;
    const before = view;
    // Never closer than the sidebands of speech reach.
    const next = Math.max(view / 8, 4 * width, leastView);
    if (next >= view) break;
    band = look(stretch, low, high, next, quietPerHz);
    if (band.spectrum.binHz * band.spectrum.power.length >= before) break;
  }
  return band;
}

export function cut({ re, im, rate }: Samples, from: number, to: number): Samples {
  return { re: re.subarray(from, to), im: im.subarray(from, to), rate };
}

function look(samples: Samples, low: number, high: number, width: number, quietPerHz: number): Band {
  const whole = width >= 0.5 * samples.rate;
  const middle = whole ? 0 : (low + high) / 2;
  const view = whole ? samples : downconvert(samples, middle, width, 1.25);
  // Averages of at least eight, where that still leaves some bins.
  const fft = fftSizes.find((size) => view.re.length >= 5 * size) ?? 256;
  const spectrum = meanSpectrum(view, fft);
  const originHz = middle - view.rate / 2;
  const { power, binHz } = spectrum;
  // Away from what the filter's edge has taken.
  const margin = whole ? 0 : Math.ceil(fft * (0.5 - width / 2 / view.rate));
  const smooth = smoothed(power, 1);
  const local = noiseLevel(smooth.subarray(margin, fft - margin));
  // All of the view may lie inside a wide signal.
  const quiet = quietPerHz * binHz;
  const wide = high - low > 0.25 * samples.rate;
  const noise = local > (wide ? 1 : insideSignal) * quiet ? quiet : local;
  const inside = (bin: number) => Math.min(fft - 1 - margin, Math.max(margin, bin));
  const from = inside(Math.floor((low - originHz) / binHz));
  const to = inside(Math.ceil((high - originHz) / binHz));
  let peak = from;
  for (let bin = from; bin <= to; bin++) if (smooth[bin] > smooth[peak]) peak = bin;
  // A carrier's line says nothing about how far its sidebands reach.
  const threshold = Math.max((wide ? overNoiseWide : overNoise) * noise, underPeak * smoothed(power, 4)[peak]);
  const last = grow(smooth, peak, 1, margin, threshold);
  const first = grow(smooth, peak, -1, margin, threshold);
  return {
    lowHz: originHz + (first - 0.5) * binHz,
    highHz: originHz + (last + 0.5) * binHz,
    peakHz: originHz + peak * binHz,
    noise,
    spectrum,
    originHz,
    first,
    last,
    cutOff: first <= margin + 2 || last >= fft - margin - 3
  };
}

function grow(power: Float64Array, peak: number, step: 1 | -1, margin: number, threshold: number): number {
  let edge = peak;
  for (let bin = peak; bin >= margin && bin < power.length - margin; bin += step) {
    if (power[bin] >= threshold) edge = bin;
    else if (Math.abs(bin - edge) > Math.max(3, bridge * Math.abs(edge - peak))) break;
  }
  return edge;
}

function smoothed(power: Float64Array, reach: number): Float64Array {
  const out = new Float64Array(power.length);
  for (let bin = 0; bin < power.length; bin++) {
    let sum = 0;
    let count = 0;
    for (let at = Math.max(0, bin - reach); at <= Math.min(power.length - 1, bin + reach); at++) {
      sum += power[at];
      count++;
    }
    out[bin] = sum / count;
  }
  return out;
}

/** The level that most of the quiet bins share: their lower quartile, which a signal over half the view leaves alone, raised to a mean by the look of the bins under it. */
function noiseLevel(power: Float64Array): number {
  const sorted = power.slice().sort();
  const quartile = sorted[Math.floor(sorted.length / 5)];
  // What lies near that level is noise too: its mean, unbiased by the choice.
  let sum = 0;
  let count = 0;
  for (const value of sorted) {
    if (value > 1.5 * quartile) break;
    if (value < quartile / 3) continue;
    sum += value;
    count++;
  }
  return count > 0 ? sum / count : quartile;
}

/** The band `first`..`last` made to reach `hz` to either side of its strongest bin. */
export function widened(band: Band, hz: number): Band {
  const { spectrum, originHz, peakHz } = band;
  const { binHz, power } = spectrum;
  const inside = (bin: number) => Math.max(0, Math.min(power.length - 1, Math.round(bin)));
  const first = inside((peakHz - hz - originHz) / binHz);
  const last = inside((peakHz + hz - originHz) / binHz);
  return { ...band, first, last, lowHz: originHz + (first - 0.5) * binHz, highHz: originHz + (last + 0.5) * binHz };
}
