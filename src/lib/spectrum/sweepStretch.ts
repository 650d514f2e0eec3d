import { sampleFormats } from '#lib/base/sampleFormat.ts';
import type { SpectrumKernel } from '#lib/dsp/spectrumKernel.ts';
import { hopOf } from './hopOf.ts';

/** Samples that are gathered before they are transformed, at least. */
const leastGathered = 65536;

/**
 * Transforms stretches of consecutive samples so that none is left over: segments lie a hop apart, and a last one ends with the stretch. Only of a
 * stretch that is shorter than a segment nothing can be made.
 */
export class SweepStretch {
  readonly #kernel: SpectrumKernel;
  readonly #hop: number;
  readonly #size: number;
  readonly #bytes: Uint8Array;
  readonly #capacity: number;
  #count = 0;
  /** Where in the buffer the next segment begins, and how far segments reach already. */
  #next = 0;
  #covered = 0;
  #received = 0;
  #transformed = 0;
  #tail = 0;

  /** @param overlap share of a segment that the next one covers again */
  constructor(kernel: SpectrumKernel, overlap: number) {
    this.#kernel = kernel;
    this.#hop = hopOf(kernel.fft, overlap);
    this.#size = sampleFormats[kernel.format].bytes;
    this.#capacity = Math.max(leastGathered, 4 * kernel.fft);
    this.#bytes = new Uint8Array(this.#capacity * this.#size);
  }

  get received(): number {
    return this.#received;
  }
  /** Samples that lay in a segment; known once their stretch has ended, or the next segment has been made. */
  get transformed(): number {
    return this.#transformed;
  }
  /** Samples of stretches that were shorter than a segment. */
  get tail(): number {
    return this.#tail;
  }

  /** Takes whole samples that continue the stretch. */
  push(bytes: Uint8Array): void {
    const total = bytes.length / this.#size;
    if (!Number.isInteger(total))
      throw new RangeError(`${bytes.length} bytes are not whole ${this.#kernel.format} samples`);
    this.#received += total;
    for (let from = 0; from < total;) {
      if (this.#count === this.#capacity) this.#makeRoom();
      const taken = Math.min(total - from, this.#capacity - this.#count);
      this.#bytes.set(bytes.subarray(from * this.#size, (from + taken) * this.#size), this.#count * this.#size);
      this.#count += taken;
      from += taken;
    }
  }

  /** The stretch ends here: all of it is in the kernel now. */
  end(): void {
    this.#run();
    if (this.#covered < this.#count && this.#count >= this.#kernel.fft) {
      this.#kernel.accumulate(this.#bytes, this.#count - this.#kernel.fft, 1, this.#hop);
      this.#cover(this.#count);
    }
    this.#tail += this.#count - this.#covered;
    this.#count = 0;
    this.#next = 0;
    this.#covered = 0;
  }

  /** Transforms the segments that are complete. */
  #run(): void {
    const room = this.#count - this.#next - this.#kernel.fft;
    if (room < 0) return;
    const segments = Math.floor(room / this.#hop) + 1;
    this.#kernel.accumulate(this.#bytes, this.#next, segments, this.#hop);
    this.#next += segments * this.#hop;
    this.#cover(this.#next - this.#hop + this.#kernel.fft);
  }

  #cover(to: number): void {
    this.#transformed += to - this.#covered;
    this.#covered = to;
  }

  /** Gives up what no segment needs any more: the last one of the stretch may reach back as far as the latest one began. */
  #makeRoom(): void {
    this.#run();
    const from = this.#next - this.#hop;
    this.#bytes.copyWithin(0, from * this.#size, this.#count * this.#size);
    this.#count -= from;
    this.#next -= from;
    this.#covered -= from;
  }
}
