import type { SampleFormat } from '#lib/base/sampleFormat.ts';
import type { WindowName } from './window.ts';

export interface SpectrumKernelOptions {
  /** Transform size: a power of two from 256 to 65536. */
  readonly fft: number;
  readonly format: SampleFormat;
  readonly window: WindowName;
  /** Keep the maximum per bin beside the mean; who needs only the mean saves a few per cent without. Default true. */
  readonly peak?: boolean;
  /**
   * Multiply and add in one step where the engine can (relaxed SIMD): a few per cent faster, and as exact, but the last bits depend on the
   * machine, so stations cannot compare their results bit by bit. Default false.
   */
  readonly relaxed?: boolean;
}

/**
 * Power spectra of windowed segments: convert x window -> FFT -> |X|^2, kept as sum and maximum until read. Scaled so that a full-scale
 * complex tone on a bin gives power 1 (0 dBFS): |X|^2 / (sum of window)^2; one-sided (real formats) doubles all bins but 0 and fft/2,
 * so a full-scale sine gives 0.5 (-3.01 dBFS).
 *
 * Implementations: wasmSpectrumKernel.ts (SIMD, the one that ships) and referenceSpectrumKernel.ts (plain double precision, its twin in
 * tests). Both run tests/contracts/spectrumKernelContract.ts.
 */
export interface SpectrumKernel {
  readonly fft: number;
  readonly format: SampleFormat;
  /** Values per spectrum: fft for complex formats, fft / 2 + 1 for real ones. */
  readonly bins: number;
  /** Whether `read` can give the maximum. */
  readonly peak: boolean;
  /** Whether every engine on every machine gives the same bits. */
  readonly reproducible: boolean;
  /**
   * Transforms `segments` segments of `fft` samples, `hop` samples apart; the first starts at sample `start` of `bytes`.
   * Everything must lie inside `bytes`: start + (segments - 1) * hop + fft <= samples in `bytes`. Allocates no buffers.
   * @throws RangeError when it does not. Float samples that are not finite, or beyond 2^60, count as 0.
   */
  accumulate(bytes: Uint8Array, start: number, segments: number, hop: number): void;
  /** Segments accumulated since the last `read`. */
  readonly segments: number;
  /**
   * Writes the mean and the per-bin maximum over the accumulated segments (linear power, ascending frequency: complex from -rate/2
   * with 0 Hz at fft/2, real from 0), then starts anew. Either target may be null. With no segments both are filled with 0.
   * @throws RangeError for a target of another length, or for a maximum that is not kept.
   */
  read(mean: Float32Array | null, peak: Float32Array | null): void;
}
