import type { Range } from '../radio.ts';

/** What is known of a tuner that is announced by its number alone. */
export interface RemoteTuner {
  readonly name: string;
  /** Hz. The lower end is 0: what reaches below the tuner (upconverter, direct sampling) the server does not tell. */
  readonly centers: readonly Range[];
  readonly rates: readonly Range[];
  /** dB, rising. */
  readonly gains: readonly Range[];
}

/** What the RTL2832U can do; the two ranges that its resampler reaches. */
const rtlRates = [
  { min: 225_001, max: 300_000 },
  { min: 900_001, max: 3_200_000 }
];
const rafaelGains = [
  0, 0.9, 1.4, 2.7, 3.7, 7.7, 8.7, 12.5, 14.4, 15.7, 16.6, 19.7, 20.7, 22.9, 25.4, 28, 29.7, 32.8, 33.8, 36.4, 37.2,
  38.6, 40.2, 42.1, 43.4, 43.9, 44.5, 48, 49.6
];

/** By number, as rtl_tcp announces them. Gains in dB. */
const tuners: Readonly<Record<number, { name: string; top: number; gains: readonly number[] }>> = {
  1: { name: 'E4000', top: 2.2e9, gains: [-1, 1.5, 4, 6.5, 9, 11.5, 14, 16.5, 19, 21.5, 24, 29, 34, 42] },
  2: { name: 'FC0012', top: 948.6e6, gains: [-9.9, -4, 7.1, 17.9, 19.2] },
  3: {
    name: 'FC0013',
    top: 1.1e9,
    gains: [
      -9.9, -7.3, -6.5, -6.3, -6, -5.8, -5.4, 5.8, 6.1, 6.3, 6.5, 6.7, 6.8, 7, 7.1, 17.9, 18.1, 18.2, 18.4, 18.6, 18.8,
      19.1, 19.7
    ]
  },
  4: { name: 'FC2580', top: 924e6, gains: [0] },
  5: { name: 'R820T', top: 1.766e9, gains: rafaelGains },
  6: { name: 'R828D', top: 1.766e9, gains: rafaelGains }
};

/** The largest frequency that a command can carry, Hz. */
const topWord = 2 ** 32 - 1;

/** @param gains how many the server says it has: where that is not the tuner's own number, it is something else behind the name */
export function remoteTuner(number: number, gains: number): RemoteTuner {
  const known = Object.hasOwn(tuners, number) ? tuners[number] : undefined;
  if (known === undefined)
    return {
      name: '',
      centers: [{ min: 0, max: topWord }],
      rates: [{ min: 1, max: topWord }],
      gains: [{ min: -10, max: 100 }]
    };
  return {
    name: known.name,
    centers: [{ min: 0, max: known.top }],
    rates: rtlRates,
    gains:
      known.gains.length === gains
        ? known.gains.map((db) => ({ min: db, max: db }))
        : [{ min: known.gains[0], max: known.gains[known.gains.length - 1] }]
  };
}

/** Number under which a radio is announced: that of its tuner where its name tells, else the most common one. */
export function tunerNumber(model: string): number {
  const found = Object.entries(tuners).find(([, { name }]) => model.includes(name));
  return found === undefined ? 5 : Number(found[0]);
}

/** Gains, dB, that are counted by index where a radio has no steps of its own. */
export const usualGains: readonly number[] = rafaelGains;
