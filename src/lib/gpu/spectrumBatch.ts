import { sampleFormats } from '#lib/base/sampleFormat.ts';
import type { SpectrumKernelOptions } from '#lib/dsp/spectrumKernel.ts';
import { maskWords } from './rowCfar.ts';

/** How much goes into one batch. */
export interface BatchRoom {
  readonly fft: number;
  /** Values per spectrum. */
  readonly bins: number;
  readonly sampleBytes: number;
  readonly segments: number;
  readonly pieces: number;
}

/** Points of a batch that keep a GPU busy, and do not make rows come late. */
export const usualBatchPoints = 1 << 20;

/** Pieces beside those of full rows: rows that a gap or the end cut short. */
const shortRows = 4;

/**
 * @param points samples transformed in a batch, at the most, overlaps counted each time; a batch holds one segment at least
 * @param segmentsPerRow Infinity for rows that only `endRow` ends
 */
export function batchRoom({ fft, format }: SpectrumKernelOptions, points: number, segmentsPerRow: number): BatchRoom {
  const { complex, bytes } = sampleFormats[format];
  const segments = Math.max(1, Math.floor(points / fft));
  return {
    fft,
    bins: complex ? fft : fft / 2 + 1,
    sampleBytes: bytes,
    segments,
    pieces: Math.ceil(segments / segmentsPerRow) + shortRows
  };
}

/**
 * Segments on their way to being transformed, with the samples they consist of, and room for what comes of them. A piece is what a batch holds of
 * a row: mostly all of it. The samples stay until the batch is cleared, so it can be computed again, elsewhere.
 */
export class SpectrumBatch {
  readonly room: BatchRoom;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** First sample of each segment in `bytes`. */
  readonly offsets: Uint32Array<ArrayBuffer>;
  /** Segments up to the end of each piece. */
  readonly pieceEnds: Uint32Array;
  /** Whether the row goes on before and behind each piece. */
  readonly beginsRow: Uint8Array;
  readonly endsRow: Uint8Array;
  /** Result: mean and peak of each piece, one after the other. */
  readonly rows: Float32Array<ArrayBuffer>;
  /** Result, if `masked`: what exceeds in the mean of each piece, bit b % 32 of word b / 32. */
  readonly masks: Uint32Array<ArrayBuffer>;
  masked = false;
  #used = 0;
  #segments = 0;
  #pieces = 0;
  #rowOpen = false;

  constructor(room: BatchRoom) {
    this.room = room;
    this.bytes = new Uint8Array(room.segments * room.fft * room.sampleBytes);
    this.offsets = new Uint32Array(room.segments);
    this.pieceEnds = new Uint32Array(room.pieces);
    this.beginsRow = new Uint8Array(room.pieces);
    this.endsRow = new Uint8Array(room.pieces);
    this.rows = new Float32Array(room.pieces * 2 * room.bins);
    this.masks = new Uint32Array(room.pieces * maskWords(room.bins));
  }

  /** Bytes of `bytes` that hold samples; a multiple of 8. */
  get used(): number {
    return this.#used;
  }
  get segments(): number {
    return this.#segments;
  }
  get pieces(): number {
    return this.#pieces;
  }
  /** Segments for which there is room. */
  get left(): number {
    return this.room.segments - this.#segments;
  }
  /** No further row can begin in it. */
  get full(): boolean {
    return this.left === 0 || this.#pieces === this.room.pieces;
  }
  /** Segments of the piece under way. */
  get inPiece(): number {
    return this.#segments - this.pieceStart(this.#pieces);
  }

  /** Segments before piece `piece`. */
  pieceStart(piece: number): number {
    return piece === 0 ? 0 : this.pieceEnds[piece - 1];
  }

  /** Empties the batch. @param inRow whether the row before goes on in it */
  clear(inRow: boolean): void {
    this.#used = 0;
    this.#segments = 0;
    this.#pieces = 0;
    this.masked = false;
    this.#rowOpen = inRow;
  }

  /**
   * Copies segments of `fft` samples, `hop` apart from sample `start` on, into the piece under way.
   * @returns how many there was room for
   */
  add(bytes: Uint8Array, start: number, segments: number, hop: number): number {
    const { fft, sampleBytes } = this.room;
    const count = Math.min(segments, this.left);
    if (hop < fft) this.#copy(bytes, start, count, hop);
    else for (let i = 0; i < count; i++) this.#copy(bytes, start + i * hop, 1, fft);
    if (this.#used > this.bytes.length) throw new RangeError(`${sampleBytes * fft} bytes a segment are not enough`);
    return count;
  }

  #copy(bytes: Uint8Array, start: number, segments: number, hop: number): void {
    const { fft, sampleBytes } = this.room;
    const length = ((segments - 1) * hop + fft) * sampleBytes;
    if (segments === 0) return;
    const from = start * sampleBytes;
    this.bytes.set(bytes.subarray(from, from + length), this.#used);
    const first = this.#used / sampleBytes;
    for (let i = 0; i < segments; i++) this.offsets[this.#segments + i] = first + i * hop;
    this.#segments += segments;
    // Samples of every format begin on a whole number of samples then. Segments being multiples of 8 bytes, there is always room for it.
    this.#used += Math.ceil(length / 8) * 8;
  }

  /** Ends the piece under way. @param endsRow whether its row ends with it */
  endPiece(endsRow: boolean): void {
    this.pieceEnds[this.#pieces] = this.#segments;
    this.beginsRow[this.#pieces] = this.#rowOpen ? 0 : 1;
    this.endsRow[this.#pieces] = endsRow ? 1 : 0;
    this.#rowOpen = !endsRow;
    this.#pieces++;
  }
}
