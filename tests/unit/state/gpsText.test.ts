import { expect, it } from 'vitest';
import type { ClockEstimate } from '#lib/time/clockReference.ts';
import { latitudeText, longitudeText, metresText, offsetText, offsetWords, stageWords } from '#lib/state/gpsText.ts';

const plain = (text: string) => text.replace(/\s/g, ' ').replace('\u2212', '-');
const estimate = (offset: number, uncertainty: number | null): ClockEstimate => ({
  source: uncertainty === null ? 'system' : 'gps-nmea',
  offset,
  uncertainty,
  age: uncertainty === null ? null : 0
});

it('writes positions with their halves of the globe', () => {
  expect(plain(latitudeText(48.1173))).toBe('48.117300° N');
  expect(plain(latitudeText(-33.86))).toBe('33.860000° S');
  expect(plain(longitudeText(-70.65))).toBe('70.650000° W');
  expect(plain(longitudeText(0))).toBe('0.000000° E');
});

it('writes metres as exactly as they matter', () => {
  expect([545.4, 4.04, -12.6, 0.02].map(metresText).map(plain)).toEqual(['545 m', '4.0 m', '-13 m', '0.0 m']);
});

it.each([
  [-0.21, 0.25, '-0.21 s ± 0.25 s', 'agrees, as far as can be told'],
  [1.5, 0.25, '+1.50 s ± 0.25 s', 'this computer is ahead'],
  [-0.012_34, 0.000_02, '-12.34 ms ± 0.02 ms', 'this computer is behind'],
  [12.3e-6, 1.2e-6, '+12.3 µs ± 1.2 µs', 'this computer is ahead'],
  [-3700, 0.25, '-1 h 1 min 40 s ± 0.25 s', 'this computer is behind'],
  [20_898_684, 0.3, '+241.9 d ± 0.30 s', 'this computer is ahead']
])('offset %d ± %d', (offset, uncertainty, text, words) => {
  expect(plain(offsetText(estimate(offset, uncertainty)))).toBe(text);
  expect(offsetWords(estimate(offset, uncertainty))).toBe(words);
});

it('says that it knows nothing', () => {
  expect(offsetText(estimate(0, null))).toBe('not known');
  expect(offsetWords(estimate(0, null))).toBe('no time came by GPS yet');
});

it('has a word for every state', () => {
  expect(stageWords('fix', 'dgps')).toBe('3D fix, corrected');
  expect(stageWords('fix', 'rtk')).toBe('RTK, fixed');
  expect((['searching', 'silent', 'no-fix', 'lost'] as const).map((stage) => stageWords(stage, 'none'))).toEqual([
    'Looking for it',
    'No data',
    'No fix yet',
    'Lost'
  ]);
});
