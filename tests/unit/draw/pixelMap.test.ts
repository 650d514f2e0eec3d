import fc from 'fast-check';
import { expect, test } from 'vitest';
import { History } from '#lib/draw/history.ts';
import { transformBand } from '#lib/draw/mapping.ts';
import { mapColumns, mapLine, newestLine } from '#lib/draw/pixelMap.ts';
import { flatRow } from './rows.ts';

const band = transformBand(1e6, 1024, true);

function columnsOf(width: number, lowHz: number, highHz: number) {
  const columns = { low: new Int32Array(width), high: new Int32Array(width) };
  mapColumns(band, { lowHz, highHz }, columns);
  return columns;
}

test('zoomed out, every bin belongs to exactly one column', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1024 }), (width) => {
      const { low, high } = columnsOf(width, band.lowHz, band.highHz);
      expect(low[0]).toBe(0);
      expect(high[width - 1]).toBe(1023);
      for (let i = 1; i < width; i++) expect(low[i]).toBe(high[i - 1] + 1);
    })
  );
});

test('zoomed in, columns show the bin under them', () => {
  const { low, high } = columnsOf(400, band.lowHz, band.lowHz + (4 * 1e6) / 1024);
  for (let i = 0; i < 400; i++) {
    expect(low[i]).toBe(high[i]);
    // The middles of bins lie at columns 50, 150, 250 and 350: there the bin itself is sure.
    if (i % 100 === 50) expect(low[i]).toBe(Math.floor(i / 100));
  }
});

test('beyond the band the outermost bins go on', () => {
  const { low, high } = columnsOf(10, band.lowHz - 1e6, band.highHz + 1e6);
  expect([low[0], high[0], low[9], high[9]]).toEqual([0, 0, 1023, 1023]);
});

test('every row is on exactly one line when lines are longer than rows, and lines without rows are gaps', () => {
  const history = new History(1 << 16);
  history.reset(16);
  for (let k = 0; k < 100; k++) if (k < 40 || k >= 60) history.add(flatRow(16, k * 0.04, 0.04, -50));
  const step = 0.13;
  const rows = { from: 0, to: 0 };
  const seen: number[] = [];
  const gaps: number[] = [];
  const top = newestLine(history, step);
  for (let line = 0; line <= top; line++) {
    mapLine(history, line, step, rows);
    for (let seq = rows.from; seq <= rows.to; seq++) seen.push(seq);
    if (rows.to < rows.from) gaps.push(line);
  }
  expect(seen).toEqual(Array.from({ length: 80 }, (_, k) => k));
  // 1.6 s to 2.4 s is missing: the lines wholly inside.
  expect(gaps).toEqual([13, 14, 15, 16, 17]);
});

test('lines shorter than rows repeat them without holes, up to the newest line', () => {
  const history = new History(1 << 16);
  history.reset(16);
  for (let k = 0; k < 50; k++) history.add(flatRow(16, 1e9 + k * 0.04, 0.04, -50));
  const step = 0.013;
  const rows = { from: 0, to: 0 };
  const top = newestLine(history, step);
  for (let line = Math.ceil(1e9 / step) + 1; line <= top; line++) {
    mapLine(history, line, step, rows);
    expect(rows.to - rows.from).toBe(0);
  }
  expect(Math.abs((top + 1) * step - (1e9 + 2))).toBeLessThan(step);
});
