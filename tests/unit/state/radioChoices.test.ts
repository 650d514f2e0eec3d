import { expect, test } from 'vitest';
import { gainSteps, nearestStep } from '#lib/state/gainSteps.ts';
import type { RadioInfo } from '#lib/radio/radio.ts';
import { offeredRates } from '#lib/state/offeredRates.ts';
import { grantedWant, mergeWants } from '#lib/state/radioRequest.ts';
import { settingChoices } from '#lib/state/settingChoices.ts';
import { hz, sampleRate } from '#lib/base/units.ts';

const rtlRates = [
  { min: 225_001, max: 300_000 },
  { min: 900_001, max: 3_200_000 }
];

test('the rates that a kind of radio holds, and the one that it has', () => {
  expect(offeredRates({ driver: 'rtlsdr', rates: rtlRates }, 2.4e6)).toEqual([
    0.25e6, 1.024e6, 1.4e6, 1.8e6, 1.92e6, 2.048e6, 2.4e6, 2.56e6, 2.8e6, 3.2e6
  ]);
  expect(offeredRates({ driver: 'hackrf', rates: [{ min: 1e6, max: 20e6 }] }, 3.5e6)).toEqual([
    2e6, 3.5e6, 4e6, 5e6, 6e6, 8e6, 10e6, 12.5e6, 16e6, 20e6
  ]);
  expect(offeredRates({ driver: 'file', rates: [{ min: 1, max: 1 }] }, 1)).toEqual([]);
});

test('gain steps are the hardware’s own, or half decibels within a range', () => {
  expect(gainSteps([14, 0, 9].map((tenths) => ({ min: tenths / 10, max: tenths / 10 })))).toEqual([0, 0.9, 1.4]);
  expect(gainSteps([{ min: 0, max: 1.25 }])).toEqual([0, 0.5, 1, 1.25]);
  expect(gainSteps([{ min: 0, max: 1e9 }]).length).toBeLessThan(2100);
  expect(nearestStep([0, 0.9, 1.4], 1.2)).toBe(2);
  expect(nearestStep([], 3)).toBe(0);
});

test('a number with certain values is a choice, one with a range is not', () => {
  const base = { kind: 'number', key: 'bandwidth', label: '', hint: '', warning: null, unit: 'Hz' } as const;
  const list = [0, 350e3, 2.4e6].map((value) => ({ min: value, max: value }));
  expect(settingChoices({ ...base, ranges: list }, 300e3)?.map(({ text }) => text)).toEqual([
    'Automatic',
    '300\u00a0kHz',
    '350\u00a0kHz',
    '2.4\u00a0MHz'
  ]);
  expect(settingChoices({ ...base, ranges: [{ min: 0, max: 5 }] }, 1)).toBeNull();
});

const tuned: RadioInfo = {
  driver: 'rtlsdr',
  model: 'RTL-SDR',
  serial: '1',
  format: 'cu8',
  centers: [{ min: 24e6, max: 1766e6 }],
  rates: rtlRates,
  gains: [],
  settings: [],
  clock: { source: 'crystal', ppm: null },
  paced: true,
  samples: null,
  notices: []
};

test('while it sweeps, the tuning that it returns to is kept', () => {
  const sweep = { low: hz(88e6), high: hz(108e6), usable: [{ min: -0.4, max: 0.4 }], visit: 40_960 };
  const state = { center: hz(98e6), rate: sampleRate(2.048e6), gain: 20, ppm: 0, settings: {} };
  const granted = { sweep: { low: 88e6, high: 108e6 } };
  const info = { ...tuned, sweep };
  expect(grantedWant({ sweep: { low: 1, high: 2 } }, info, state)).toEqual(granted);
  const wanted = { center: 433.92e6, rate: 2.4e6, gain: 19 };
  expect(grantedWant(wanted, info, state)).toEqual({ ...granted, center: 433.92e6, rate: 2.4e6, gain: 20 });
  // Refused: it stays at its tuning, and a link says so.
  expect(grantedWant({ sweep: { low: 1, high: 2 } }, tuned, state)).toEqual({ center: 98e6, rate: 2.048e6 });
});

test('wishes add up, and what is kept is what the hardware made of them', () => {
  const wanted = mergeWants({ gain: 20, settings: { agc: true } }, { settings: { bandwidth: 300e3, gone: 'x' } });
  expect(wanted).toEqual({ gain: 20, settings: { agc: true, bandwidth: 300e3, gone: 'x' } });
  const state = {
    center: hz(1e8),
    rate: sampleRate(2.4e6),
    gain: 19.7,
    ppm: 0,
    settings: { agc: true, bandwidth: 350e3, 'bias-tee': false }
  };
  expect(grantedWant(wanted, tuned, state)).toEqual({
    center: 1e8,
    rate: 2.4e6,
    gain: 19.7,
    settings: { agc: true, bandwidth: 350e3 }
  });
});
