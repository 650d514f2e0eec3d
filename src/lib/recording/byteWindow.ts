import type { ByteSource } from '#lib/base/byteSource.ts';

/** Small reads from a file, mostly forwards, through one buffer: chunk headers, archive headers. */
export class ByteWindow {
  readonly #source: ByteSource;
  readonly #size: number;
  #start = 0;
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(0);

  constructor(source: ByteSource, size = 1 << 18) {
    this.#source = source;
    this.#size = size;
  }

  /** Up to `length` bytes at `offset`, fewer at the end of the file. Valid until the next call. */
  async at(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const end = Math.min(offset + length, this.#source.size);
    if (offset < this.#start || end > this.#start + this.#bytes.length) {
      this.#bytes = await this.#source.read(offset, Math.max(length, this.#size));
      this.#start = offset;
    }
    return this.#bytes.subarray(offset - this.#start, offset - this.#start + length);
  }
}
