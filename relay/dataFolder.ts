import { access, constants, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join, posix, win32 } from 'node:path';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { takeLock, type FolderLock } from './folderLock.ts';

/** A relay's own folder, held by it alone until it is released. */
export interface DataFolder {
  readonly path: string;
  /** Null when it can be written, else why not. */
  check(): Promise<string | null>;
  release(): Promise<void>;
}

/**
 * Where a relay keeps its data unless told otherwise: where the platform keeps such things, not in the checkout, because what a pool has
 * measured must outlive a fresh clone. A variable that is empty or relative counts as not set, as the XDG base directory specification
 * wants it: the folder must not depend on where the command was typed.
 */
export function defaultDataFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform
): string {
  const paths = platform === 'win32' ? win32 : posix;
  const folder = (path: string | undefined) => (path !== undefined && paths.isAbsolute(path) ? path : null);
  const home = folder(env.HOME) ?? folder(env.USERPROFILE) ?? systemHome();
  if (platform === 'win32') return join(folder(env.LOCALAPPDATA) ?? join(home, 'AppData', 'Local'), 'wavepool');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'wavepool');
  return join(folder(env.XDG_DATA_HOME) ?? join(home, '.local', 'share'), 'wavepool');
}

/** What the system's list of users says. A user who is not in it, as in some containers, gets a folder that cannot be made, and is told of --data. */
function systemHome(): string {
  try {
    return userInfo().homedir;
  } catch {
    return '/';
  }
}

/**
 * Makes the folder if need be, makes sure that it can be written and that no other relay works in it.
 * @throws WavepoolError `relay.folder` or `relay.folder-in-use`
 */
export async function openDataFolder(path: string): Promise<DataFolder> {
  let lock: FolderLock;
  try {
    await makeFolder(path);
    // Rights alone do not tell: a full or read-only disk shows only when written to.
    const probe = join(path, `.write-${process.pid}`);
    await writeFile(probe, 'x');
    await rm(probe);
    lock = await takeLock(join(path, 'relay.lock'));
  } catch (error) {
    if (error instanceof WavepoolError) throw error;
    throw new WavepoolError('relay.folder', { folder: path, why: reason(error) }, error);
  }
  return {
    path,
    check: () => access(path, constants.W_OK).then(() => null, reason),
    release: () => lock.release()
  };
}

/** Makes a folder and those above it. Node's own recursive mkdir never comes back where the system answers ENOENT below a folder that is there, as in /proc. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return;
    if (code !== 'ENOENT' || dirname(path) === path || (await isFolder(dirname(path)))) throw error;
    await makeFolder(dirname(path));
    await mkdir(path, { mode: 0o700 });
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false
  );
}

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EROFS':
      return 'the disk is read-only';
    case 'ENOSPC':
      return 'the disk is full';
    case 'ENOTDIR':
    case 'EEXIST':
      return 'a file is in its place';
    case 'ENOENT':
      return 'nothing can be made there';
    default:
      return message;
  }
}
