import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cosTurns, sinTurns } from '#lib/dsp/sinCos.ts';

const ulp = 2 ** -53;

describe('sinTurns and cosTurns', () => {
  it('are exact at the quarters and halves between them', () => {
    for (const whole of [0, 1, -1, 1000, -4096]) {
      expect([0, 0.25, 0.5, 0.75].map((t) => sinTurns(whole + t) + 0)).toEqual([0, 1, 0, -1]);
      expect([0, 0.25, 0.5, 0.75].map((t) => cosTurns(whole + t) + 0)).toEqual([1, 0, -1, 0]);
      expect(Math.abs(sinTurns(whole + 0.125) - Math.SQRT1_2)).toBeLessThanOrEqual(2 * ulp);
    }
    expect(sinTurns(1 / 12)).toBeCloseTo(0.5, 15);
    expect(cosTurns(1 / 6)).toBeCloseTo(0.5, 15);
  });

  it('follow the engine where that is accurate: small arguments', () => {
    // Within an eighth of a turn the argument of Math.sin is rounded to 2^-53 of itself, the function to about as much.
    for (let i = 1; i <= 20_000; i++) {
      const turns = i / 160_000;
      const radians = 2 * Math.PI * turns;
      expect(Math.abs(sinTurns(turns) / Math.sin(radians) - 1)).toBeLessThan(4 * ulp);
      expect(Math.abs(cosTurns(turns) / Math.cos(radians) - 1)).toBeLessThan(4 * ulp);
    }
  });

  it('keep their symmetries bit by bit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 65536 }), fc.integer({ min: -1000, max: 1000 }), (k, whole) => {
        const turns = k / 65536;
        expect(sinTurns(-turns) + 0).toBe(-sinTurns(turns) + 0);
        expect(cosTurns(-turns)).toBe(cosTurns(turns));
        expect(sinTurns(turns + whole)).toBe(sinTurns(turns));
        expect(cosTurns(turns + 0.5) + 0).toBe(-cosTurns(turns) + 0);
        expect(Math.abs(sinTurns(turns) ** 2 + cosTurns(turns) ** 2 - 1)).toBeLessThan(6 * ulp);
      })
    );
  });
});
