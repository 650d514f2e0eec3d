import type { Stats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ByteSource } from '#lib/base/byteSource.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';

/** A file on disk, open until it is closed. */
export interface FileByteSource extends ByteSource {
  readonly path: string;
  readonly close: () => Promise<void>;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
  EISDIR: 'it is a folder',
  ENOTDIR: 'there is no such folder',
  ELOOP: 'its symbolic links lead round in a circle',
  ENAMETOOLONG: 'its name is too long',
  EMFILE: 'too many files are open',
  EIO: 'the disk does not give it'
};

/**
 * Opens a file for random access.
 * @throws WavepoolError `file.not-found` when it is not there, not readable, or no regular file
 */
export async function fileByteSource(path: string): Promise<FileByteSource> {
  const name = basename(path);
  let handle: FileHandle;
  let size: number;
  try {
    // Looked at before it is opened: a FIFO that nobody writes to would hold up the opening, and that cannot be called off.
    checkRegular(path, await stat(path));
    handle = await open(path, 'r');
  } catch (error) {
    if (error instanceof WavepoolError) throw error;
    throw new WavepoolError('file.not-found', { name: path, why: reasonOf(error) }, error);
  }
  try {
    const found = await handle.stat();
    checkRegular(path, found);
    ({ size } = found);
  } catch (error) {
    await handle.close();
    throw error;
  }
  return {
    path,
    name,
    size,
    async read(offset, length) {
      const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
      let done = 0;
      while (done < bytes.length) {
        const { bytesRead } = await handle.read(bytes, done, bytes.length - done, offset + done);
        if (bytesRead === 0) return bytes.slice(0, done);
        done += bytesRead;
      }
      return bytes;
    },
    close: () => handle.close()
  };
}

/**
 * A file of that name in the same folder as `path`; null when there is none.
 * @throws WavepoolError `file.not-found` when it is there but cannot be read
 */
export async function fileBeside(path: string, name: string): Promise<FileByteSource | null> {
  if (basename(name) !== name) return null;
  try {
    return await fileByteSource(join(dirname(path), name));
  } catch (error) {
    if (error instanceof WavepoolError && codeOf(error.cause) === 'ENOENT') return null;
    throw error;
  }
}

function checkRegular(path: string, found: Stats): void {
  if (found.isFile()) return;
  const why = found.isDirectory()
    ? 'it is a folder'
    : 'only regular files can be read at any place; save it as one first';
  throw new WavepoolError('file.not-found', { name: path, why });
}

function reasonOf(error: unknown): string {
  return reasons[codeOf(error)] ?? (error instanceof Error ? error.message : String(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
