import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codePower, codeToDbfs, dbfsToCode, powersToCodes } from '#lib/draw/levelCode.ts';

function codeOf(power: number): number {
  const codes = new Uint16Array(1);
  powersToCodes(new Uint32Array(Float32Array.of(power).buffer), codes, 0);
  return codes[0];
}

test('powers keep their level within 0.01 dB over the whole scale', () => {
  fc.assert(
    fc.property(fc.double({ min: -295, max: 205, noNaN: true }), (dbfs) => {
      const power = Math.fround(10 ** (dbfs / 10));
      expect(Math.abs(codeToDbfs(codeOf(power)) - 10 * Math.log10(power))).toBeLessThan(0.005);
    })
  );
});

test('what is no level becomes code 0, what is too much the highest', () => {
  for (const power of [0, -0, -1, NaN, -Infinity, 1e-45, 1e-32]) expect(codeOf(power)).toBe(0);
  for (const power of [Infinity, 3e38]) expect(codeOf(power)).toBe(65535);
  expect(codeToDbfs(codeOf(1))).toBeCloseTo(0, 2);
});

test('levels and codes are inverse', () => {
  for (let code = 0; code < 65536; code += 97) expect(dbfsToCode(codeToDbfs(code))).toBe(code);
  expect(dbfsToCode(-1000)).toBe(0);
  expect(dbfsToCode(-Infinity)).toBe(0);
  expect(dbfsToCode(1000)).toBe(65535);
});

test('powers of codes follow the levels', () => {
  expect(10 * Math.log10(codePower[dbfsToCode(-83.5)])).toBeCloseTo(-83.5, 4);
});
