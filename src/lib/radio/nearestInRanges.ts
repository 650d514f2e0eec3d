import type { Range } from './radio.ts';

/** The value nearest to `value` that the ranges have, of two as near the first; `value` itself when there are none. */
export function nearestInRanges(ranges: readonly Range[], value: number): number {
  let best = value;
  let distance = Number.POSITIVE_INFINITY;
  for (const { min, max } of ranges) {
    const here = Math.min(max, Math.max(min, value));
    if (Math.abs(here - value) >= distance) continue;
    best = here;
    distance = Math.abs(here - value);
  }
  return best;
}
