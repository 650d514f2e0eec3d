import type { Range } from './radio.ts';

/** Ranges for people: `24 to 1766, 2000 MHz`. */
export function rangesText(ranges: readonly Range[], unit: string): string {
  const text = ranges.map(({ min, max }) => (min === max ? `${min}` : `${min} to ${max}`)).join(', ');
  return unit === '' ? text : `${text} ${unit}`;
}
