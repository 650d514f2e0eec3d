import type { ByteSource } from '#lib/base/byteSource.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';

/**
 * The bytes of a Blob: a file that a person picked or dropped. Nothing is read before it is asked for.
 * @param name how to call a Blob that has no name of its own
 */
export function blobByteSource(blob: Blob, name = 'name' in blob ? String(blob.name) : 'recording'): ByteSource {
  return {
    name,
    size: blob.size,
    async read(offset, length) {
      try {
        return new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer());
      } catch (error) {
        // The browser lost the file: it was moved, changed or deleted after it was picked.
        throw new WavepoolError(
          'file.not-found',
          { name, why: error instanceof Error ? error.message : String(error) },
          error
        );
      }
    }
  };
}
