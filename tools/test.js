import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { endWithUs } from './endWithUs.js';
import { inRoot, thisHost } from './setup/host.js';
import { SetupError } from './setup/setupError.js';
import { runTool, setUp } from './setup.js';
import { countReport, countStep } from './testing/countReport.js';
import { runSteps } from './testing/runSteps.js';
import { chooseSteps } from './testing/steps.js';

const usage = `npm test                        everything
npm test -- --only lint,rooms   some steps
npm test -- --ci                also what needs ../shared, and the figures marked ci
npm test -- --list              the names of the steps`;

/** `npm test`: sets up, then runs every check, one line each, and ends with `N passed, N failed`. */
runTool(async () => {
  const options = readOptions();
  let steps;
  try {
    steps = chooseSteps(options);
  } catch (error) {
    throw new SetupError(/** @type {Error} */ (error).message);
  }
  if (options.list) {
    for (const step of steps) console.log(step.name);
    return 0;
  }
  const started = performance.now();
  const host = thisHost();
  const browser = steps.some((step) => ['browser', 'e2e', 'figures'].includes(step.name));
  const { node } = await setUp({ chromium: browser }, host);
  mkdirSync(inRoot(host, '.cache', 'test'), { recursive: true });

  const total = { passed: 0, failed: 0, skipped: 0 };
  const width = Math.min(4, availableParallelism());
  const results = await runSteps(
    steps,
    width,
    (step) => runStep(host.root, node, step),
    (result) => {
      const { report, name } = result.step;
      const own = report === undefined ? null : countReport(report.kind, read(join(host.root, report.file)));
      const counts = countStep(result.code, own);
      for (const key of /** @type {const} */ (['passed', 'failed', 'skipped'])) total[key] += counts[key];
      console.log(line(name, result, own === null ? null : counts));
      if (result.code !== 0) console.log(`${result.output.trimEnd()}\n`);
    }
  );
  const seconds = (performance.now() - started) / 1000;
  const summary = {
    ...total,
    seconds,
    steps: results.map(({ step, code, seconds }) => ({ name: step.name, code, seconds }))
  };
  writeFileSync(inRoot(host, '.cache', 'test', 'summary.json'), JSON.stringify(summary, null, 2));
  console.log(`\n${seconds.toFixed(0)} s${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
});

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string' },
        ci: { type: 'boolean' },
        list: { type: 'boolean' },
        help: { type: 'boolean' }
      }
    });
    if (values.help === true) {
      console.log(usage);
      process.exit(0);
    }
    const only = (values.only ?? '').split(',').filter((name) => name !== '');
    return { only, ci: values.ci === true, list: values.list === true };
  } catch (error) {
    throw new SetupError(`${/** @type {Error} */ (error).message}\n${usage}`);
  }
}

/**
 * @param {string} root
 * @param {string} node
 * @param {import('./testing/steps.js').Step} step
 * @returns {Promise<import('./testing/runSteps.js').StepResult>}
 */
function runStep(root, node, step) {
  const started = performance.now();
  if (step.report !== undefined) rmSync(join(root, step.report.file), { force: true });
  const path = [join(root, 'node_modules', '.bin'), process.env.PATH ?? ''].join(delimiter);
  return new Promise((resolve) => {
    const child = endWithUs(
      spawn(node, step.args(root), {
        cwd: root,
        env: { ...process.env, PATH: path, NO_COLOR: '1', FORCE_COLOR: undefined, CI: '1', ...step.env },
        stdio: ['ignore', 'pipe', 'pipe']
      })
    );
    let output = '';
    const collect = (/** @type {Buffer} */ chunk) => (output += chunk.toString());
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const end = (/** @type {number} */ code) =>
      resolve({ step, code, output, seconds: (performance.now() - started) / 1000 });
    child.on('error', (error) => {
      output += error.message;
      end(1);
    });
    child.on('close', (code) => end(code ?? 1));
  });
}

/**
 * @param {string} name
 * @param {import('./testing/runSteps.js').StepResult} result
 * @param {import('./testing/countReport.js').Counts | null} counts
 */
function line(name, result, counts) {
  const mark = result.code === 0 ? 'ok    ' : 'FAILED';
  const tests =
    counts === null
      ? ''
      : `   ${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}`;
  return `${mark} ${name.padEnd(13)} ${result.seconds.toFixed(1).padStart(6)} s${tests}`;
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
