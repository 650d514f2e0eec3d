import type { SpectrumBatch } from './spectrumBatch.ts';

/**
 * What transforms batches: convert x window -> FFT -> |X|^2 -> mean and peak over the segments of each piece, scaled and ordered as in
 * SpectrumKernel. WebGpuBatchEngine does it on the GPU, CpuBatchEngine is its twin on the processor.
 */
export interface BatchEngine {
  /** Batches that may be under way at once. */
  readonly depth: number;
  /**
   * Computes `batch.rows`, and `batch.masks` if it can. The batch must be left alone until then. Batches come back in the order in which they went in.
   * @throws WavepoolError `gpu.lost` when the GPU is gone or failed: nothing of the batch counts, and no later one will succeed
   */
  run(batch: SpectrumBatch): Promise<void>;
  /** Gives back what it holds. Batches under way may be rejected. */
  close(): void;
}
