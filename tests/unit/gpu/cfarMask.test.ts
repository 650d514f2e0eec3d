import { describe, expect, it } from 'vitest';
import { Prng } from '#lib/base/prng.ts';
import { cfarMask, checkCfar, maskWords, type CfarOptions } from '#lib/gpu/cfarMask.ts';
import { cfarMultiplier } from '#lib/spectrum/cfar.ts';

/** Bins that are marked. */
function marks(power: Float32Array, circular: boolean, options: CfarOptions): number[] {
  const mask = new Uint32Array(maskWords(power.length)).fill(0xffffffff);
  cfarMask(power, circular, options, mask);
  return Array.from(power.keys()).filter((bin) => (mask[bin >> 5] >>> (bin & 31)) & 1);
}

/** Independent cells of exponentially distributed power. */
function noise(bins: number, seed: number): Float32Array {
  const random = new Prng(seed);
  return Float32Array.from({ length: bins }, () => -Math.log(1 - random.unit()));
}

/** The same by the letter: reference cells listed, and sorted for OS. */
function plainMarks(power: Float32Array, circular: boolean, options: CfarOptions): number[] {
  const { kind, guard, reference, multiplier, rank } = options;
  return Array.from(power.keys()).filter((bin) => {
    const cells: number[] = [];
    for (let d = guard + 1; d <= guard + reference; d++) {
      for (const at of [bin - d, bin + d]) {
        const wrapped = circular ? (at + power.length) % power.length : at;
        if (wrapped in power) cells.push(power[wrapped]);
      }
    }
    cells.sort((a, b) => a - b);
    const mean = cells.reduce((sum, cell) => sum + cell, 0) / cells.length;
    const ranked = cells[Math.ceil((rank! * cells.length) / (2 * reference)) - 1];
    return power[bin] > multiplier * (kind === 'ca' ? mean : ranked);
  });
}

describe('cfarMask', () => {
  it('marks a line and leaves its surroundings alone', () => {
    const power = new Float32Array(100).fill(1);
    power[40] = 50;
    power[41] = 20;
    const options = { kind: 'ca', guard: 2, reference: 8, multiplier: 6 } as const;
    expect(marks(power, true, options)).toEqual([40, 41]);
    expect(marks(power, true, { ...options, kind: 'os', rank: 12 })).toEqual([40, 41]);
  });

  it('sees by OS what a stronger neighbour hides from CA', () => {
    const power = new Float32Array(100).fill(1);
    power[40] = 1000;
    power[48] = 20;
    const options = { guard: 1, reference: 10, multiplier: 6 } as const;
    expect(marks(power, true, { ...options, kind: 'ca' })).toEqual([40]);
    expect(marks(power, true, { ...options, kind: 'os', rank: 15 })).toEqual([40, 48]);
  });

  it.each([
    [true, 'ca'],
    [false, 'ca'],
    [true, 'os'],
    [false, 'os']
  ] as const)('does what its definition says, circular %s, %s', (circular, kind) => {
    for (const [bins, guard, reference, rank] of [
      [257, 0, 1, 1],
      [129, 3, 20, 40],
      [64, 5, 24, 13],
      [513, 2, 16, 24]
    ]) {
      const power = noise(bins, bins);
      const options = { kind, guard, reference, rank, multiplier: rank === 40 ? 1.1 : 2.5 };
      const found = marks(power, circular, options);
      expect(found).toEqual(plainMarks(power, circular, options));
      expect(found.length).toBeGreaterThan(0);
    }
  });

  it('marks of noise what the multiplier was made for', () => {
    // One bin of one segment against 32 independent ones: textbook CA-CFAR.
    const probability = 1e-2;
    const multiplier = cfarMultiplier(probability, Float64Array.of(1), 32);
    let found = 0;
    const bins = 1 << 16;
    for (let row = 0; row < 16; row++)
      found += marks(noise(bins, 100 + row), true, { kind: 'ca', guard: 0, reference: 16, multiplier }).length;
    const expected = 16 * bins * probability;
    // Four standard deviations of a count, and the few per cent of the saddlepoint formula.
    expect(Math.abs(found - expected)).toBeLessThan(4 * Math.sqrt(expected) + 0.04 * expected);
  });

  it('marks nothing in silence', () => {
    const options = { guard: 1, reference: 8, multiplier: 3, rank: 12 } as const;
    for (const kind of ['ca', 'os'] as const)
      expect(marks(new Float32Array(100), true, { ...options, kind })).toEqual([]);
  });

  it('refuses options that do not fit', () => {
    const good = { kind: 'os', guard: 2, reference: 16, multiplier: 4, rank: 24 } as const;
    expect(() => checkCfar(good, 256)).not.toThrow();
    for (const change of [
      { guard: -1 },
      { guard: 0.5 },
      { guard: 120 },
      { reference: 0 },
      { reference: NaN },
      { multiplier: 0 },
      { multiplier: Infinity },
      { multiplier: NaN },
      { rank: 0 },
      { rank: 33 },
      { rank: 1.5 },
      { rank: undefined as unknown as number }
    ])
      expect(() => checkCfar({ ...good, ...change }, 256)).toThrow(RangeError);
  });
});
