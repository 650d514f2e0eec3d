import { frequencyOrigin } from './frequencyOrigin.ts';
import { findPeaks, type SpectrumPeak } from './findPeaks.ts';
import type { FrequencySpan } from './mapping.ts';
import type { PlotBand } from './plot.ts';
import type { PlotView } from './plotView.ts';

/** What a description is made from. */
export interface DescribeInput {
  readonly band: PlotBand;
  readonly view: PlotView;
  /** Null when nobody knows: then frequencies are offsets, or of real samples those of the baseband. */
  readonly centerHz: number | null;
  /** Mean power per bin, linear, of the newest row or better an average of the newest rows; null before the first. */
  readonly row: Float32Array | null;
  readonly detections: readonly DescribedDetection[];
}

/** What of a detection goes into words: its edges (Hz offset from the centre), and whether it is still on. */
export interface DescribedDetection extends FrequencySpan {
  readonly open: boolean;
}

/** Signals that are named one by one; more would be a table, and there is one beside the plot. */
const named = 3;

/**
 * What is on screen, in a few plain sentences. Frequencies are absolute when the centre is known, those of the baseband when it is not and
 * the samples are real, else offsets and said to be. Signals are
 * peaks that stand clear of the floor in what is in view (findPeaks.ts); what cannot be told is said so.
 */
export function describePlot(input: DescribeInput): string[] {
  const { band, view } = input;
  const origin = frequencyOrigin(band, input.centerHz);
  const fine = (view.highHz - view.lowHz) / 100;
  const range = `${frequency(view.lowHz, origin, fine)} to ${frequency(view.highHz, origin, fine)}`;
  const sentences = [`Showing ${range}${origin === null ? ' from the centre, whose frequency is not known' : ''}.`];
  if (input.row === null) return [...sentences, 'No samples have come yet.'];
  const found = findPeaks(input.row, band, view);
  if (found === null) return [...sentences, 'The samples are all zero: there is no level to show.'];
  sentences.push(`Noise floor about ${level(found.floorDbfs)}.`, signals(found.peaks, band, origin), waterfall(view));
  if (view.detections) sentences.push(marked(input.detections.filter((one) => overlaps(one, view))));
  return sentences;
}

function signals(peaks: readonly SpectrumPeak[], band: PlotBand, origin: number | null): string {
  if (peaks.length === 0) return 'No signal stands clear of it.';
  const words = peaks.slice(0, named).map((peak) => {
    const width = peak.widthHz === null ? 'narrower than can be told' : `about ${bandwidth(peak.widthHz)} wide`;
    // A tenth of its width, or a bin: the next round step below.
    const fine = peak.widthHz === null ? (band.highHz - band.lowHz) / band.bins : peak.widthHz / 10;
    return `${frequency(peak.hz, origin, fine)}, ${level(peak.dbfs)}, ${width}`;
  });
  const head = peaks.length === 1 ? '1 signal above it: ' : `${peaks.length} signals above it, strongest at `;
  const more = peaks.length > named ? `; and ${peaks.length - named} weaker` : '';
  return `${head}${words.join('; then ')}${more}.`;
}

function waterfall(view: PlotView): string {
  const what = view.row === 'peak' ? 'peaks' : 'means';
  const span = `${duration(view.spanSeconds)} of ${what}`;
  return view.backSeconds > 0
    ? `The waterfall shows ${span}, ending ${duration(view.backSeconds)} before the newest.`
    : `The waterfall shows the last ${span}.`;
}

function overlaps(one: FrequencySpan, view: FrequencySpan): boolean {
  return one.highHz >= view.lowHz && one.lowHz <= view.highHz;
}

function marked(seen: readonly DescribedDetection[]): string {
  if (seen.length === 0) return 'No detection lies in this range.';
  const on = seen.filter((one) => one.open).length;
  const head = seen.length === 1 ? '1 detection lies in this range' : `${seen.length} detections lie in this range`;
  return on === 0 ? `${head}, none of them still on.` : `${head}, ${on} of them still on.`;
}

/** `101.7 MHz` with an origin, `+12.5 kHz` without; not finer than `resolution` (Hz), which is all that can be told or kept in mind. */
function frequency(offset: number, origin: number | null, resolution: number): string {
  const step = 10 ** Math.floor(Math.log10(resolution));
  const hz = Math.round((offset + (origin ?? 0)) / step) * step;
  const sign = hz < 0 ? '\u2212' : origin === null && hz > 0 ? '+' : '';
  return sign + scaled(Math.abs(hz), 12);
}

function bandwidth(hz: number): string {
  return scaled(hz, 2);
}

function scaled(hz: number, digits: number): string {
  const unit = hz >= 1e9 ? 'GHz' : hz >= 1e6 ? 'MHz' : hz >= 1e3 ? 'kHz' : 'Hz';
  return `${Number((hz / { GHz: 1e9, MHz: 1e6, kHz: 1e3, Hz: 1 }[unit]).toPrecision(digits))} ${unit}`;
}

function level(dbfs: number): string {
  return `${dbfs < -0.5 ? '\u2212' : ''}${Math.abs(dbfs).toFixed(0)} dBFS`;
}

/** `40 ms`, `12.5 s`, `2 min 10 s`. */
function duration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  return whole % 60 === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
