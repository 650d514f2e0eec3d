import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endWithUs } from '../endWithUs.js';
import { SetupError } from './setupError.js';

/**
 * What the set-up needs of the machine, and nothing else, so that tests can put another one in its place.
 * @typedef {object} Host
 * @property {string} root the checkout
 * @property {NodeJS.Platform} platform
 * @property {string} arch the processor, as Node names it
 * @property {'glibc' | 'musl' | null} libc the C library on Linux; null elsewhere
 * @property {boolean} isRoot true where packages can be installed
 * @property {NodeJS.ProcessEnv} env
 * @property {string} nodePath the Node that is running now
 * @property {string} nodeVersion its version, `20.11.0`
 * @property {(path: string) => boolean} exists
 * @property {(path: string) => string | null} read text of a file, null when it is not there
 * @property {(path: string, text: string) => void} write makes its folder too
 * @property {(line: string) => void} say one line for the person in front of it
 * @property {(command: string, args: readonly string[], options?: RunOptions) => Promise<RunResult>} run
 *
 * @typedef {object} RunOptions
 * @property {NodeJS.ProcessEnv} [env] added to the host's
 * @property {string} [cwd] instead of the root
 *
 * @typedef {object} RunResult
 * @property {number} code exit code; 127 when there is no such command
 * @property {string} output standard output and error, in the order they came
 */

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The machine this runs on. @returns {Host} */
export function thisHost() {
  return {
    root,
    platform: process.platform,
    arch: process.arch,
    libc: cLibrary(),
    isRoot: process.getuid?.() === 0,
    env: process.env,
    nodePath: process.execPath,
    nodeVersion: process.versions.node,
    exists: existsSync,
    read: (path) => (existsSync(path) ? readFileSync(path, 'utf8') : null),
    write: (path, text) => {
      try {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text);
      } catch (error) {
        throw new SetupError(`${path} cannot be written: ${/** @type {Error} */ (error).message}.`);
      }
    },
    say: (line) => console.log(line),
    run: (command, args, options) => runCommand(command, args, options)
  };
}

/** Node's report names the glibc it runs on; on Linux it runs on that or on musl. @returns {'glibc' | 'musl' | null} */
function cLibrary() {
  if (process.platform !== 'linux') return null;
  const { header } = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return header.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<RunResult>}
 */
function runCommand(command, args, options = {}) {
  return new Promise((resolve) => {
    const windows = process.platform === 'win32';
    const child = endWithUs(
      spawn(command, args, {
        cwd: options.cwd ?? root,
        env: { ...process.env, ...options.env },
        stdio: ['ignore', 'pipe', 'pipe'],
        // npm and apt are batch files on Windows, which only a shell starts.
        shell: windows && !command.endsWith('.exe')
      })
    );
    let output = '';
    const collect = (/** @type {Buffer} */ chunk) => (output += chunk.toString());
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code, signal) => resolve({ code: code ?? (signal === null ? 1 : 130), output }));
  });
}

/** A path inside the checkout. @param {Host} host @param {...string} parts */
export function inRoot(host, ...parts) {
  return join(host.root, ...parts);
}
