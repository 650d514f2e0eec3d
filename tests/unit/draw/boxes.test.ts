import { expect, test } from 'vitest';
import { placeBox, sameBoxes, type BoxPlace } from '#lib/draw/boxes.ts';
import type { PlotBox } from '#lib/draw/plot.ts';

const frame = { lowHz: 0, highHz: 1000, top: 100, spanSeconds: 10, width: 1000, height: 500, pixelRatio: 1 };
const box: PlotBox = { id: 1, start: 96, stop: 98, lowHz: 200, highHz: 300, picked: false };
const place = (): BoxPlace => ({ left: 0, top: 0, width: 0, height: 0 });

test('a box encloses its signal with a gap, on sharp pixels', () => {
  const at = place();
  expect(placeBox(box, frame, at)).toBe(true);
  expect(at).toEqual({ left: 198.5, top: 98.5, width: 104, height: 104 });
});

test('a tiny box is still seen', () => {
  const at = place();
  expect(placeBox({ ...box, stop: 96.001, highHz: 200.1 }, { ...frame, pixelRatio: 2 }, at)).toBe(true);
  expect(at.width).toBeGreaterThanOrEqual(6);
  expect(at.height).toBeGreaterThanOrEqual(6);
});

test('what is off screen is left out', () => {
  for (const change of [
    { start: 101, stop: 102 },
    { start: 80, stop: 89 },
    { lowHz: 1001, highHz: 1002 },
    { lowHz: -9, highHz: -1 },
    { start: NaN }
  ])
    expect(placeBox({ ...box, ...change }, frame, place()), JSON.stringify(change)).toBe(false);
});

test('lists are compared by what they show', () => {
  expect(sameBoxes([box], [{ ...box }])).toBe(true);
  expect(sameBoxes([box], [])).toBe(false);
  for (const change of [{ start: 0 }, { stop: 99 }, { lowHz: 0 }, { highHz: 0 }, { picked: true }])
    expect(sameBoxes([box], [{ ...box, ...change }])).toBe(false);
});
