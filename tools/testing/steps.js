import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * One thing that `npm test` checks.
 * @typedef {object} Step
 * @property {string} name what `--only` takes; `--only types` also means `types-core` and so on
 * @property {'prepare' | 'together' | 'alone'} when before all others; several at once; by itself, because it measures time or needs all cores
 * @property {boolean} [ci] only in `npm test -- --ci`
 * @property {readonly string[]} [needs] steps that are run too when this one is asked for
 * @property {(root: string) => readonly string[]} args what Node is started with
 * @property {Readonly<Record<string, string>>} [env]
 * @property {{ kind: 'vitest' | 'playwright' | 'figures', file: string }} [report] where the step counts its tests; without one it counts as one
 */

const reports = '.cache/test';

/** Every step. Of those that run together the longest come first, so that no core waits at the end. @type {readonly Step[]} */
export const steps = [
  { name: 'sync', when: 'prepare', args: (root) => [bin(root, '@sveltejs/kit', 'svelte-kit'), 'sync'] },
  vitest('unit', 'together', ['core']),
  // Warnings fail too: nobody reads them twice.
  { name: 'lint', when: 'together', args: (root) => [bin(root, 'eslint'), '.', '--max-warnings', '0'] },
  { name: 'build', when: 'together', args: () => ['tools/build.js'] },
  {
    name: 'types-page',
    when: 'together',
    args: (root) => [
      bin(root, 'svelte-check'),
      '--tsconfig',
      'tsconfig.json',
      '--fail-on-warnings',
      '--output',
      'human'
    ]
  },
  {
    name: 'types-node',
    when: 'together',
    args: (root) => [bin(root, 'typescript', 'tsc'), '-p', 'tsconfig.node.json']
  },
  {
    name: 'types-worker',
    when: 'together',
    args: (root) => [bin(root, 'typescript', 'tsc'), '-p', 'tsconfig.worker.json']
  },
  {
    name: 'types-core',
    when: 'together',
    args: (root) => [bin(root, 'typescript', 'tsc'), '-p', 'tsconfig.core.json']
  },
  { name: 'format', when: 'together', args: (root) => [bin(root, 'prettier'), '--check', '--log-level', 'warn', '.'] },
  {
    name: 'rooms',
    when: 'together',
    args: (root) => [
      bin(root, 'dependency-cruiser', 'depcruise'),
      '--config',
      '.dependency-cruiser.mjs',
      ...roomFolders(root)
    ]
  },
  { name: 'api', when: 'together', args: () => ['tools/apiReference.js', '--check'] },
  { name: 'dead', when: 'together', args: (root) => [bin(root, 'knip'), '--no-progress'] },
  vitest('browser', 'alone', ['gpu', 'ui']),
  {
    name: 'e2e',
    when: 'alone',
    needs: ['build'],
    args: (root) => [
      bin(root, '@playwright/test', 'playwright'),
      'test',
      '-c',
      playwrightConfig(root),
      '--reporter',
      'line,json'
    ],
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: `${reports}/e2e.json`, PLAYWRIGHT_FORCE_TTY: '0' },
    report: { kind: 'playwright', file: `${reports}/e2e.json` }
  },
  { ...vitest('shared', 'alone', ['shared']), ci: true },
  {
    name: 'figures',
    when: 'alone',
    ci: true,
    needs: ['build'],
    args: () => ['tools/figure.js', '--ci', '--json', `${reports}/figures.json`],
    report: { kind: 'figures', file: `${reports}/figures.json` }
  }
];

/**
 * The steps that a command line asks for, in order.
 * @param {{ only: readonly string[], ci: boolean }} wanted
 * @returns {readonly Step[]}
 * @throws {RangeError} naming a step that does not exist
 */
export function chooseSteps({ only, ci }) {
  if (only.length === 0) return steps.filter((step) => ci || step.ci !== true);
  const names = new Set(['sync']);
  for (const wanted of only) {
    const found = steps.filter((step) => step.name === wanted || step.name.startsWith(`${wanted}-`));
    if (found.length === 0)
      throw new RangeError(`There is no step "${wanted}". Steps: ${steps.map((step) => step.name).join(', ')}.`);
    for (const step of found) for (const name of [step.name, ...(step.needs ?? [])]) names.add(name);
  }
  return steps.filter((step) => names.has(step.name));
}

/** @param {string} name @param {'together' | 'alone'} when @param {readonly string[]} projects @returns {Step} */
function vitest(name, when, projects) {
  const file = `${reports}/${name}.json`;
  return {
    name,
    when,
    args: (root) => [
      bin(root, 'vitest'),
      'run',
      ...projects.flatMap((project) => ['--project', project]),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`
    ],
    report: { kind: 'vitest', file }
  };
}

/** Path of a package's command, as its package.json names it. @param {string} root @param {string} name @param {string} [command] */
function bin(root, name, command = name) {
  const folder = join(root, 'node_modules', name);
  const { bin: bins } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bins === 'string' ? bins : bins[command]);
}

/** @param {string} root */
function roomFolders(root) {
  return ['src', 'relay', 'cli', 'tools', 'tests', 'bench'].filter((folder) => existsSync(join(root, folder)));
}

/** @param {string} root */
function playwrightConfig(root) {
  return existsSync(join(root, 'playwright.config.ts')) ? 'playwright.config.ts' : 'tests/e2e/playwright.config.ts';
}
