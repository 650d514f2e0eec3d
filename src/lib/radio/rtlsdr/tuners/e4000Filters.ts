import { indexOfNearest } from './indexOfNearest.ts';

// Widths of the E4000's three filters in a row, Hz, by code. The data sheet's, as the steps in librtlsdr's transfers show them.
const mixer = [27, 27, 27, 27, 27, 27, 27, 27, 4.6, 4.2, 3.8, 3.4, 3.3, 2.7, 2.3, 1.9].map((mhz) => mhz * 1e6);
const resistors = [21.4, 21, 17.6, 14.7, 12.4, 10.6, 9, 7.7, 6.4, 5.3, 4.4, 3.4, 2.6, 1.8, 1.2, 1].map(
  (mhz) => mhz * 1e6
);
const channel = [
  5.5, 5.3, 5, 4.8, 4.6, 4.4, 4.3, 4.1, 3.9, 3.8, 3.7, 3.6, 3.4, 3.3, 3.2, 3.1, 3, 2.95, 2.9, 2.8, 2.75, 2.7, 2.6, 2.55,
  2.5, 2.45, 2.4, 2.3, 2.28, 2.24, 2.2, 2.15
].map((mhz) => Math.round(mhz * 1e6));

/** Each of the three filters at its width nearest to `hz`: codes, and the width that is left of the signal, which is the narrowest. */
export function e4000Filters(hz: number): { mixer: number; resistors: number; channel: number; bandwidth: number } {
  const codes = {
    mixer: indexOfNearest(hz, mixer),
    resistors: indexOfNearest(hz, resistors),
    channel: indexOfNearest(hz, channel)
  };
  const bandwidth = Math.min(mixer[codes.mixer], resistors[codes.resistors], channel[codes.channel]);
  return { ...codes, bandwidth };
}

/** Widths that come out as they are asked for, Hz, rising; between them the narrowest filter decides. */
export const e4000Bandwidths: readonly number[] = [...new Set([...mixer, ...resistors, ...channel])]
  .filter((hz) => e4000Filters(hz).bandwidth === hz)
  .sort((a, b) => a - b);
