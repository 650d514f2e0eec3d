import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from './host.js';
import { SetupError } from './setupError.js';

/** What the built page depends on. Contents are compared, not times: a fresh clone or a changed branch moves all times. */
const inputs = [
  'src',
  'static',
  'package.json',
  'package-lock.json',
  'svelte.config.js',
  'vite.config.ts',
  'tsconfig.json',
  'tsconfig.base.json'
];

/**
 * Builds the page into build/ unless it is up to date.
 * @param {import('./host.js').Host} host
 * @param {string} node the Node 24 to build on
 * @returns {Promise<boolean>} true when it was built
 * @throws {SetupError} when the build fails
 */
export async function ensureBuild(host, node) {
  const stampFile = inRoot(host, '.cache', 'build.sha256');
  const stamp = hashInputs(host.root);
  if (host.exists(inRoot(host, 'build', 'index.html')) && host.read(stampFile) === stamp) return false;
  // A build that fails may have written the page already; with the old stamp it would pass for what it was before.
  host.write(stampFile, '');
  host.say('Building the page …');
  const { code, output } = await host.run(node, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn']);
  if (code !== 0) throw new SetupError('The page could not be built; what Vite said stands below.', output);
  host.write(stampFile, stamp);
  return true;
}

/** SHA-256 over names and contents of everything the build reads. @param {string} root */
export function hashInputs(root) {
  const hash = createHash('sha256');
  for (const input of inputs) addToHash(hash, root, input);
  return hash.digest('hex');
}

/** @param {import('node:crypto').Hash} hash @param {string} root @param {string} path */
function addToHash(hash, root, path) {
  const full = join(root, path);
  let names;
  try {
    names = readdirSync(full).sort();
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'ENOENT') return;
    if (code !== 'ENOTDIR') throw error;
    hash.update(`${path}\0`).update(createHash('sha256').update(readFileSync(full)).digest());
    return;
  }
  for (const name of names) addToHash(hash, root, `${path}/${name}`);
}
