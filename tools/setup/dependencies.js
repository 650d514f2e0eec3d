import { delimiter, join } from 'node:path';
import { inRoot } from './host.js';
import { packageFits } from './packageFits.js';
import { SetupError } from './setupError.js';

/**
 * What package-lock.json says of one package, as far as it matters here.
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean, os?: string[], cpu?: string[],
 *   libc?: string[], engines?: { node?: string } }} LockEntry
 */

/** Said outright, because NODE_ENV=production or npm's `omit` setting would leave out the tools we build and test with. */
const everything = ['--include=dev', '--include=optional'];

/**
 * Installs the dependencies with `npm ci` unless node_modules already holds what package-lock.json asks for.
 * @param {import('./host.js').Host} host
 * @returns {Promise<boolean>} true when something was installed
 * @throws {SetupError} when npm is missing or fails
 */
export async function ensureDependencies(host) {
  const wanted = host.read(inRoot(host, 'package-lock.json'));
  if (wanted === null)
    throw new SetupError('package-lock.json is missing: this is not a whole checkout. Clone it again.');
  if (isInstalled(wanted, host.read(inRoot(host, 'node_modules', '.package-lock.json')), host)) return false;
  host.say('Installing dependencies (once; about a minute) …');
  const npm = npmCommand(host);
  const { code, output } = await host.run(
    npm.command,
    [...npm.args, 'ci', ...everything, '--no-audit', '--no-fund', '--loglevel=error'],
    {
      env: { PATH: withoutLocalBins(host) }
    }
  );
  if (code !== 0) {
    const known = explainNpm(code, output);
    if (known !== null) throw new SetupError(known);
    throw new SetupError('npm could not install the dependencies; what it said stands below.', output);
  }
  return true;
}

/**
 * True when npm's own record of node_modules has every package of the lock at the same version. Optional packages may be absent, but not
 * those that were made for this very platform: without them the build tools do not start. The record is written last, so a broken-off
 * install counts as none.
 * @param {string} lockText package-lock.json
 * @param {string | null} recordText node_modules/.package-lock.json
 * @param {Pick<import('./host.js').Host, 'platform' | 'arch' | 'libc' | 'nodeVersion'>} host
 */
export function isInstalled(lockText, recordText, host) {
  if (recordText === null) return false;
  /** @type {Partial<Record<string, LockEntry>>} */
  let wanted;
  /** @type {typeof wanted} */
  let present;
  try {
    wanted = JSON.parse(lockText).packages ?? {};
    present = JSON.parse(recordText).packages ?? {};
  } catch {
    return false;
  }
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '' || entry === undefined) continue;
    const have = present[path];
    if (have === undefined) {
      const optional = entry.optional === true || entry.devOptional === true;
      // One that names no platform may belong to another that does not fit.
      const forPlatform = entry.os !== undefined || entry.cpu !== undefined;
      if (!optional || (forPlatform && packageFits(entry, host))) return false;
    } else if (have.version !== entry.version || have.integrity !== entry.integrity) return false;
  }
  return Object.keys(present).every((path) => path in wanted);
}

/**
 * The npm that started us, else the one on PATH.
 * @param {import('./host.js').Host} host
 */
function npmCommand(host) {
  const script = host.env.npm_execpath;
  return script !== undefined && /npm-cli\.c?js$/.test(script) && host.exists(script)
    ? { command: host.nodePath, args: [script] }
    : { command: 'npm', args: [] };
}

/**
 * PATH without node_modules/.bin: npm is about to delete that folder, and the `node` in it must not be what its scripts run on.
 * @param {import('./host.js').Host} host
 */
function withoutLocalBins(host) {
  const bins = join(host.root, 'node_modules', '.bin');
  return (host.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== bins)
    .join(delimiter);
}

/**
 * What to do about a failure that has a plain reason; null for any other.
 * @param {number} code @param {string} output
 */
function explainNpm(code, output) {
  if (code === 127)
    return 'npm is missing. Install Node.js 20 or later with npm (https://nodejs.org), then run this again.';
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|network/i.test(output)) {
    return 'npm cannot reach its registry. Check the network (or `npm config get registry`), then run this again.';
  }
  if (/ENOSPC/.test(output))
    return 'The disk is full: the dependencies need about 500 MB. Make room, then run this again.';
  if (/EACCES|EPERM|EROFS/.test(output)) {
    return 'npm may not write here. Give yourself the rights to this folder and to ~/.npm, then run this again.';
  }
  return null;
}
