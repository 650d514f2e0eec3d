import { WavepoolError } from '#lib/base/wavepoolError.ts';

/**
 * Samples from one segment's start to the next: fft - round(fft * overlap).
 * @param overlap share of a segment that the next one covers again, 0 up to but not including 1.
 * @throws WavepoolError `option.bad-value` when no sample of hop is left.
 */
export function hopOf(fft: number, overlap: number): number {
  const hop = fft - Math.round(fft * overlap);
  if (!(overlap >= 0 && hop >= 1)) {
    throw new WavepoolError('option.bad-value', {
      option: 'overlap',
      value: overlap,
      want: 'from 0 to below 1, such as 0.5'
    });
  }
  return hop;
}
