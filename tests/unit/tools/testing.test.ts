import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { countReport, countStep } from '#tools/testing/countReport.js';
import { runSteps } from '#tools/testing/runSteps.js';
import { chooseSteps, steps, type Step } from '#tools/testing/steps.js';

const root = join(import.meta.dirname, '../../..');

describe('the steps', () => {
  it('can all be started: their tools are where they are looked for', () => {
    for (const step of steps) {
      const [script] = step.args(root);
      expect(existsSync(join(root, script)) || existsSync(script), `${step.name}: ${script}`).toBe(true);
    }
  });

  it('are chosen by name, or by the first part of it, with what they need', () => {
    const names = (only: string[], ci = false) => chooseSteps({ only, ci }).map((step) => step.name);
    expect(names(['lint'])).toEqual(['sync', 'lint']);
    expect(names(['types'])).toEqual(['sync', 'types-page', 'types-node', 'types-worker', 'types-core']);
    expect(names(['e2e'])).toEqual(['sync', 'build', 'e2e']);
    expect(() => names(['nope'])).toThrow(/no step "nope".*lint/);
    expect(names([])).not.toContain('figures');
    expect(names([], true)).toEqual(steps.map((step) => step.name));
  });

  it('cover what the README says npm test does', () => {
    const script = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { test: string } })
      .scripts.test;
    expect(script).toBe('node tools/test.js');
    const names = chooseSteps({ only: [], ci: false }).map((step) => step.name);
    for (const name of ['format', 'lint', 'types-core', 'rooms', 'dead', 'unit', 'browser', 'e2e'])
      expect(names).toContain(name);
  });
});

describe('a run', () => {
  const step = (name: string, when: Step['when'], needs?: string[]): Step => ({
    name,
    when,
    args: () => [],
    ...(needs && { needs })
  });
  const run = async (all: Step[], failing: string[], width = 2) => {
    const log: string[] = [];
    let running = 0;
    let most = 0;
    const results = await runSteps(
      all,
      width,
      async (one) => {
        most = Math.max(most, ++running);
        log.push(`${one.name} of ${running}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running--;
        return { step: one, code: failing.includes(one.name) ? 1 : 0, output: '', seconds: 0 };
      },
      () => undefined
    );
    return { log, most, results: Object.fromEntries(results.map((result) => [result.step.name, result.code])) };
  };

  it('prepares first, runs several together, and then the rest alone', async () => {
    const all = [
      step('z', 'alone'),
      step('a', 'together'),
      step('b', 'together'),
      step('c', 'together'),
      step('p', 'prepare')
    ];
    const { log, most } = await run(all, []);
    expect(log[0]).toBe('p of 1');
    expect(most).toBe(2);
    expect(log.at(-1)).toBe('z of 1');
  });

  it('goes on after a failure, but not without what a step needs', async () => {
    const all = [
      step('p', 'prepare'),
      step('a', 'together'),
      step('b', 'together'),
      step('x', 'alone', ['a']),
      step('y', 'alone')
    ];
    const { log, results } = await run(all, ['a']);
    expect(results).toEqual({ p: 0, a: 1, b: 0, x: 1, y: 0 });
    expect(log.some((line) => line.startsWith('x'))).toBe(false);
  });

  it('ends when it cannot be prepared', async () => {
    expect((await run([step('p', 'prepare'), step('a', 'together')], ['p'])).results).toEqual({ p: 1 });
  });
});

describe('the counts', () => {
  it('come from the reports', () => {
    const vitest = {
      numPassedTests: 10,
      numFailedTests: 1,
      numPendingTests: 2,
      numTodoTests: 1,
      testResults: [
        { status: 'failed', assertionResults: [] },
        { status: 'failed', assertionResults: [{}] },
        { status: 'passed', assertionResults: [] }
      ]
    };
    expect(countReport('vitest', JSON.stringify(vitest))).toEqual({ passed: 10, failed: 2, skipped: 3 });
    const playwright = { stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 }, errors: [{}] };
    expect(countReport('playwright', JSON.stringify(playwright))).toEqual({ passed: 6, failed: 2, skipped: 2 });
    const figures = [{ outcome: 'pass' }, { outcome: 'fail' }, { outcome: 'skipped' }, { outcome: 'pass' }];
    expect(countReport('figures', JSON.stringify(figures))).toEqual({ passed: 2, failed: 1, skipped: 1 });
  });

  it('never turn a failed step into a good one', () => {
    expect(countReport('vitest', null)).toBeNull();
    expect(countReport('vitest', '{"numPassed')).toBeNull();
    expect(countStep(1, null)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(countStep(1, { passed: 9, failed: 0, skipped: 0 })).toEqual({ passed: 9, failed: 1, skipped: 0 });
    expect(countStep(1, { passed: 9, failed: 3, skipped: 0 })).toEqual({ passed: 9, failed: 3, skipped: 0 });
    expect(countStep(0, null)).toEqual({ passed: 1, failed: 0, skipped: 0 });
  });
});
