import type { ByteSource } from '#lib/base/byteSource.ts';
import { sampleFormats } from '#lib/base/sampleFormat.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { StoredFormat } from './storedFormat.ts';

/** Bytes between two runs that are read and thrown away rather than skipped: a read costs more than they do. */
const skipGap = 4096;
/** Most bytes asked of the file at once. */
const readLimit = 4 << 20;

/**
 * Where the samples of a recording lie in its file: runs of consecutive samples with headers of some sort between them. One run for a raw
 * file, two million for a day of KiwiSDR; hence plain parallel arrays.
 */
export class SampleRuns {
  readonly #source: ByteSource;
  readonly #stored: StoredFormat;
  readonly #starts: number[] = [];
  readonly #offsets: number[] = [];
  #samples = 0;

  constructor(source: ByteSource, stored: StoredFormat) {
    this.#source = source;
    this.#stored = stored;
  }

  get samples(): number {
    return this.#samples;
  }

  /** Appends the whole samples in `bytes` bytes at `offset`; runs come in ascending order. Returns how many bytes are left over. */
  add(offset: number, bytes: number): number {
    const count = Math.floor(bytes / this.#stored.bytes);
    if (count > 0) {
      this.#starts.push(this.#samples);
      this.#offsets.push(offset);
      this.#samples += count;
    }
    return bytes - count * this.#stored.bytes;
  }

  /** `Recording.read` over these runs. */
  async read(sampleIndex: number, count: number): Promise<Uint8Array<ArrayBuffer>> {
    for (const value of [sampleIndex, count])
      if (!(Number.isSafeInteger(value) && value >= 0)) throw new RangeError(`${value} is no sample index or count`);
    const size = this.#stored.bytes;
    const end = Math.min(sampleIndex + count, this.#samples);
    if (end <= sampleIndex) return new Uint8Array(0);

    const first = this.#runOf(sampleIndex);
    const wanted = (end - sampleIndex) * size;
    if (this.#endOf(first) >= end && this.#stored.convert === null && wanted <= readLimit) {
      return this.#bytes(this.#offsets[first] + (sampleIndex - this.#starts[first]) * size, wanted);
    }

    const width = sampleFormats[this.#stored.format].bytes;
    const result = new Uint8Array((end - sampleIndex) * width);
    let at = sampleIndex;
    for (let run = first; at < end;) {
      // One read spans as many runs as lie close together.
      const from = this.#offsets[run] + (at - this.#starts[run]) * size;
      const limit = from + readLimit - (readLimit % size);
      let last = run;
      while (
        this.#endOf(last) < end &&
        this.#offsets[last + 1] - this.#endByte(last) <= skipGap &&
        this.#endByte(last + 1) <= limit
      )
        last++;
      const until = this.#offsets[last] + (Math.min(end, this.#endOf(last)) - this.#starts[last]) * size;
      const bytes = await this.#bytes(from, Math.min(until, limit) - from);
      for (; run <= last; run++) {
        const start = this.#offsets[run] + (at - this.#starts[run]) * size - from;
        const samples = Math.min(Math.min(end, this.#endOf(run)) - at, Math.floor((bytes.length - start) / size));
        const stored = bytes.subarray(start, start + samples * size);
        const target = result.subarray((at - sampleIndex) * width, (at - sampleIndex + samples) * width);
        if (this.#stored.convert === null) target.set(stored);
        else this.#stored.convert(stored, target);
        at += samples;
        if (at < this.#endOf(run)) break;
      }
    }
    return result;
  }

  async #bytes(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const bytes = await this.#source.read(offset, length);
    if (bytes.length < length)
      throw new WavepoolError('file.truncated', {
        name: this.#source.name,
        have: offset + bytes.length,
        want: offset + length
      });
    return bytes;
  }

  #endOf(run: number): number {
    return run + 1 < this.#starts.length ? this.#starts[run + 1] : this.#samples;
  }

  #endByte(run: number): number {
    return this.#offsets[run] + (this.#endOf(run) - this.#starts[run]) * this.#stored.bytes;
  }

  /** The run that holds a sample, by bisection. */
  #runOf(sample: number): number {
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle] <= sample) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
