import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  binAt,
  clampSpan,
  hzAt,
  hzOfBin,
  leastSpanBins,
  panFrequency,
  panTime,
  timeAt,
  transformBand,
  xOfHz,
  yOfTime,
  zoomAt,
  zoomTimeAt
} from '#lib/draw/mapping.ts';
import type { PlotView } from '#lib/draw/plotView.ts';

const band = transformBand(2.4e6, 4096, true);
const view: PlotView = {
  lowHz: band.lowHz,
  highHz: band.highHz,
  backSeconds: 0,
  spanSeconds: 20,
  minDbfs: -100,
  maxDbfs: 0,
  autoLevels: false,
  palette: 'turbo',
  row: 'peak',
  peakHold: false,
  average: false,
  detections: true,
  theme: 'dark'
};
const x = fc.double({ min: 0, max: 1, noNaN: true });
const span = fc
  .tuple(fc.double({ min: -1.2e6, max: 1.19e6, noNaN: true }), fc.double({ min: 1e3, max: 2.4e6, noNaN: true }))
  .map(([lowHz, width]) => ({ lowHz, highHz: lowHz + width }));

test('bins lie on the frequencies of the transform', () => {
  expect(hzOfBin(band, 0)).toBeCloseTo(-1.2e6, 6);
  expect(hzOfBin(band, 2048)).toBeCloseTo(0, 6);
  const real = transformBand(96e3, 1024, false);
  expect(real.bins).toBe(513);
  expect(hzOfBin(real, 0)).toBeCloseTo(0, 9);
  expect(hzOfBin(real, 512)).toBeCloseTo(48e3, 6);
});

test('x and frequency, bin and frequency, y and time are inverse', () => {
  fc.assert(
    fc.property(span, x, fc.integer({ min: 0, max: 4095 }), (some, at, bin) => {
      expect(xOfHz(some, hzAt(some, at))).toBeCloseTo(at, 6);
      expect(binAt(band, hzOfBin(band, bin))).toBe(bin);
      expect(yOfTime(1000, 20, timeAt(1000, 20, at))).toBeCloseTo(at, 9);
    })
  );
  expect(binAt(band, -1e9)).toBe(0);
  expect(binAt(band, 1e9)).toBe(4095);
});

test('a clamped span lies inside the band and is not too narrow', () => {
  fc.assert(
    fc.property(span, (some) => {
      const { lowHz, highHz } = clampSpan(band, some);
      expect(lowHz).toBeGreaterThanOrEqual(band.lowHz);
      expect(highHz).toBeLessThanOrEqual(band.highHz);
      expect(highHz - lowHz).toBeGreaterThan((leastSpanBins * 2.4e6) / 4096 - 1e-3);
    })
  );
});

test('zooming keeps what is under the pointer, and zooming back restores the view', () => {
  fc.assert(
    fc.property(x, fc.double({ min: 1, max: 50, noNaN: true }), (at, factor) => {
      const closer = zoomAt(view, band, at, factor);
      expect(hzAt(closer, at)).toBeCloseTo(hzAt(view, at), 3);
      const back = zoomAt(closer, band, at, 1 / factor);
      expect(back.lowHz).toBeCloseTo(view.lowHz, 3);
      expect(back.highHz).toBeCloseTo(view.highHz, 3);
    })
  );
  const limit = zoomAt(view, band, 0.3, 1e9);
  expect(limit.highHz - limit.lowHz).toBeCloseTo((leastSpanBins * 2.4e6) / 4096, 3);
  expect(hzAt(limit, 0.3)).toBeCloseTo(hzAt(view, 0.3), 3);
});

test('panning in frequency moves by the share and stops at the edges of the band', () => {
  const inner = { ...view, lowHz: -100e3, highHz: 100e3 };
  expect(panFrequency(inner, band, 0.5)).toMatchObject({ lowHz: 0, highHz: 200e3 });
  expect(panFrequency(inner, band, 100).highHz).toBeCloseTo(band.highHz, 6);
  expect(panFrequency(inner, band, -100).lowHz).toBe(band.lowHz);
  expect(panFrequency(view, band, 0.2)).toEqual(view);
});

test('time zooms about the pointer, stays live at the top, and stops at what is held', () => {
  const extent = { oldest: 0, newest: 300 };
  expect(zoomTimeAt(view, extent, 0.7, 2)).toMatchObject({ spanSeconds: 10, backSeconds: 0 });
  const past = zoomTimeAt({ ...view, backSeconds: 100 }, extent, 0.5, 2);
  expect(past).toMatchObject({ spanSeconds: 10, backSeconds: 105 });
  expect(zoomTimeAt(view, extent, 0, 1e-6).spanSeconds).toBe(300);
  expect(zoomTimeAt(view, extent, 0, 1e6).spanSeconds).toBe(0.001);
  expect(zoomTimeAt(view, { oldest: null, newest: null }, 0, 1e-6).spanSeconds).toBe(60);
});

test('panning in time stops at now and at the oldest row', () => {
  const extent = { oldest: 0, newest: 300 };
  expect(panTime(view, extent, 0.5).backSeconds).toBe(10);
  expect(panTime(view, extent, -1).backSeconds).toBe(0);
  expect(panTime(view, extent, 1e3).backSeconds).toBe(300);
  expect(panTime(view, { oldest: null, newest: null }, 1).backSeconds).toBe(0);
});
