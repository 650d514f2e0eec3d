import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frequencyTicks, levelTicks, niceStep, timeTicks } from '#lib/draw/ticks.ts';

test('steps are 1, 2 or 5 times a power of ten', () => {
  expect([0.7, 1, 1.1, 2, 2.1, 5, 5.1, 99, 1e5, 0.02].map(niceStep)).toEqual([1, 1, 2, 2, 5, 5, 10, 100, 1e5, 0.02]);
  expect(() => niceStep(0)).toThrow(RangeError);
});

test('with a centre, ticks lie at round frequencies', () => {
  const ticks = frequencyTicks(-1.2e6, 1.2e6, 100.1e6, 960);
  expect(ticks.map((tick) => tick.label)).toEqual(['99.0 MHz', '99.5 MHz', '100.0 MHz', '100.5 MHz', '101.0 MHz']);
  expect(ticks[2].value).toBeCloseTo(-100e3, 3);
  expect(ticks[2].position).toBeCloseTo(1.1 / 2.4, 9);
});

test('without a centre, ticks are offsets with a sign', () => {
  const labels = frequencyTicks(-20e3, 20e3, null, 500).map((tick) => tick.label);
  expect(labels).toEqual(['\u221220 kHz', '\u221210 kHz', '0 kHz', '+10 kHz', '+20 kHz']);
  expect(frequencyTicks(0, 30, null, 300)[1].label).toBe('+10 Hz');
});

test('from 0 Hz on, ticks are frequencies without a sign', () => {
  const labels = frequencyTicks(0, 24e3, 0, 500).map((tick) => tick.label);
  expect(labels).toEqual(['0 kHz', '5 kHz', '10 kHz', '15 kHz', '20 kHz']);
  expect(frequencyTicks(950, 1050, 0, 200)[1].label).toBe('1.00 kHz');
});

test('closer in, labels get the decimals they need', () => {
  const labels = frequencyTicks(10_000, 15_000, 101.7e6, 300).map((tick) => tick.label);
  expect(labels).toEqual(['101.710 MHz', '101.712 MHz', '101.714 MHz']);
});

test('ticks lie on the axis, rise, have room, and say different things', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -1e7, max: 1e7, noNaN: true }),
      fc.double({ min: 100, max: 2e7, noNaN: true }),
      fc.option(fc.integer({ min: 0, max: 6e9 })),
      fc.integer({ min: 100, max: 4000 }),
      (low, width, center, px) => {
        const ticks = frequencyTicks(low, low + width, center, px);
        expect(new Set(ticks.map((tick) => tick.label)).size).toBe(ticks.length);
        for (let i = 0; i < ticks.length; i++) {
          expect(ticks[i].position).toBeGreaterThan(-1e-5);
          expect(ticks[i].position).toBeLessThan(1 + 1e-5);
          if (i > 0) expect((ticks[i].position - ticks[i - 1].position) * px).toBeGreaterThan(90);
        }
      }
    )
  );
});

test('levels come from the top, in whole decibels', () => {
  const ticks = levelTicks(-100, -20, 200);
  expect(ticks.map((tick) => tick.label)).toEqual(['\u2212100', '\u221280', '\u221260', '\u221240', '\u221220']);
  expect(ticks[0].position).toBe(1);
  expect(ticks[4].position).toBe(0);
  expect(levelTicks(-1, 0.5, 2000).map((tick) => tick.label)).toEqual(['\u22121', '0']);
});

test('time without a date counts from the start', () => {
  expect(timeTicks(125, 65, 300).map((tick) => tick.label)).toEqual(['2:00', '1:45', '1:30', '1:15']);
  expect(timeTicks(2, 1, 300).map((tick) => tick.label)).toEqual([
    '0:02.0',
    '0:01.8',
    '0:01.6',
    '0:01.4',
    '0:01.2',
    '0:01.0'
  ]);
  expect(timeTicks(7300, 3700, 120)[0]).toMatchObject({ value: 7200, label: '2:00:00' });
});

test('time with a date lies at round times of day', () => {
  const start = Date.UTC(2026, 0, 2, 14, 3, 11) / 1000;
  const ticks = timeTicks(20, 0, 120, start, 'utc');
  expect(ticks.map((tick) => tick.label)).toEqual(['14:03:30', '14:03:20']);
  expect(ticks[0].value).toBeCloseTo(19, 6);
  expect(ticks[0].position).toBeCloseTo(0.05, 6);
  expect(timeTicks(1, 0.5, 120, start, 'utc').map((tick) => tick.label)).toEqual(['14:03:12.0', '14:03:11.5']);
});

test('an empty axis has no ticks', () => {
  expect(frequencyTicks(5, 5, 0, 100)).toEqual([]);
  expect(levelTicks(0, 0, 100)).toEqual([]);
  expect(timeTicks(0, 0, 100)).toEqual([]);
});
