import { expect, test } from 'vitest';
import { defaultSweepSettings, fittingFft } from '#lib/spectrum/sweepTransform.ts';

const band = (high: number, visit: number) => ({ low: 0, high, usable: [{ min: -0.4, max: 0.4 }], visit });

test('a transform fits into a visit', () => {
  expect([8187, 8192, 40_960, 256].map(fittingFft)).toEqual([4096, 8192, 32768, 256]);
});

test('the wider the sweep, the coarser, and never finer than a visit allows', () => {
  expect(defaultSweepSettings(band(6e9, 8187), 20e6).fft).toBe(256);
  expect(defaultSweepSettings(band(100e6, 8187), 20e6).fft).toBe(2048);
  expect(defaultSweepSettings(band(20e6, 8187), 20e6).fft).toBe(4096);
  expect(defaultSweepSettings(band(20e6, 40_960), 2.048e6).fft).toBe(1024);
  expect(defaultSweepSettings(band(20e6, 300), 20e6).fft).toBe(256);
});
