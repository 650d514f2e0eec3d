import type { RadioInfo } from '#lib/radio/radio.ts';

/** Rates that a kind of radio is known to hold without loss, S/s; within its ranges others can be had by link and command line. */
const usual: Readonly<Record<string, readonly number[]>> = {
  rtlsdr: [0.25e6, 1.024e6, 1.4e6, 1.8e6, 1.92e6, 2.048e6, 2.4e6, 2.56e6, 2.8e6, 3.2e6],
  hackrf: [2e6, 4e6, 5e6, 6e6, 8e6, 10e6, 12.5e6, 16e6, 20e6]
};
const otherwise = [250e3, 1e6, 1.024e6, 2.048e6, 2.4e6, 3.2e6, 5e6, 10e6, 20e6];

/** Sample rates to choose from, rising; what a radio cannot do is left out, and the one that it has now is always among them. */
export function offeredRates({ driver, rates }: Pick<RadioInfo, 'driver' | 'rates'>, now: number): readonly number[] {
  if (driver === 'file') return [];
  const can = (usual[driver] ?? otherwise).filter((rate) => rates.some(({ min, max }) => rate >= min && rate <= max));
  // A divider may miss a round rate by a fraction of a sample.
  return [...can.filter((rate) => Math.abs(rate - now) > rate * 1e-6), now].sort((a, b) => a - b);
}
