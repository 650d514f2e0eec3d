import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { Range } from './radio.ts';
import { rangesText } from './rangesText.ts';

/** Looks whether a value lies in one of the ranges. @throws WavepoolError `radio.range`, saying what can be done */
export function checkRange(radio: string, what: string, value: number, allowed: readonly Range[], unit: string): void {
  if (allowed.some(({ min, max }) => value >= min && value <= max)) return;
  throw new WavepoolError('radio.range', { what, value, radio, want: rangesText(allowed, unit) });
}
