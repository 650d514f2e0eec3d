import type { FixKind } from './gpsFix.ts';

/** Usual error of one range to a satellite, metres, one standard deviation: GPS SPS performance standard plus a simple receiver; with corrections; carrier phase. */
const rangeError: Partial<Record<FixKind, number>> = { '2d': 5, '3d': 5, dgps: 2, 'rtk-float': 0.5, rtk: 0.02 };

/** Horizontal error to expect, metres (about 68 %), from the geometry: dilution times error of a range. Null where nothing can be said. */
export function accuracyOf(fix: FixKind, hdop: number | null): number | null {
  const error = rangeError[fix];
  return error === undefined || hdop === null ? null : error * hdop;
}
