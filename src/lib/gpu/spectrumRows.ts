import { sampleFormats, type SampleFormat } from '#lib/base/sampleFormat.ts';
import type { SpectrumKernelOptions } from '#lib/dsp/spectrumKernel.ts';
import { checkSegments, checkSpectrumKernelOptions } from '#lib/dsp/spectrumKernelChecks.ts';
import type { BatchEngine } from './batchEngine.ts';
import { cfarConstants, type RowCfar } from './rowCfar.ts';
import { RowAssembler, type SpectrumRow } from './rowAssembler.ts';
import { batchRoom, SpectrumBatch, type BatchRoom } from './spectrumBatch.ts';

export interface SpectrumRowsOptions extends SpectrumKernelOptions {
  /** Segments averaged into a row; Infinity for rows that only `endRow` ends. */
  readonly segmentsPerRow: number;
  /** Samples transformed in a batch, overlaps counted each time: `usualBatchPoints`. */
  readonly batchPoints: number;
  /** Marks what stands out of each row's mean. An engine that marks must have been made with the same. */
  readonly cfar: RowCfar | null;
  readonly engine: BatchEngine;
  /** Called once, when `engine` fails: makes what takes over. It begins with the batches that did not come back, so no sample is lost. */
  readonly fallback: (error: unknown) => BatchEngine;
  /** Takes each row, in order. Its arrays are lent for the call. */
  readonly onRow: (row: SpectrumRow) => void;
}

/**
 * The asynchronous twin of SpectrumKernel: segments go in, averaged rows come out later, in order. Several batches are under way at once, and as
 * many are held in memory; when all are taken, `accumulate` waits.
 */
export class SpectrumRows {
  readonly fft: number;
  readonly format: SampleFormat;
  readonly bins: number;
  readonly #options: SpectrumRowsOptions;
  readonly #room: BatchRoom;
  readonly #assembler: RowAssembler;
  readonly #free: SpectrumBatch[];
  #engine: BatchEngine;
  #fellBack = false;
  #open: SpectrumBatch;
  /** Batches under way, oldest first: settled when their rows were handed over. */
  readonly #underWay: Promise<void>[] = [];
  #delivered = Promise.resolve();
  #failure: { readonly error: unknown } | null = null;
  #inRow = 0;

  /** @throws WavepoolError `option.bad-value` */
  constructor(options: SpectrumRowsOptions) {
    checkSpectrumKernelOptions(options);
    const { segmentsPerRow, batchPoints, cfar, engine } = options;
    if (!(segmentsPerRow >= 1)) throw new RangeError(`A row of ${segmentsPerRow} segments is not possible`);
    const room = batchRoom(options, batchPoints, segmentsPerRow);
    if (cfar !== null) cfarConstants(cfar, room.bins, sampleFormats[options.format].complex);
    this.#room = room;
    this.fft = options.fft;
    this.format = options.format;
    this.bins = room.bins;
    this.#options = options;
    this.#engine = engine;
    this.#assembler = new RowAssembler(room, cfar, options.onRow);
    this.#free = Array.from({ length: engine.depth }, () => new SpectrumBatch(room));
    this.#open = new SpectrumBatch(room);
  }

  /** Segments of the row under way. */
  get segments(): number {
    return this.#inRow;
  }

  /** Whether the fallback has taken over. */
  get fellBack(): boolean {
    return this.#fellBack;
  }

  /**
   * Takes segments as `SpectrumKernel.accumulate` does. Once it resolves, `bytes` is no longer needed; await it before the next call.
   * @throws RangeError when they do not lie inside `bytes`
   */
  async accumulate(bytes: Uint8Array, start: number, segments: number, hop: number): Promise<void> {
    checkSegments(this, bytes, start, segments, hop);
    const { segmentsPerRow } = this.#options;
    for (let done = 0; done < segments;) {
      const wholeRows = segmentsPerRow <= this.#room.segments;
      // A row that fits into a batch is not spread over two.
      if (this.#open.full || (this.#inRow === 0 && wholeRows && this.#open.left < segmentsPerRow)) await this.#submit();
      const wanted = Math.min(segments - done, segmentsPerRow - this.#inRow);
      const taken = this.#open.add(bytes, start + done * hop, wanted, hop);
      done += taken;
      this.#inRow += taken;
      if (this.#inRow === segmentsPerRow) this.#endPiece();
    }
  }

  /** Ends the row under way, if it has a segment: a gap, or the end. */
  async endRow(): Promise<void> {
    if (this.#inRow === 0) return;
    if (this.#open.pieces === this.#room.pieces) await this.#submit();
    this.#endPiece();
  }

  #endPiece(): void {
    this.#open.endPiece(true);
    this.#inRow = 0;
  }

  /** Sends off what has been gathered, without waiting for the batch to fill: where rows are wanted at once. */
  async flush(): Promise<void> {
    if (this.#open.segments > 0 || this.#open.pieces > 0) await this.#submit();
  }

  /** Resolves when every row that has ended so far was handed over. @throws what the fallback failed with, or `onRow` */
  async settle(): Promise<void> {
    await this.flush();
    await this.#delivered;
    this.#check();
  }

  /** Gives back what it holds; batches under way are forgotten. */
  close(): void {
    this.#failure ??= { error: new Error('closed') };
    this.#engine.close();
  }

  #check(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }

  async #submit(): Promise<void> {
    const batch = this.#open;
    if (batch.inPiece > 0) batch.endPiece(false);
    while (this.#underWay.length >= this.#engine.depth) await this.#underWay[0];
    this.#check();
    const run = this.#start(this.#engine, batch);
    this.#delivered = this.#delivered.then(() => this.#deliver(batch, run));
    this.#underWay.push(this.#delivered);
    // One more than may be under way were made.
    this.#open = this.#free.pop()!;
    this.#open.clear(this.#inRow > 0);
  }

  /** A run whose failure waits until it is its turn. */
  #start(engine: BatchEngine, batch: SpectrumBatch): Promise<{ readonly error: unknown } | null> {
    return engine.run(batch).then(
      () => null,
      (error: unknown) => ({ error })
    );
  }

  async #deliver(batch: SpectrumBatch, run: Promise<{ readonly error: unknown } | null>): Promise<void> {
    try {
      let failed = await run;
      if (failed !== null && this.#failure === null) {
        if (!this.#fellBack) this.#fallBack(failed.error);
        failed = await this.#start(this.#engine, batch);
        if (failed !== null) this.#failure ??= failed;
      }
      if (this.#failure === null) for (let piece = 0; piece < batch.pieces; piece++) this.#assembler.add(batch, piece);
    } catch (error) {
      this.#failure ??= { error };
    }
    void this.#underWay.shift();
    this.#free.push(batch);
  }

  #fallBack(error: unknown): void {
    this.#fellBack = true;
    this.#engine.close();
    this.#engine = this.#options.fallback(error);
  }
}
