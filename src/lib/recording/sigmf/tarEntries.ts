import type { ByteSource } from '#lib/base/byteSource.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { ByteWindow } from '../byteWindow.ts';

/** A regular file in a tar archive. */
export interface TarEntry {
  /** Path inside the archive. */
  readonly path: string;
  /** Byte offset of its contents in the archive. */
  readonly offset: number;
  /** Bytes it has by its header; a cut-off archive holds fewer. */
  readonly size: number;
}

const block = 512;
const entryLimit = 100_000;
const nameLimit = 1 << 16;

/** Whether 512 bytes are a tar header: its checksum is the sum of all bytes with the checksum's own field as spaces. */
export function isTarHeader(header: Uint8Array): boolean {
  if (header.length < block) return false;
  let sum = 0;
  for (let i = 0; i < block; i++) sum += i >= 148 && i < 156 ? 32 : header[i];
  return header[0] !== 0 && octal(header, 148, 8) === sum;
}

/**
 * Lists the regular files of a tar archive: ustar (POSIX.1-1988) with name prefixes, pax headers for long names and sizes (POSIX.1-2001), GNU long names.
 * @throws WavepoolError `file.bad-metadata` when a header is damaged
 */
export async function tarEntries(source: ByteSource): Promise<TarEntry[]> {
  const window = new ByteWindow(source, 1 << 14);
  const entries: TarEntry[] = [];
  let longPath: string | null = null;
  let longSize: number | null = null;
  let position = 0;
  for (let count = 0; position + block <= source.size && count < entryLimit; count++) {
    const header = (await window.at(position, block)).slice();
    if (header.every((byte) => byte === 0)) break;
    const size = longSize ?? sizeField(header);
    if (!isTarHeader(header) || size === null)
      throw new WavepoolError('file.bad-metadata', {
        name: source.name,
        why: `the archive is damaged at byte ${position}`
      });
    const start = position + block;
    const type = String.fromCharCode(header[156]);
    if (type === 'x' || type === 'L') {
      const body = await window.at(start, Math.min(size, nameLimit));
      if (type === 'L') longPath = text(body, 0, body.length);
      else ({ path: longPath, size: longSize } = paxFields(body, longPath));
    } else {
      if (type === '0' || type === '\0' || type === '7') {
        const prefix = text(header, 257, 5) === 'ustar' ? text(header, 345, 155) : '';
        entries.push({
          path: longPath ?? (prefix === '' ? '' : `${prefix}/`) + text(header, 0, 100),
          offset: start,
          size
        });
      }
      longPath = null;
      longSize = null;
    }
    position = start + Math.ceil(size / block) * block;
  }
  return entries;
}

/** Records of `length keyword=value\n`, the length in bytes counting all of the record. */
function paxFields(body: Uint8Array, path: string | null): { path: string | null; size: number | null } {
  let size: number | null = null;
  for (let at = 0; at < body.length;) {
    const space = body.indexOf(0x20, at);
    const length = space < 0 ? 0 : Number(text(body, at, space - at));
    if (!Number.isSafeInteger(length) || length < 5 || at + length > body.length) break;
    const record = text(body, space + 1, at + length - 1 - (space + 1));
    const [key, value] = [record.slice(0, record.indexOf('=')), record.slice(record.indexOf('=') + 1)];
    if (key === 'path') path = value;
    if (key === 'size' && /^\d{1,15}$/.test(value)) size = Number(value);
    at += length;
  }
  return { path, size };
}

/** Octal text, or a big-endian number where the first bit is set (GNU, above 8 GiB). */
function sizeField(header: Uint8Array): number | null {
  if ((header[124] & 0x80) === 0) return octal(header, 124, 12);
  let value = header[124] & 0x7f;
  for (let i = 125; i < 136; i++) value = value * 256 + header[i];
  return Number.isSafeInteger(value) ? value : null;
}

function octal(bytes: Uint8Array, offset: number, length: number): number | null {
  const digits = text(bytes, offset, length).trim();
  return /^[0-7]+$/.test(digits) ? parseInt(digits, 8) : null;
}

function text(bytes: Uint8Array, offset: number, length: number): string {
  const field = bytes.subarray(offset, offset + Math.max(0, length));
  const end = field.indexOf(0);
  return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
}
