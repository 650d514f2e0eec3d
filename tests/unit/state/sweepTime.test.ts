import { expect, test } from 'vitest';
import { hz } from '#lib/base/units.ts';
import { SweepTime, sweepSeconds, sweepVisits } from '#lib/state/sweepTime.ts';
import { listeningText, smallShareText, sweepSpanText } from '#lib/state/sweepWords.ts';

/** Half of what is sampled is used, as by the firmware of a HackRF. */
const wide = {
  low: hz(0),
  high: hz(6e9),
  usable: [
    { min: -0.375, max: -0.125 },
    { min: 0.125, max: 0.375 }
  ],
  visit: 8187
};
const stepped = { low: hz(88e6), high: hz(108e6), usable: [{ min: -0.4, max: 0.4 }], visit: 40_960 };

/** Statuses, five a second, of a sweep that delivers so many samples a second. */
function run(time: SweepTime, from: number, seconds: number, perSecond: number, lost = 0): number | null {
  let share: number | null = null;
  for (let at = 0; at <= seconds; at += 0.2)
    share = time.add({ received: at * (perSecond + lost) + 1, missed: at * lost, time: from + at }, wide);
  return share;
}

test('the share of time is that of one frequency, not of the receiver', () => {
  // 6.5 MS/s of 20, half of each used, over 6 GHz.
  expect(run(new SweepTime(), 1000, 3, 6.5e6)).toBeCloseTo((6.5e6 * 0.5) / 6e9, 6);
  expect(run(new SweepTime(), 1000, 3, 6.5e6, 1e6)).toBeCloseTo((6.5e6 * 0.5) / 6e9, 6);
});

test('a pause of the reception is none of the sweep, and too little says nothing', () => {
  const time = new SweepTime();
  expect(time.add({ received: 1, missed: 0, time: 5 }, wide)).toBeNull();
  run(time, 1000, 3, 6.5e6);
  expect(time.add({ received: 20e6, missed: 0, time: 1100 }, wide)).toBeNull();
  time.forget();
  expect(run(time, 2000, 0.2, 6.5e6)).toBeNull();
});

test('a round is estimated before it is measured', () => {
  expect(sweepVisits(wide, 20e6)).toBe(600);
  // About 8 GHz a second.
  expect(sweepSeconds(wide, 20e6)).toBeCloseTo(0.73, 1);
  expect(sweepVisits(stepped, 2.048e6)).toBe(13);
  expect(sweepSeconds(stepped, 2.048e6)).toBeCloseTo(0.52, 2);
});

test('in words', () => {
  expect(sweepSpanText({ low: hz(87.5e6), high: hz(108e6) })).toBe('87.5 to 108\u00a0MHz');
  expect(sweepSpanText({ low: hz(1e6), high: hz(6e9) })).toBe('1\u00a0MHz to 6\u00a0GHz');
  expect(sweepSpanText({ low: hz(0), high: hz(6e9) })).toBe('0 to 6\u00a0GHz');
  expect([0.000541, 0.0237, 0.16, 1].map(smallShareText)).toEqual([
    '0.054\u00a0%',
    '2.4\u00a0%',
    '16\u00a0%',
    '100\u00a0%'
  ]);
  expect(listeningText(wide, 20e6, 0.000541)).toMatch(/409\sµs to each.*heard 0\.054\s% of the time/);
  expect(listeningText(wide, 20e6, null)).not.toMatch(/%/);
});
