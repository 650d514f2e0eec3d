import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lowestDb, powerToDb } from '#lib/dsp/powerToDb.ts';

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
