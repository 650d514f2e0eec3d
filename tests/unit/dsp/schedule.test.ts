import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { schedule, type Step, type Unit } from '#lib/dsp/schedule.ts';

/** A step that reads and writes locals by number. */
function step(unit: Unit, reads: number[], writes: number | null, place: string | null = null): Step {
  return { unit, code: [], reads, writes, place };
}

/** Random straight-line code: every local is written before it is read; loads and stores on a handful of places. */
const programs = fc.array(fc.tuple(fc.nat(4), fc.nat(), fc.nat(), fc.nat(5)), { maxLength: 120 }).map((seeds) => {
  const steps: Step[] = [];
  let locals = 0;
  for (const [kind, a, b, place] of seeds) {
    const from = (seed: number): number => seed % locals;
    if (kind === 0 || locals === 0) steps.push(step('load', [], locals++, `p${place}`));
    else if (kind === 1) steps.push(step('store', [from(a)], null, `p${place}`));
    else steps.push(step((['add', 'multiply', 'other'] as const)[kind - 2], [from(a), from(b)], locals++));
  }
  return steps;
});

describe('schedule', () => {
  it('keeps every step, and the order of those that depend on each other', () => {
    fc.assert(
      fc.property(programs, (steps) => {
        const ordered = schedule(steps);
        expect(new Set(ordered)).toEqual(new Set(steps));
        expect(ordered.length).toBe(steps.length);
        const at = new Map(ordered.map((one, index) => [one, index]));
        steps.forEach((one, index) => {
          for (const earlier of steps.slice(0, index)) {
            const feeds = earlier.writes !== null && one.reads.includes(earlier.writes);
            const stores = one.unit === 'store' || earlier.unit === 'store';
            const collides = one.place !== null && one.place === earlier.place && stores;
            if (feeds || collides) expect(at.get(earlier)!).toBeLessThan(at.get(one)!);
          }
        });
      })
    );
  });

  it('fills the wait for one chain with the next one', () => {
    const chain = (first: number): Step[] => [
      step('load', [], first, `p${first}`),
      step('multiply', [first], first + 1),
      step('add', [first + 1], first + 2),
      step('store', [first + 2], null, `p${first}`)
    ];
    const steps = [...chain(0), ...chain(10)];
    const units = schedule(steps).map(({ unit }) => unit);
    expect(units).toEqual(['load', 'load', 'multiply', 'multiply', 'add', 'add', 'store', 'store']);
  });

  it('begins no more chains than there are registers for', () => {
    const steps = Array.from({ length: 40 }, (_, n) => [
      step('load', [], 3 * n, `a${n}`),
      step('multiply', [3 * n], 3 * n + 1),
      step('add', [3 * n + 1], 3 * n + 2),
      step('store', [3 * n + 2], null, `b${n}`)
    ]).flat();
    const alive = new Set<number>();
    let most = 0;
    for (const { reads, writes } of schedule(steps)) {
      for (const local of reads) alive.delete(local);
      if (writes !== null) alive.add(writes);
      most = Math.max(most, alive.size);
    }
    expect(most).toBeGreaterThan(4);
    expect(most).toBeLessThanOrEqual(13);
  });
});
