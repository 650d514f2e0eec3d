import { describe, expect, it } from 'vitest';
import { bandIndex, detectionPlan, detectionThresholds, falseAlarmsPerHour } from '#lib/spectrum/detectionPlan.ts';

describe('detection plan', () => {
  it.each([
    // rate, fft, segments in a row
    [12_000, 256, 1],
    [48_000, 256, 1],
    [250_000, 256, 1],
    [1_000_000, 256, 2],
    [1_600_000, 512, 2],
    [2_400_000, 512, 2],
    [10_000_000, 2048, 2],
    [20_000_000, 4096, 2]
  ])('suits %i S/s', (rate, fft, segments) => {
    const plan = detectionPlan(rate, true);
    expect(plan).toMatchObject({ rate, fft, segments, bins: fft, hop: fft / 2, rowSamples: (segments * fft) / 2 });
  });

  it('keeps rows short and bins narrow at any rate from 250 kS/s up', () => {
    for (let rate = 250_000; rate < 300e6; rate *= 1.37) {
      const plan = detectionPlan(rate, true);
      expect(plan.rowSamples / rate).toBeLessThan(0.6e-3);
      expect(rate / plan.fft).toBeLessThanOrEqual(5000);
      expect((plan.hangRows * plan.rowSamples) / rate).toBeCloseTo(5e-3, 2);
    }
  });

  it('has half the bins for real samples', () => {
    expect(detectionPlan(48_000, false).bins).toBe(129);
  });

  it('refuses rates that are none', () => {
    for (const rate of [0, -1, NaN, Infinity]) expect(() => detectionPlan(rate, true)).toThrow(RangeError);
  });

  it('asks less of a signal the more cells it is averaged over, and never less than 3 dB', () => {
    for (const rate of [12_000, 250_000, 2_400_000, 20_000_000]) {
      const { seeds, keep, keepLong, join } = detectionThresholds(detectionPlan(rate, true));
      for (let i = 0; i < seeds.length; i++) {
        for (let j = 0; j < seeds[i].length; j++) {
          expect(seeds[i][j]).toBeGreaterThanOrEqual(2);
          if (i > 0) expect(seeds[i][j]).toBeLessThanOrEqual(seeds[i - 1][j]);
          if (j > 0) expect(seeds[i][j]).toBeLessThanOrEqual(seeds[i][j - 1]);
        }
      }
      // What keeps a region is less than what opens it: hysteresis.
      expect(keep[0]).toBeLessThan(seeds[0][0]);
      expect(join).toBeLessThan(seeds[0][0]);
      expect(keepLong[0]).toEqual(keep);
      // One cell of one row in a hundred hours, a twelfth of it for each scale, with 5 % for what is known of the floor.
      const plan = detectionPlan(rate, true);
      const cells = (((3600 * rate) / plan.rowSamples) * plan.bins * 12) / falseAlarmsPerHour;
      if (plan.segments === 1) expect(seeds[0][0] / Math.log(cells)).toBeCloseTo(1.03, 1);
    }
  });

  it('takes thresholds of the next narrower band that is tabulated', () => {
    expect([1, 2, 3, 5, 7, 64, 5000].map(bandIndex)).toEqual([0, 1, 2, 3, 4, 11, 11]);
  });
});
