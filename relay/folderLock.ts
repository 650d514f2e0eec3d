import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { WavepoolError } from '#lib/base/wavepoolError.ts';

/** A lock file that says who works in a folder. */
export interface FolderLock {
  release(): Promise<void>;
}

/**
 * Creates the lock file. One left behind by a process that no longer runs is taken over: a rack that lost power starts again by itself.
 * @throws WavepoolError `relay.folder-in-use` when its owner runs; file errors as they come
 */
export async function takeLock(file: string): Promise<FolderLock> {
  const mine = JSON.stringify({ pid: process.pid, started: await startOf(process.pid) });
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      await writeFile(file, mine, { flag: 'wx' });
      return { release: () => releaseLock(file, mine) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const theirs = await read(file);
    if (theirs === null) continue;
    const owner = parseOwner(theirs);
    if (owner !== null && (await runs(owner))) {
      throw new WavepoolError('relay.folder-in-use', { folder: dirname(file), pid: owner.pid });
    }
    await removeStale(file, theirs);
  }
  throw new WavepoolError('relay.folder', { folder: dirname(file), why: `${file} keeps changing` });
}

/** Removes the lock only if it still says what we read: another relay may have taken it over in the meantime. */
async function removeStale(file: string, content: string): Promise<void> {
  const aside = `${file}.${process.pid}.stale`;
  try {
    await rename(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  if ((await read(aside)) !== content) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}

async function releaseLock(file: string, mine: string): Promise<void> {
  if ((await read(file)) === mine) await rm(file, { force: true });
}

interface Owner {
  readonly pid: number;
  /** When it started, as the system counts; null where the system does not tell. */
  readonly started: string | null;
}

/** Null for a lock that was cut short: its writer died. */
function parseOwner(text: string): Owner | null {
  try {
    const { pid, started } = JSON.parse(text) as { pid?: unknown; started?: unknown };
    return typeof pid === 'number' ? { pid, started: typeof started === 'string' ? started : null } : null;
  } catch {
    return null;
  }
}

/** A process number alone is not enough: after a restart, and in every container, the same numbers come again. */
async function runs(owner: Owner): Promise<boolean> {
  if (owner.pid === process.pid && owner.started !== (await startOf(process.pid))) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const started = await startOf(owner.pid);
  return started === null || owner.started === null || started === owner.started;
}

/** Boot and start time of a process on Linux; null elsewhere. */
async function startOf(pid: number): Promise<string | null> {
  const boot = await read('/proc/sys/kernel/random/boot_id');
  const stat = await read(`/proc/${pid}/stat`);
  if (boot === null || stat === null) return null;
  // The second field is the command in brackets and may hold anything; field 22 is the start time.
  return `${boot.trim()} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
}

async function read(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return null;
  }
}
