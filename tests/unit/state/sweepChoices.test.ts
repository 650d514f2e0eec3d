import { expect, test } from 'vitest';
import { readSpan, sweepAround, sweepPresets } from '#lib/state/sweepChoices.ts';
import { sweepReach } from '#lib/state/sweepReach.ts';

const rtl = { low: 24e6, high: 1766e6 };
const hackrf = { low: 0, high: 7.25e9 };

test('a radio reaches from its lowest to its highest centre', () => {
  expect(
    sweepReach([
      { min: 24e6, max: 1766e6 },
      { min: 0.5e6, max: 28.8e6 }
    ])
  ).toEqual({ low: 0.5e6, high: 1766e6 });
  expect(sweepReach([])).toBeNull();
});

test('presets are those that the radio reaches; the whole range is what it is made for', () => {
  const names = sweepPresets('rtlsdr', rtl).map(({ name }) => name);
  expect(names).toContain('FM broadcast');
  expect(names).not.toContain('ISM 2.4 GHz');
  expect(sweepPresets('rtlsdr', rtl)[0]).toEqual({ name: 'Whole range', span: rtl });
  expect(sweepPresets('hackrf', hackrf)[0].span).toEqual({ low: 1e6, high: 6e9 });
  expect(sweepPresets('hackrf', hackrf).map(({ name }) => name)).toContain('ISM 5 GHz');
});

test('a first sweep lies around the tuning, in whole megahertz, within reach', () => {
  expect(sweepAround(100.1e6, 2.4e6, rtl)).toEqual({ low: 88e6, high: 112e6 });
  expect(sweepAround(24e6, 2.4e6, rtl)).toEqual({ low: 24e6, high: 48e6 });
  expect(sweepAround(1766e6, 2.4e6, rtl)).toEqual({ low: 1742e6, high: 1766e6 });
  expect(sweepAround(868e6, 20e6, hackrf)).toEqual({ low: 768e6, high: 968e6 });
});

test('what is typed is read as every frequency is, and what is wrong is said at its end', () => {
  expect(readSpan('88M', '0,108 GHz', rtl).span).toEqual({ low: 88e6, high: 108e6 });
  expect(readSpan('', 'loud', rtl)).toMatchObject({
    span: null,
    from: expect.stringMatching(/Not a frequency/) as string,
    to: expect.stringMatching(/Not a frequency/) as string
  });
  expect(readSpan('1M', '2G', rtl)).toMatchObject({
    span: null,
    from: expect.stringMatching(/from 24\sMHz to 1\.766\sGHz/) as string,
    to: expect.stringMatching(/from 24\sMHz/) as string
  });
  expect(readSpan('108M', '88M', rtl)).toMatchObject({
    span: null,
    from: null,
    to: expect.stringMatching(/1\sMHz above/) as string
  });
});
