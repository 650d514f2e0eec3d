import type { ByteSource } from '#lib/base/byteSource.ts';

/** A part of a file as a file of its own (an archive's member). What lies beyond the end of `source` is not there. */
export function sliceSource(source: ByteSource, offset: number, size: number, name: string): ByteSource {
  const there = Math.max(0, Math.min(size, source.size - offset));
  return {
    name,
    size: there,
    read: (at, length) => source.read(offset + Math.min(at, there), Math.max(0, Math.min(length, there - at)))
  };
}
