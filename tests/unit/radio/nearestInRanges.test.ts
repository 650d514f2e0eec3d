import { describe, expect, it } from 'vitest';
import { nearestInRanges } from '#lib/radio/nearestInRanges.ts';
import { rangesText } from '#lib/radio/rangesText.ts';

const ranges = [
  { min: 10, max: 20 },
  { min: 30, max: 30 }
];

describe('ranges', () => {
  it.each([
    [15, 15],
    [-5, 10],
    [24, 20],
    // As near to both: the first.
    [25, 20],
    [26, 30],
    [99, 30]
  ])('%d is nearest to %d', (value, nearest) => {
    expect(nearestInRanges(ranges, value)).toBe(nearest);
  });

  it('leave a value as it is when there are none', () => {
    expect(nearestInRanges([], 7)).toBe(7);
  });

  it('are told with single values as such', () => {
    expect(rangesText(ranges, 'Hz')).toBe('10 to 20, 30 Hz');
    expect(rangesText(ranges, '')).toBe('10 to 20, 30');
  });
});
