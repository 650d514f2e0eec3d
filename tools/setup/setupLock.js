import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { SetupError } from './setupError.js';

const unsignedWaits = 3;
/** Longer than anybody has a lock renamed aside. */
const asideMs = 50;

/**
 * Runs `work` while no other set-up runs in this checkout: `npm start` in one terminal and `npm test` in another would otherwise install
 * into one node_modules at once.
 * @template T
 * @param {import('./host.js').Host} host
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withSetupLock(host, work) {
  const folder = join(host.root, '.cache');
  const lock = join(folder, 'setup.lock');
  const mine = String(process.pid);
  for (let waits = 0; ; waits++) {
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(lock, mine, { flag: 'wx' });
      // Somebody who took the lock before ours for stale may have it in hand, and leave it to a third.
      await sleep(asideMs);
      if (read(lock) === mine) break;
      continue;
    } catch (error) {
      const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
      if (code !== 'EEXIST')
        throw new SetupError(`The checkout cannot be written: ${message}. Give yourself the rights to ${host.root}.`);
    }
    const theirs = read(lock);
    if (theirs === null) continue;
    const owner = parseOwner(theirs);
    // A lock without a name for so long belongs to somebody who died between creating and signing it.
    if (owner === null ? waits > unsignedWaits : !isRunning(owner)) {
      removeStale(lock, theirs);
      continue;
    }
    if (waits === unsignedWaits && owner !== null) {
      host.say(
        `Waiting for the set-up that process ${owner} runs in this checkout (if there is none: delete ${lock}) …`
      );
    }
    await sleep(300);
  }
  try {
    return await work();
  } finally {
    if (read(lock) === mine) rmSync(lock, { force: true });
  }
}

/** Removes the lock only if it still says what we read: another set-up may have taken it over in the meantime. @param {string} lock @param {string} content */
function removeStale(lock, content) {
  const aside = `${lock}.${process.pid}.stale`;
  try {
    renameSync(lock, aside);
    if (read(aside) !== content) linkSync(aside, lock);
  } catch (error) {
    // Gone already, or a third has it by now: whoever's lock this was looks again before he begins.
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code !== 'ENOENT' && code !== 'EEXIST') throw new SetupError(`${lock} cannot be taken over: ${message}.`);
  } finally {
    rmSync(aside, { force: true });
  }
}

/** Contents of a file, null when it is gone. @param {string} file */
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code !== 'ENOENT') throw new SetupError(`${file} cannot be read: ${message}.`);
    return null;
  }
}

/** Process id in a lock; null while it is being written. @param {string} content */
function parseOwner(content) {
  const pid = Number.parseInt(content, 10);
  return Number.isInteger(pid) ? pid : null;
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
