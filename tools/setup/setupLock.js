import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';
import { SetupError } from './setupError.js';

const unsignedWaits = 3;

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
  for (let waits = 0; ; waits++) {
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
      if (code !== 'EEXIST')
        throw new SetupError(`The checkout cannot be written: ${message}. Give yourself the rights to ${host.root}.`);
    }
    const owner = readOwner(lock);
    // A lock without a name for so long belongs to somebody who died between creating and signing it.
    if (owner === null ? waits > unsignedWaits : !isRunning(owner)) {
      rmSync(lock, { force: true });
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
    rmSync(lock, { force: true });
  }
}

/** Process id in the lock; null while it is being written or is already gone. @param {string} lock */
function readOwner(lock) {
  try {
    const pid = Number.parseInt(readFileSync(lock, 'utf8'), 10);
    return Number.isInteger(pid) ? pid : null;
  } catch {
    return null;
  }
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
