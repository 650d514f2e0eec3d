import { sampleFormats } from '#lib/base/sampleFormat.ts';
import type { SpectrumKernel } from '#lib/dsp/spectrumKernel.ts';
import type { Frame } from './frame.ts';
import { hopOf } from './hopOf.ts';

export interface FrameStreamOptions {
  readonly kernel: SpectrumKernel;
  /** Share of a segment that the next one covers again, 0 … below 1. */
  readonly overlap: number;
  /** Segments averaged into a frame; Infinity for one frame per unbroken stretch. */
  readonly segmentsPerFrame: number;
  /** Takes each frame as soon as its last segment is complete. Its arrays are lent for the call. */
  readonly onFrame: (frame: Frame) => void;
}

/**
 * Turns a stream of sample blocks into frames, transforming every sample. Where blocks end has no influence on what comes out: what does not
 * fill a segment is carried over to the next block, in a buffer that is made once.
 *
 * A jump of the sample index is a gap: no segment spans it, the frame under way is handed over as it is, and segments start anew behind it.
 */
export class FrameStream {
  readonly hop: number;
  readonly #kernel: SpectrumKernel;
  readonly #segmentsPerFrame: number;
  readonly #onFrame: (frame: Frame) => void;
  readonly #sampleBytes: number;
  readonly #mean: Float32Array;
  readonly #peak: Float32Array;
  /** The samples that wait for the rest of their segment; the first begins the next segment. */
  readonly #carry: Uint8Array;
  #carried = 0;
  /** Sample index at which the next segment begins; null before the first block and after `flush`. */
  #next: number | null = null;
  /** First sample index of the stretch that lies in no segment yet. */
  #covered = 0;
  #received = 0;
  #transformed = 0;
  #tail = 0;

  /** @throws WavepoolError `option.bad-value` */
  constructor({ kernel, overlap, segmentsPerFrame, onFrame }: FrameStreamOptions) {
    this.hop = hopOf(kernel.fft, overlap);
    if (!(segmentsPerFrame >= 1)) throw new RangeError(`A frame of ${segmentsPerFrame} segments is not possible`);
    this.#kernel = kernel;
    this.#segmentsPerFrame = segmentsPerFrame;
    this.#onFrame = onFrame;
    this.#sampleBytes = sampleFormats[kernel.format].bytes;
    this.#mean = new Float32Array(kernel.bins);
    this.#peak = new Float32Array(kernel.bins);
    // At most fft - 1 samples wait, and as many new ones complete every segment that begins among them.
    this.#carry = new Uint8Array(2 * (kernel.fft - 1) * this.#sampleBytes);
  }

  /** Samples pushed. */
  get received(): number {
    return this.#received;
  }

  /** Samples that lay in at least one segment. */
  get transformed(): number {
    return this.#transformed;
  }

  /** Samples before a gap or the end that were too few for another segment. received = transformed + tail + pending. */
  get tail(): number {
    return this.#tail;
  }

  /** Samples waiting for the rest of their segment; 0 after `flush`. */
  get pending(): number {
    return this.#received - this.#transformed - this.#tail;
  }

  /**
   * Takes one block of whole samples.
   * @param sampleIndex of the block's first sample; where it does not continue the block before, a gap begins.
   */
  push(bytes: Uint8Array, sampleIndex: number): void {
    const count = bytes.length / this.#sampleBytes;
    if (!Number.isInteger(count))
      throw new RangeError(`${bytes.length} bytes are not whole ${this.#kernel.format} samples`);
    if (count === 0) return;
    if (this.#next !== null && sampleIndex !== this.#next + this.#carried) this.flush();
    if (this.#next === null) {
      this.#next = sampleIndex;
      this.#covered = sampleIndex;
    }
    this.#received += count;
    const start = this.#carried === 0 ? 0 : this.#completeCarried(bytes, count);
    if (start === null) return;
    const segments = this.#segmentsIn(count - start);
    this.#run(bytes, start, segments);
    this.#copyToCarry(bytes, start + segments * this.hop, count);
  }

  /** Ends the stretch: hands over the frame under way, if it has a segment, and counts what is left as tail. The next push begins anew. */
  flush(): void {
    this.#tail += this.pending;
    this.#carried = 0;
    if (this.#kernel.segments > 0) this.#emit();
    this.#next = null;
  }

  /**
   * Transforms the segments that begin among the carried samples, completing them from the block.
   * @returns where in the block the next segment begins, or null when it begins in the carry still: then all of the block is in there too.
   */
  #completeCarried(bytes: Uint8Array, count: number): number | null {
    const waiting = this.#carried;
    this.#copyToCarry(bytes, 0, Math.min(count, this.#kernel.fft - 1));
    const segments = Math.min(this.#segmentsIn(this.#carried), Math.ceil(waiting / this.hop));
    this.#run(this.#carry, 0, segments);
    const start = segments * this.hop;
    if (start >= waiting) {
      this.#carried = 0;
      return start - waiting;
    }
    this.#carry.copyWithin(0, start * this.#sampleBytes, this.#carried * this.#sampleBytes);
    this.#carried -= start;
    return null;
  }

  /** Segments that fit into `samples`. */
  #segmentsIn(samples: number): number {
    return samples < this.#kernel.fft ? 0 : Math.floor((samples - this.#kernel.fft) / this.hop) + 1;
  }

  /** Transforms `segments` segments from sample `offset` of `bytes` on, handing over each frame that they complete. */
  #run(bytes: Uint8Array, offset: number, segments: number): void {
    for (let done = 0; done < segments;) {
      const now = Math.min(segments - done, this.#segmentsPerFrame - this.#kernel.segments);
      this.#kernel.accumulate(bytes, offset + done * this.hop, now, this.hop);
      done += now;
      this.#next! += now * this.hop;
      const covered = this.#next! - this.hop + this.#kernel.fft;
      this.#transformed += covered - this.#covered;
      this.#covered = covered;
      if (this.#kernel.segments >= this.#segmentsPerFrame) this.#emit();
    }
  }

  /** Appends samples `from` up to `to` of `bytes` to the carry. */
  #copyToCarry(bytes: Uint8Array, from: number, to: number): void {
    this.#carry.set(
      bytes.subarray(from * this.#sampleBytes, to * this.#sampleBytes),
      this.#carried * this.#sampleBytes
    );
    this.#carried += to - from;
  }

  #emit(): void {
    const { segments } = this.#kernel;
    const samples = segments * this.hop;
    this.#kernel.read(this.#mean, this.#peak);
    this.#onFrame({ sampleIndex: this.#next! - samples, samples, segments, mean: this.#mean, peak: this.#peak });
  }
}
