import { describe, expect, it } from 'vitest';
import { CfarDetector, type CfarDetectorOptions } from '#lib/spectrum/cfar/cfarDetector.ts';
import { cfarKinds, type CfarKind } from '#lib/spectrum/cfar/cfarSettings.ts';
import { CfarTimeDetector } from '#lib/spectrum/cfar/cfarTimeDetector.ts';

const [training, guard, rank] = [16, 3, 12];
const multiplier = 2.5;
const base = { training, guard, rank, multiplier };

/** Repeatable exponential cells, some of them strong, some of them zero. */
function spectrum(bins: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: bins }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const value = -Math.log((state + 0.5) / 2 ** 32);
    return state % 97 === 0 ? 0 : state % 41 === 0 ? 1e4 * value : value;
  });
}

/** The definition, cell by cell. @param first the cells of the half that comes before, or is newer */
function exceeds(kind: CfarKind, cell: number, first: number[], second: number[]): boolean {
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const all = [...first, ...second];
  const floor = {
    ca: () => mean(all),
    go: () => Math.max(mean(first), mean(second)),
    so: () => Math.min(mean(first), mean(second)),
    os: () => all.toSorted((a, b) => a - b)[rank - 1]
  }[kind]();
  return cell > multiplier * floor;
}

function expected(power: Float32Array, { bins, circular, kind }: CfarDetectorOptions): number[] {
  const half = training / 2;
  const at = (bin: number) => power[(bin + bins) % bins];
  const side = (bin: number, from: number, sign: number) =>
    Array.from({ length: half }, (_, i) => at(bin + sign * (from + i)));
  return Array.from(power, (value, bin) => {
    let [first, second] = [side(bin, guard + 1, -1), side(bin, guard + 1, 1)];
    if (!circular && bin < guard + half) [first, second] = [side(bin, guard + 1, 1), side(bin, guard + 1 + half, 1)];
    if (!circular && bin >= bins - guard - half)
      [first, second] = [side(bin, guard + 1, -1), side(bin, guard + 1 + half, -1)];
    return exceeds(kind, value, first, second) ? 1 : 0;
  });
}

const shapes = cfarKinds.flatMap((kind) => [true, false].map((circular) => [kind, circular] as const));

describe('CfarDetector', () => {
  it.each(shapes)('%s marks what exceeds its floor, circular %s', (kind, circular) => {
    // 30 is the least that a spectrum may have; 257 is no multiple of a vector.
    for (const bins of [31, 64, 257, 1024]) {
      const options = { ...base, bins, circular, kind };
      const detector = new CfarDetector(options);
      const mask = new Uint8Array(bins);
      for (let seed = 1; seed < 8; seed++) {
        const power = spectrum(bins, seed * 7919);
        const marked = detector.detect(power, mask);
        expect(mask.join('')).toBe(expected(power, options).join(''));
        expect(marked).toBe(mask.reduce((sum, value) => sum + value, 0));
      }
    }
  });

  it.each(cfarKinds)('%s takes what is no number, or no level, for 0', (kind) => {
    const power = spectrum(128, 5);
    const clean = power.slice();
    for (const [bin, value] of [NaN, Infinity, -Infinity, 3e38].entries()) {
      power[20 * bin + 3] = value;
      clean[20 * bin + 3] = 0;
    }
    const options = { ...base, bins: 128, circular: true, kind };
    const mask = new Uint8Array(128);
    new CfarDetector(options).detect(power, mask);
    if (kind === 'os' || kind === 'ca') expect(mask.join('')).toBe(expected(clean, options).join(''));
    expect([3, 23, 43, 63].map((bin) => mask[bin])).toEqual([0, 0, 0, 0]);
  });

  it('finds nothing in silence', () => {
    for (const kind of cfarKinds) {
      const mask = new Uint8Array(64).fill(1);
      expect(new CfarDetector({ ...base, bins: 64, circular: true, kind }).detect(new Float32Array(64), mask)).toBe(0);
      expect(mask.every((value) => value === 0)).toBe(true);
    }
  });

  it('refuses what cannot be', () => {
    const options = { ...base, bins: 64, circular: true, kind: 'ca' } as const;
    for (const wrong of [{ bins: 29 }, { training: 15 }, { guard: -1 }, { multiplier: 0 }, { multiplier: NaN }])
      expect(() => new CfarDetector({ ...options, ...wrong })).toThrow(RangeError);
    const detector = new CfarDetector(options);
    expect(() => detector.detect(new Float32Array(63), new Uint8Array(64))).toThrow(RangeError);
    expect(() => detector.detect(new Float32Array(64), new Uint8Array(65))).toThrow(RangeError);
  });
});

describe('CfarTimeDetector', () => {
  const bins = 45;

  it.each(cfarKinds)('%s marks what exceeds the rows before', (kind) => {
    const detector = new CfarTimeDetector({ ...base, bins, kind });
    const rows = Array.from({ length: 90 }, (_, i) => spectrum(bins, 31 * i + 1));
    const mask = new Uint8Array(bins);
    const half = training / 2;
    for (const [index, row] of rows.entries()) {
      expect(detector.ready).toBe(index >= training + guard);
      const marked = detector.push(row, mask);
      const column = (bin: number, from: number) =>
        Array.from({ length: half }, (_, i) => rows[index - guard - 1 - from - i][bin]);
      const wanted = Array.from(row, (value, bin) =>
        index >= training + guard && exceeds(kind, value, column(bin, 0), column(bin, half)) ? 1 : 0
      );
      expect(mask.join('')).toBe(wanted.join(''));
      expect(marked).toBe(wanted.reduce<number>((sum, value) => sum + value, 0));
    }
  });

  it('is as sharp as before once something very strong has gone', () => {
    const detector = new CfarTimeDetector({ ...base, bins, kind: 'ca' });
    const mask = new Uint8Array(bins);
    const quiet = new Float32Array(bins).fill(1e-6);
    for (let i = 0; i < 200; i++) detector.push(i === 50 ? new Float32Array(bins).fill(1e18) : quiet, mask);
    const row = quiet.map((value, bin) => value * (bin % 2 === 0 ? multiplier * 1.001 : multiplier * 0.999));
    detector.push(row, mask);
    expect([...mask]).toEqual(Array.from(mask, (_, bin) => 1 - (bin % 2)));
  });

  it('starts anew after a gap', () => {
    const detector = new CfarTimeDetector({ ...base, bins, kind: 'so' });
    const mask = new Uint8Array(bins);
    const push = (level: number) => detector.push(new Float32Array(bins).fill(level), mask);
    for (let i = 0; i < 40; i++) push(1);
    expect(push(10)).toBe(bins);
    detector.reset();
    expect(detector.ready).toBe(false);
    for (let i = 0; i < training + guard; i++) expect(push(100)).toBe(0);
    expect(push(240)).toBe(0);
    expect(push(260)).toBe(bins);
  });

  it('refuses what cannot be', () => {
    for (const wrong of [{ training: 15 }, { guard: -1 }, { multiplier: 0 }, { bins: 0 }])
      expect(() => new CfarTimeDetector({ ...base, bins, kind: 'ca', ...wrong })).toThrow(RangeError);
    const detector = new CfarTimeDetector({ ...base, bins, kind: 'ca' });
    expect(() => detector.push(new Float32Array(44), new Uint8Array(bins))).toThrow(RangeError);
  });
});
