/**
 * Power ratio to decibels, 10 log10(p), made of + - * / and bit patterns, so that no result depends on the engine's `Math.log10`.
 *
 * p = m 2^e with m near 1, and ln m = 2 (s + s^3/3 + s^5/5 + ...) with s = (m - 1) / (m + 1).
 */

/** What zero power reads as, dB: axes, averages and JSON stay finite. */
export const lowestDb = -400;

const lowestPower = 1e-40;
const dbPerOctave = 3.010299956639812;
/** 20 / ln 10: decibels per unit of s, the factor 2 of the series included. */
const dbPerS = 8.685889638065037;

const double = new Float64Array(1);
const doubleBits = new Uint32Array(double.buffer);
const highWord = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

/** 10 log10(power), dB; `lowestDb` for powers below 1e-40 and for negative ones, NaN for NaN. Error below 1e-12 dB. */
export function powerToDb(power: number): number {
  if (!(power >= lowestPower)) return Number.isNaN(power) ? NaN : lowestDb;
  if (power === Infinity) return Infinity;
  double[0] = power;
  const high = doubleBits[highWord];
  let exponent = (high >>> 20) - 1023;
  doubleBits[highWord] = (high & 0x000fffff) | 0x3ff00000;
  let mantissa = double[0];
  if (mantissa > 1.4142135623730951) {
    mantissa /= 2;
    exponent++;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const q = s * s;
  let sum = 1 / 21;
  for (let odd = 19; odd >= 1; odd -= 2) sum = sum * q + 1 / odd;
  return exponent * dbPerOctave + dbPerS * s * sum;
}
