import { describe, expect, it } from 'vitest';
import { SampleTimes } from '#lib/base/sampleTimes.ts';

describe('SampleTimes', () => {
  it('counts from sample 0 before anything began', () => {
    expect(new SampleTimes(1000).at(500)).toBe(0.5);
  });

  it('keeps the times of what was before a seek', () => {
    const times = new SampleTimes(1000);
    times.begin(0, 100);
    times.begin(5000, 102);
    expect(times.at(4999)).toBeCloseTo(104.999, 9);
    expect(times.at(5000)).toBe(102);
    expect(times.at(6000)).toBe(103);
  });

  it('goes on from the oldest stretch that it remembers, and remembers only so many', () => {
    const times = new SampleTimes(1000);
    for (let i = 0; i < 1000; i++) times.begin(i * 10, i);
    expect(times.at(9990)).toBe(999);
    expect(times.at(7440)).toBe(744);
    // 256 are kept: from 744 on. What is older is counted back from there.
    expect(times.at(7430)).toBeCloseTo(744 - 0.01, 9);
  });
});
