import { createSpectrumKernel } from '#lib/dsp/createSpectrumKernel.ts';
import type { SpectrumKernel, SpectrumKernelOptions } from '#lib/dsp/spectrumKernel.ts';
import type { BatchEngine } from './batchEngine.ts';
import type { SpectrumBatch } from './spectrumBatch.ts';

/** Batches on the processor, by the spectrum kernel of src/lib/dsp: what takes over when a GPU fails. */
export class CpuBatchEngine implements BatchEngine {
  readonly depth = 1;
  readonly #kernel: SpectrumKernel;

  /** @throws WavepoolError `option.bad-value` */
  constructor(options: SpectrumKernelOptions) {
    this.#kernel = createSpectrumKernel(options);
  }

  run(batch: SpectrumBatch): Promise<void> {
    const { bins } = this.#kernel;
    for (let piece = 0; piece < batch.pieces; piece++) {
      const end = batch.pieceEnds[piece];
      for (let at = batch.pieceStart(piece); at < end;) at = this.#accumulate(batch, at, end);
      const mean = batch.rows.subarray(2 * piece * bins, (2 * piece + 1) * bins);
      this.#kernel.read(mean, batch.rows.subarray((2 * piece + 1) * bins, (2 * piece + 2) * bins));
    }
    return Promise.resolve();
  }

  /** Transforms the segments from `at` on that are evenly spaced. @returns the first one after them */
  #accumulate({ bytes, offsets }: SpectrumBatch, at: number, end: number): number {
    const hop = at + 1 < end ? offsets[at + 1] - offsets[at] : 1;
    let next = at + 1;
    while (next < end && offsets[next] - offsets[next - 1] === hop) next++;
    this.#kernel.accumulate(bytes, offsets[at], next - at, hop);
    return next;
  }

  close(): void {
    // The kernel's memory goes with it.
  }
}
