/** Random access to the bytes of a file, wherever it lies: a Blob in a tab, a file handle in Node, memory in tests. */
export interface ByteSource {
  /** File name without folder, as a person sees it. */
  readonly name: string;
  readonly size: number;
  /** Reads up to `length` bytes from `offset`; shorter only at the end of the file. The result belongs to the caller. */
  read(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** Bytes that are already in memory. */
export function bytesInMemory(name: string, bytes: Uint8Array<ArrayBuffer>): ByteSource {
  return {
    name,
    size: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.slice(offset, offset + length))
  };
}
