import type { PlotBand } from './plot.ts';
import type { PlotView } from './plotView.ts';

/** A stretch of frequency, Hz (offsets or absolute, as long as both ends agree). */
export interface FrequencySpan {
  readonly lowHz: number;
  readonly highHz: number;
}

/** What is held of the past, seconds on the source's clock. */
export interface TimeExtent {
  readonly oldest: number | null;
  readonly newest: number | null;
}

/** Least time from top to bottom of the waterfall, and least bins from left to right, that zooming stops at. */
const leastSpanSeconds = 0.001;
export const leastSpanBins = 16;

/**
 * The band of a transform. Bins are drawn as intervals around their frequencies, so the edges lie half a bin beyond the first and last:
 * complex samples give `fft` bins from -rate/2, real ones fft/2 + 1 from 0 to rate/2.
 */
export function transformBand(rate: number, fft: number, complex: boolean): PlotBand {
  const half = rate / fft / 2;
  return complex
    ? { lowHz: -rate / 2 - half, highHz: rate / 2 - half, bins: fft }
    : { lowHz: -half, highHz: rate / 2 + half, bins: fft / 2 + 1 };
}

/** Frequency at `x`, 0 at the left edge and 1 at the right. */
export function hzAt(span: FrequencySpan, x: number): number {
  return span.lowHz + x * (span.highHz - span.lowHz);
}

/** The inverse of `hzAt`; outside 0..1 for what is off screen. */
export function xOfHz(span: FrequencySpan, hz: number): number {
  return (hz - span.lowHz) / (span.highHz - span.lowHz);
}

/** The bin whose interval holds `hz`, clamped to the band. */
export function binAt(band: PlotBand, hz: number): number {
  const bin = Math.floor(((hz - band.lowHz) / (band.highHz - band.lowHz)) * band.bins);
  return Math.min(Math.max(bin, 0), band.bins - 1);
}

/** Frequency of a bin: the middle of its interval. */
export function hzOfBin(band: PlotBand, bin: number): number {
  return band.lowHz + ((bin + 0.5) / band.bins) * (band.highHz - band.lowHz);
}

/** Time at `y` of a waterfall whose top edge is at `top` seconds: 0 at the top, 1 at the bottom, `spanSeconds` earlier. */
export function timeAt(top: number, spanSeconds: number, y: number): number {
  return top - y * spanSeconds;
}

/** The inverse of `timeAt`. */
export function yOfTime(top: number, spanSeconds: number, time: number): number {
  return (top - time) / spanSeconds;
}

/** Moves and, where it must, shrinks a span so that it lies inside the band and is not narrower than the least. */
export function clampSpan(band: PlotBand, span: FrequencySpan): FrequencySpan {
  const whole = band.highHz - band.lowHz;
  const least = Math.min(whole, (whole / band.bins) * leastSpanBins);
  const width = Math.min(Math.max(span.highHz - span.lowHz, least), whole);
  const middle = (span.lowHz + span.highHz) / 2;
  const lowHz = Math.min(Math.max(middle - width / 2, band.lowHz), band.highHz - width);
  // Not lowHz + width where the band ends there: rounding must not lead out of it.
  return { lowHz, highHz: Math.min(lowHz + width, band.highHz) };
}

/** Zooms in frequency by `factor` (above 1: closer) about the point under the pointer, which stays where it is unless the band ends. */
export function zoomAt(view: PlotView, band: PlotBand, x: number, factor: number): PlotView {
  const fixed = hzAt(view, x);
  const whole = band.highHz - band.lowHz;
  const least = Math.min(whole, (whole / band.bins) * leastSpanBins);
  const width = Math.min(Math.max((view.highHz - view.lowHz) / factor, least), whole);
  const lowHz = fixed - x * width;
  return { ...view, ...clampSpan(band, { lowHz, highHz: lowHz + width }) };
}

/** Shifts in frequency by a share of the width on screen: positive shows higher frequencies. Stops at the ends of the band. */
export function panFrequency(view: PlotView, band: PlotBand, share: number): PlotView {
  const shift = share * (view.highHz - view.lowHz);
  return { ...view, ...clampSpan(band, { lowHz: view.lowHz + shift, highHz: view.highHz + shift }) };
}

/** Zooms in time by `factor` (above 1: closer) about `y`; at most what is held (or a minute, while less is) fits on screen. */
export function zoomTimeAt(view: PlotView, extent: TimeExtent, y: number, factor: number): PlotView {
  const held = heldSeconds(extent);
  const most = Math.max(held, 60);
  const spanSeconds = Math.min(Math.max(view.spanSeconds / factor, leastSpanSeconds), most);
  // A live top edge stays live: what is newest must not slip off screen by zooming.
  const backSeconds = view.backSeconds === 0 ? 0 : view.backSeconds + y * (view.spanSeconds - spanSeconds);
  return { ...view, spanSeconds, backSeconds: clampBack(backSeconds, held) };
}

/** Shifts in time by a share of the height on screen: positive goes further into the past. Stops at now and at the oldest row. */
export function panTime(view: PlotView, extent: TimeExtent, share: number): PlotView {
  return { ...view, backSeconds: clampBack(view.backSeconds + share * view.spanSeconds, heldSeconds(extent)) };
}

function heldSeconds(extent: TimeExtent): number {
  return extent.oldest === null || extent.newest === null ? 0 : extent.newest - extent.oldest;
}

function clampBack(back: number, held: number): number {
  return Math.min(Math.max(back, 0), held);
}
