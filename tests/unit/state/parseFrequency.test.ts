import { expect, test } from 'vitest';
import { parseFrequency } from '#lib/state/parseFrequency.ts';

test.each([
  ['10M', 10e6],
  ['7020k', 7_020_000],
  ['101.7 MHz', 101_700_000],
  ['433,92 MHz', 433_920_000],
  ['1.09g', 1_090_000_000],
  ['2.4 MS/s', 2_400_000],
  ['2.4e6', 2_400_000],
  ['101 700 000', 101_700_000],
  ['101\u202f700\u202f000 Hz', 101_700_000],
  ['101.7', 101_700_000],
  ['250000', 250_000],
  ['12.5 Hz', 12.5],
  ['-5k', -5000]
])('%s is %d Hz', (text, hz) => {
  expect(parseFrequency(text)).toBe(hz);
});

test.each(['', 'abc', '10 parsecs', '1..2', 'M', '0x10', '10MM', 'Infinity', '1e999'])('%s is no frequency', (text) => {
  expect(parseFrequency(text)).toBeNull();
});
