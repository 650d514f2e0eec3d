import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, execPath, exit } from 'node:process';

// The API reference in docs/api is made from the doc comments and lies in the repository, so that it can be read where the code is read.
// `npm run docs` writes it; `npm test` makes it again beside it and compares.

const root = join(import.meta.dirname, '..');
const kept = join(root, 'docs', 'api');
const typedoc = join(root, 'node_modules', 'typedoc', 'bin', 'typedoc');

if (argv.includes('--check')) {
  const fresh = mkdtempSync(join(tmpdir(), 'wavepool-api-'));
  try {
    make(fresh);
    const old = differing(fresh);
    if (old.length > 0) {
      console.error(`docs/api is not what the doc comments say (${old.slice(0, 5).join(', ')}). Run: npm run docs`);
      exit(1);
    }
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
} else make(kept);

/** @param {string} folder */
function make(folder) {
  const { status } = spawnSync(execPath, [typedoc, '--out', folder, '--logLevel', 'Error'], {
    cwd: root,
    stdio: 'inherit'
  });
  if (status !== 0) exit(1);
}

/** Files that are on one side only, or differ. @param {string} fresh @returns {string[]} */
function differing(fresh) {
  const names = new Set([...files(fresh), ...files(kept)]);
  const text = (/** @type {string} */ file) => (existsSync(file) ? readFileSync(file, 'utf8') : null);
  return [...names].filter((name) => text(join(fresh, name)) !== text(join(kept, name)));
}

/** @param {string} folder @returns {string[]} */
function files(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
}
