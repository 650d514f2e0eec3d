import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { makePage } from './makePage.ts';
import type { Page } from './pageFile.ts';

/**
 * Reads the built page into memory: a few MB, and no request ever touches the disk. Names that begin with a dot and links are left out.
 * @throws WavepoolError `relay.no-page` when the folder or its index.html is not there
 */
export async function readPage(folder: string): Promise<Page> {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  try {
    await collect(folder, '', files);
  } catch (error) {
    throw new WavepoolError('relay.no-page', { folder }, error);
  }
  if (!files.has('index.html')) throw new WavepoolError('relay.no-page', { folder });
  return makePage(files);
}

async function collect(folder: string, prefix: string, files: Map<string, Uint8Array<ArrayBuffer>>): Promise<void> {
  for (const entry of await readdir(join(folder, prefix), { withFileTypes: true })) {
    if (entry.name.startsWith('.')) continue;
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) await collect(folder, path, files);
    else if (entry.isFile()) files.set(path, new Uint8Array(await readFile(join(folder, path))));
  }
}
