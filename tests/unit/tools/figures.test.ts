import { describe, expect, it } from 'vitest';
import { figures } from '#bench/figures/list.ts';
import type { Figure } from '#bench/figure.ts';
import { runFigure, type FigureOutcome } from '#tools/figures/runFigure.ts';
import { writeVerification } from '#tools/figures/verification.ts';

const figure = (change: Partial<Figure>): Figure => ({
  id: 'set.1',
  what: 'what',
  required: '< 1',
  ci: true,
  needsShared: false,
  measure: () => Promise.resolve({ measured: '0.5', pass: true }),
  ...change
});

describe('figures', () => {
  it('have ids of their own, in order', () => {
    const ids = figures.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9-]+\.\d+$/);
    // Sets stand in the order in which they were begun; rows of a set in the order of their numbers.
    const sets = [...new Set(ids.map((id) => id.split('.')[0]))];
    const place = (id: string) => sets.indexOf(id.split('.')[0]) * 1000 + Number(id.split('.')[1]);
    expect(ids).toEqual(ids.toSorted((a, b) => place(a) - place(b)));
  });

  it('pass, fail, or fail by throwing', async () => {
    expect(await runFigure(figure({}), false)).toMatchObject({ outcome: 'pass', measured: '0.5' });
    const failing = figure({ measure: () => Promise.resolve({ measured: '2', pass: false, details: ['a'] }) });
    expect(await runFigure(failing, false)).toMatchObject({ outcome: 'fail', details: ['a'] });
    const throwing = figure({ measure: () => Promise.reject(new Error('no luck\nat all')) });
    expect(await runFigure(throwing, false)).toMatchObject({
      outcome: 'fail',
      measured: 'could not be measured: no luck'
    });
  });

  it('that need recordings are skipped without them, saying so', async () => {
    expect(await runFigure(figure({ needsShared: true }), true)).toMatchObject({ outcome: 'pass' });
    const skipped = await runFigure(figure({ needsShared: true }), false);
    expect(skipped).toMatchObject({ outcome: 'skipped', measured: expect.stringContaining('../shared') as string });
  });
});

describe('the verification page', () => {
  const outcome = (id: string, measured: string, result: FigureOutcome['outcome'] = 'pass'): FigureOutcome => ({
    id,
    what: `what ${id}`,
    required: '<= 1 | 2',
    outcome: result,
    measured,
    details: [],
    seconds: 1
  });
  const where = { date: '2026-01-02', commit: 'abc1234', machine: 'a machine' };
  const order = ['a.1', 'a.2', 'a.10'];

  it('has a row for each figure, and keeps rows that were not measured now', () => {
    const first = writeVerification(null, [outcome('a.10', 'x'), outcome('a.1', 'y', 'fail')], where, order);
    const rows = first.split('\n').filter((line) => line.startsWith('| a.'));
    expect(rows).toEqual([
      '| a.1 | what a.1 | <= 1 \\| 2 | y | **no** | 2026-01-02 | abc1234 | a machine |',
      '| a.10 | what a.10 | <= 1 \\| 2 | x | yes | 2026-01-02 | abc1234 | a machine |'
    ]);
    const later = { ...where, date: '2026-02-03' };
    const second = writeVerification(first, [outcome('a.1', 'z'), outcome('a.10', 'skipped', 'skipped')], later, order);
    expect(second.split('\n').filter((line) => line.startsWith('| a.'))).toEqual([
      '| a.1 | what a.1 | <= 1 \\| 2 | z | yes | 2026-02-03 | abc1234 | a machine |',
      rows[1]
    ]);
    // What is no longer a figure goes.
    expect(writeVerification(second, [], later, ['a.10'])).not.toContain('a.1 ');
  });
});
