import type { Box } from './findBand.ts';

/** Samples that are read of a detection at most, whatever its length: more tell nothing new about it. */
const mostSamples = 524_288;
/** Before and after it: a quarter of its length; for a short one as long as syllables of speech are apart. */
const shareAround = 0.25;
const leastAround = 4096;
const secondsAround = 0.4;
const mostAround = 131_072;

/** Where a detection lies in a recording. Samples count from the recording's first. */
export interface DetectionSpan {
  readonly startSample: number;
  readonly stopSample: number;
  readonly lowHz: number;
  readonly highHz: number;
}

/** The stretch of a recording to read for `characterise`, and the detection's box in it. Of a long detection it is the middle. */
export function detectionWindow(
  span: DetectionSpan,
  rate: number,
  samples: number
): { from: number; count: number; box: Box } {
  const start = Math.max(0, Math.min(span.startSample, samples - 1));
  const stop = Math.max(start + 1, Math.min(span.stopSample, samples));
  const length = Math.min(stop - start, mostSamples);
  const first = start + Math.floor((stop - start - length) / 2);
  const wanted = Math.max(leastAround, shareAround * length, Math.min(mostAround, secondsAround * rate));
  const around = Math.round(Math.min(wanted, mostSamples / 4));
  const from = Math.max(0, first - around);
  const count = Math.min(samples, first + length + around) - from;
  return {
    from,
    count,
    box: { start: first - from, stop: first + length - from, lowHz: span.lowHz, highHz: span.highHz }
  };
}
