import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dbscan, noise } from '#lib/spectrum/emitters/dbscan.ts';

interface Case {
  readonly name: string;
  readonly dimensions: number;
  readonly eps: number;
  readonly least: number;
  readonly points: readonly number[];
  readonly labels: readonly number[];
  readonly core: readonly number[];
}

const file = new URL('../../../vectors/dbscan/cases.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: readonly Case[] };

describe('DBSCAN', () => {
  it.each(cases)('finds what scikit-learn finds: $name', ({ dimensions, eps, least, points, labels, core }) => {
    const found = dbscan(Float64Array.from(points), dimensions, eps, least);
    expect(found.length).toBe(labels.length);
    // Which number a cluster has is nobody's business; that core points share one is.
    const names = new Map<number, number>();
    labels.forEach((label, point) => {
      if (core[point] === 1) names.set(label, found[point]);
    });
    expect(new Set(names.values()).size).toBe(names.size);
    labels.forEach((label, point) => {
      if (label === noise) expect(found[point]).toBe(noise);
      else if (core[point] === 1) expect(found[point]).toBe(names.get(label));
      else expect(found[point]).toBe(found[nearestCore(points, dimensions, core, point)]);
    });
  });

  it('does not depend on the order of the points', () => {
    const { dimensions, eps, least, points } = cases[1];
    const count = points.length / dimensions;
    const straight = dbscan(Float64Array.from(points), dimensions, eps, least);
    // A step that has no factor in common with the count visits every point.
    const order = Array.from({ length: count }, (_, i) => (i * 241 + 17) % count);
    const mixed = dbscan(
      Float64Array.from(order.flatMap((point) => points.slice(point * dimensions, (point + 1) * dimensions))),
      dimensions,
      eps,
      least
    );
    const pairs = new Set(order.map((point, i) => `${straight[point]} ${mixed[i]}`));
    expect(pairs.size).toBe(new Set(straight).size);
    expect(new Set(mixed).size).toBe(pairs.size);
  });

  it('numbers clusters from 0 in the order of their first points', () => {
    expect([...dbscan(Float64Array.of(9, 0, 9.1, 50, 0.1), 1, 1, 2)]).toEqual([0, 1, 0, noise, 1]);
    expect([...dbscan(new Float64Array(0), 4, 1, 3)]).toEqual([]);
  });

  it('takes a hundred thousand points in one place, in a row, and in two heaps side by side', () => {
    const count = 100_000;
    const same = dbscan(new Float64Array(4 * count).fill(3), 4, 1, 3);
    expect(same.every((label) => label === 0)).toBe(true);
    const row = Float64Array.from({ length: 4 * count }, (_, i) => (i % 4 === 0 ? (i / 4) * 0.3 : 0));
    expect(dbscan(row, 4, 1, 3).every((label) => label === 0)).toBe(true);
    // Two plates further apart than eps by a hair, spread over the other dimensions: every pair across has to be refused.
    const plates = Float64Array.from({ length: 4 * count }, (_, i) => {
      const point = i >> 2;
      if ((i & 3) === 0) return (point & 1) * 1.0001;
      return 0.24 * (((point >> 1) * [0, 0.754877666, 0.569840291, 0.430159709][i & 3]) % 1);
    });
    expect(new Set(dbscan(plates, 4, 1, 3)).size).toBe(2);
  });

  it('refuses what is no number', () => {
    expect(() => dbscan(Float64Array.of(1, NaN), 1, 1, 2)).toThrow(RangeError);
    expect(() => dbscan(Float64Array.of(1, Infinity), 1, 1, 2)).toThrow(RangeError);
    expect(() => dbscan(Float64Array.of(1, 2, 3), 2, 1, 2)).toThrow(RangeError);
    expect(() => dbscan(Float64Array.of(1, 2), 1, 0, 2)).toThrow(RangeError);
  });
});

function nearestCore(points: readonly number[], dimensions: number, core: readonly number[], point: number): number {
  let best = -1;
  let least = Infinity;
  core.forEach((is, other) => {
    if (is !== 1) return;
    let sum = 0;
    for (let d = 0; d < dimensions; d++) sum += (points[point * dimensions + d] - points[other * dimensions + d]) ** 2;
    if (sum < least) {
      least = sum;
      best = other;
    }
  });
  return best;
}
