import { open, type FileHandle } from 'node:fs/promises';
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
  EMFILE: 'too many files are open'
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
    handle = await open(path, 'r');
  } catch (error) {
    throw new WavepoolError('file.not-found', { name: path, why: reasonOf(error) }, error);
  }
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) {
      const why = stat.isDirectory()
        ? 'it is a folder'
        : 'only regular files can be read at any place; save it as one first';
      throw new WavepoolError('file.not-found', { name: path, why });
    }
    ({ size } = stat);
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

/** A file of that name in the same folder as `path`; null when there is none. */
export async function fileBeside(path: string, name: string): Promise<FileByteSource | null> {
  if (basename(name) !== name) return null;
  try {
    return await fileByteSource(join(dirname(path), name));
  } catch (error) {
    if (error instanceof WavepoolError && error.code === 'file.not-found') return null;
    throw error;
  }
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}
