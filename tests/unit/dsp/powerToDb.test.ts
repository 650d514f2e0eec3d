import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lowestDb, powerToDb } from '#lib/dsp/powerToDb.ts';
import { powersToDb } from '#lib/dsp/powersToDb.ts';

describe('powerToDb', () => {
  it('is 10 log10 to a millionth of a millionth', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-40, max: 1e300, noNaN: true }), (power) => {
        expect(Math.abs(powerToDb(power) - 10 * Math.log10(power))).toBeLessThan(
          1e-12 * Math.max(1, Math.abs(Math.log10(power)))
        );
      })
    );
    expect(powerToDb(1)).toBe(0);
  });

  it('stays finite at zero and says what is not a number', () => {
    expect(powerToDb(0)).toBe(lowestDb);
    expect(powerToDb(1e-41)).toBe(lowestDb);
    expect(powerToDb(-1)).toBe(lowestDb);
    expect(powerToDb(Infinity)).toBe(Infinity);
    expect(powerToDb(NaN)).toBeNaN();
  });
});

describe('powersToDb', () => {
  it('agrees with powerToDb within its tolerance', () => {
    const powers = Float32Array.from({ length: 100_000 }, (_, i) => 10 ** (i / 1500 - 37.9));
    const into = new Float32Array(powers.length);
    powersToDb(into, powers);
    let worst = 0;
    // Half a unit in the last place of single precision at 380 dB is 1.5e-5.
    for (let i = 0; i < powers.length; i++) worst = Math.max(worst, Math.abs(into[i] - powerToDb(powers[i])));
    expect(worst).toBeLessThan(2.6e-5);
  });

  it('may work in place, and treats the odd values alike', () => {
    const values = Float32Array.from([0, -1, NaN, Infinity, 1e-44, 1, 0.1]);
    powersToDb(values, values);
    expect(Array.from(values.subarray(0, 6))).toEqual([lowestDb, lowestDb, NaN, Infinity, lowestDb, 0]);
    expect(values[6]).toBeCloseTo(-10, 5);
  });
});
