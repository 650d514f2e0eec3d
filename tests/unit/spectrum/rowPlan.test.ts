import { describe, expect, it } from 'vitest';
import { defaultFft, rowPlan } from '#lib/spectrum/rowPlan.ts';
import { strongestBin } from '#lib/spectrum/levelMeter.ts';

describe('rows of the waterfall', () => {
  it.each([12e3, 48e3, 250e3, 1.024e6, 2.4e6, 20e6])('come at least 20 times a second at %d S/s', (rate) => {
    const fft = defaultFft(rate);
    expect(fft).toBeGreaterThanOrEqual(256);
    expect(fft).toBeLessThanOrEqual(4096);
    const { seconds, segments } = rowPlan(rate, fft / 2, null);
    expect(Number.isInteger(segments)).toBe(true);
    expect(1 / seconds).toBeGreaterThanOrEqual(20);
  });

  it('are cut finer for a recording of a millisecond, but never finer than a hop', () => {
    expect(rowPlan(20e6, 128, 20_000).segments).toBe(1);
    const { seconds } = rowPlan(250e3, 128, 250_000);
    expect(seconds).toBeCloseTo(1 / 500, 3);
    expect(rowPlan(250e3, 32768, 250_000).segments).toBe(1);
  });
});

describe('strongestBin', () => {
  it('looks inside the span only', () => {
    const row = Float32Array.of(9, 1, 3, 2, 8);
    expect(strongestBin(row, 1, 3)).toEqual({ bin: 2, power: 3 });
    expect(strongestBin(row, -5, 99)).toEqual({ bin: 0, power: 9 });
    expect(strongestBin(row, 5, 4)).toBeNull();
  });
});
