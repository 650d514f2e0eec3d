import type { Range } from '../radio.ts';
import type { SoapyRange } from './soapyDevice.ts';

/** More than any driver has: what goes beyond is a driver that counts wrong. */
export const mostEntries = 64;
const mostRanges = 256;

/** Ranges without what no range is: not a number, endless, the wrong way round, below `least`. Sorted by their start. */
export function usableRanges(ranges: readonly SoapyRange[], least = Number.NEGATIVE_INFINITY): Range[] {
  return ranges
    .slice(0, mostRanges)
    .map(({ minimum, maximum }) => ({ min: Math.max(minimum, least), max: maximum }))
    .filter(({ min, max }) => Number.isFinite(min) && Number.isFinite(max) && min <= max)
    .sort((a, b) => a.min - b.min);
}

/** A range of steps as the values there are, when they are few enough to be a list. */
export function steppedRanges(range: SoapyRange): Range[] {
  const usable = usableRanges([range]);
  if (usable.length === 0) return usable;
  const [{ min, max }] = usable;
  const steps = Math.floor((max - min) / range.step + 1e-6);
  if (!(range.step > 0) || !(steps < mostRanges)) return usable;
  return Array.from({ length: steps + 1 }, (_, at) => {
    const value = Number((min + at * range.step).toPrecision(12));
    return { min: value, max: value };
  });
}

export function within(ranges: readonly Range[], value: number): boolean {
  return ranges.some(({ min, max }) => value >= min && value <= max);
}

/** The ranges with one more value, where it is not among them yet. */
export function including(ranges: readonly Range[], value: number): readonly Range[] {
  return within(ranges, value) ? ranges : [{ min: value, max: value }, ...ranges].sort((a, b) => a.min - b.min);
}
