import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { Range } from './radio.ts';

/** Looks whether a value lies in one of the ranges. @throws WavepoolError `radio.range`, saying what can be done */
export function checkRange(radio: string, what: string, value: number, allowed: readonly Range[], unit: string): void {
  if (allowed.some(({ min, max }) => value >= min && value <= max)) return;
  const want = allowed.map(({ min, max }) => `${min} to ${max} ${unit}`).join(', ');
  throw new WavepoolError('radio.range', { what, value, radio, want });
}
