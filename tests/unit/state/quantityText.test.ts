import { expect, test } from 'vitest';
import {
  countText,
  durationText,
  frequencyReading,
  frequencyText,
  levelText,
  rateText
} from '#lib/state/quantityText.ts';

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

test('counts are grouped by thousands', () => {
  expect(plain(countText(0))).toBe('0');
  expect(plain(countText(999))).toBe('999');
  expect(plain(countText(12_345_678))).toBe('12 345 678');
});

test('a frequency takes the unit that suits it, without idle zeros', () => {
  expect(plain(frequencyText(101_700_000))).toBe('101.7 MHz');
  expect(plain(frequencyText(12_500))).toBe('12.5 kHz');
  expect(plain(frequencyText(1_090_000_000, 1))).toBe('1.09 GHz');
  expect(plain(frequencyText(-250))).toBe('−250 Hz');
});

test('a reading keeps its decimals, so that it does not jump about', () => {
  expect(plain(frequencyReading(100_000_000, 1000))).toBe('100.000 MHz');
  expect(plain(frequencyReading(100_001_000, 1000))).toBe('100.001 MHz');
  expect(plain(frequencyReading(12_000, 100, true))).toBe('+12.0 kHz');
  expect(plain(frequencyReading(0, 1, true))).toBe('0 Hz');
});

test('levels have one decimal and a true minus sign', () => {
  expect(plain(levelText(-63.24))).toBe('−63.2 dBFS');
  expect(plain(levelText(null))).toBe('– dBFS');
  expect(plain(levelText(-Infinity))).toBe('– dBFS');
});

test('durations and rates read as a person says them', () => {
  expect(plain(durationText(130))).toBe('2 min 10 s');
  expect(plain(durationText(3600))).toBe('1 h');
  expect(plain(durationText(59.96))).toBe('60 s');
  expect(plain(durationText(0.0042))).toBe('4.2 ms');
  expect(plain(durationText(0.00025))).toBe('250 µs');
  expect(plain(durationText(0))).toBe('0 s');
  expect(plain(rateText(2_400_000))).toBe('2.4 MS/s');
  expect(plain(rateText(48_000))).toBe('48 kS/s');
});
