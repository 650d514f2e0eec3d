import fc from 'fast-check';
import { expect, test } from 'vitest';
import { History } from '#lib/draw/history.ts';
import { codeToDbfs } from '#lib/draw/levelCode.ts';
import { flatRow } from './rows.ts';

function filled(rows: number, bytes = 1 << 16, bins = 64): History {
  const history = new History(bytes);
  history.reset(bins);
  for (let k = 0; k < rows; k++) history.add(flatRow(bins, k * 0.04, 0.04, -100 + (k % 50)));
  return history;
}

test('keeps as many rows as the budget holds, and drops the oldest', () => {
  const history = filled(1000);
  // Four bytes a bin: a peak and a mean.
  expect(history.capacity).toBe((1 << 16) / 4 / 64);
  expect(history.rows).toBe(256);
  expect(history.oldest).toBeCloseTo(744 * 0.04, 9);
  expect(history.newest).toBeCloseTo(40, 9);
  for (let seq = history.first; seq < history.next; seq++)
    expect(history.level('mean', seq, 5)).toBeCloseTo(-100 + (seq % 50), 1);
});

test('tells peak from mean, and no power from a low level', () => {
  const history = new History(1 << 16);
  history.reset(4);
  history.add({ time: 0, seconds: 1, mean: Float32Array.of(1e-9, 0, 1, 1), peak: Float32Array.of(1e-8, 0, 1, 2) });
  expect(history.level('mean', 0, 0)).toBeCloseTo(-90, 1);
  expect(history.level('peak', 0, 0)).toBeCloseTo(-80, 1);
  expect(history.level('peak', 0, 1)).toBeNull();
});

test('finds the row of a time, and none in a gap', () => {
  const history = new History(1 << 16);
  history.reset(8);
  for (const time of [10, 11, 12, 20, 21]) history.add(flatRow(8, time, 1, -50));
  expect([9.9, 10, 10.99, 11, 12.5, 13, 19.99, 20, 21.999, 22].map((time) => history.rowAt(time))).toEqual([
    -1, 0, 0, 1, 2, -1, -1, 3, 4, -1
  ]);
});

test('every time inside any row is found, whatever the gaps', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ gap: fc.integer({ min: 0, max: 5 }), length: fc.integer({ min: 1, max: 5 }) }), {
        minLength: 1,
        maxLength: 200
      }),
      (steps) => {
        const history = new History(16 * 4 * 64);
        history.reset(16);
        let time = 0;
        for (const { gap, length } of steps) {
          time += gap;
          history.add(flatRow(16, time, length, -50));
          time += length;
        }
        for (let seq = history.first; seq < history.next; seq++) {
          expect(history.rowAt(history.time(seq))).toBe(seq);
          expect(history.rowAt(history.end(seq) - 0.25)).toBe(seq);
        }
        expect(history.rowAt(time)).toBe(-1);
      }
    )
  );
});

test('a rewound source records over what came after', () => {
  const history = filled(100);
  const { epoch } = history;
  history.add(flatRow(64, 1, 0.04, -7));
  expect(history.rows).toBe(26);
  expect(history.newest).toBeCloseTo(1.04, 9);
  expect(history.epoch).not.toBe(epoch);
  expect(history.level('mean', history.rowAt(1.02), 0)).toBeCloseTo(-7, 1);
  history.add(flatRow(64, -5, 0.04, -7));
  expect(history.rows).toBe(1);
});

test('reducing never hides a narrow peak, and averages power', () => {
  const history = new History(1 << 20);
  history.reset(1024);
  for (let k = 0; k < 40; k++) history.add(flatRow(1024, k, 1, -100, k === 17 ? { 700: -20 } : {}));
  const columns = { low: Int32Array.of(0, 512), high: Int32Array.of(511, 1023) };
  const codes = new Uint16Array(4);
  history.reduceLine('peak', 0, 39, columns, codes, 1);
  expect(codes[0]).toBe(0);
  expect(codeToDbfs(codes[1])).toBeCloseTo(-96.99, 1);
  expect(codeToDbfs(codes[2])).toBeCloseTo(-16.99, 1);
  history.reduceLine('mean', 0, 39, columns, codes, 0);
  expect(codeToDbfs(codes[0])).toBeCloseTo(-100, 1);
  expect(codeToDbfs(codes[1])).toBeCloseTo(10 * Math.log10(1e-10 + 1e-2 / (40 * 512)), 1);
});

test('refuses rows that do not fit, and bands that no row fits', () => {
  const history = filled(1);
  expect(() => history.add(flatRow(63, 1, 1, -50))).toThrow(RangeError);
  expect(() => history.add(flatRow(64, NaN, 1, -50))).toThrow(RangeError);
  expect(() => history.add(flatRow(64, 1, 0, -50))).toThrow(RangeError);
  expect(() => history.reset(0)).toThrow(RangeError);
  expect(() => history.reset(1 << 20)).toThrow(RangeError);
  expect(history.rows).toBe(1);
});
