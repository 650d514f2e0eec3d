import { sampleFormats, type SampleFormat } from '#lib/base/sampleFormat.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { createSpectrumKernel } from '#lib/dsp/createSpectrumKernel.ts';
import { powerToDb } from '#lib/dsp/powerToDb.ts';
import type { SpectrumKernel } from '#lib/dsp/spectrumKernel.ts';
import { smallestFft } from '#lib/dsp/spectrumKernelChecks.ts';
import { windowFigures, type WindowName } from '#lib/dsp/window.ts';
import type { Frame } from './frame.ts';
import { FrameStream } from './frameStream.ts';

export interface WelchPsdOptions {
  readonly format: SampleFormat;
  /** S/s */
  readonly rate: number;
  /** Hz; null when nobody knows: frequencies are offsets then. */
  readonly center: number | null;
  readonly fft: number;
  readonly window: WindowName;
  /** Share of a segment that the next one covers again, 0 … below 1. */
  readonly overlap: number;
  /** Maker of the kernel; the WASM one unless told otherwise. */
  readonly createKernel?: typeof createSpectrumKernel;
}

/** What `wavepool psd --json` prints. */
export interface WelchPsdResult {
  readonly rate: number;
  readonly center: number | null;
  readonly fft: number;
  readonly window: WindowName;
  readonly overlap: number;
  /** Segments averaged. */
  readonly averages: number;
  /** Samples received; all but `tail` of them lie in a segment. */
  readonly samples: number;
  /** Samples before a gap or the end that were too few for another segment. */
  readonly tail: number;
  /** Ascending, Hz: centre + offset. */
  readonly freq_hz: readonly number[];
  /** dB relative to the power of a full-scale complex tone, per Hz. */
  readonly psd_dbfs_hz: readonly number[];
}

/**
 * Power spectral density of a whole stream by Welch's method (P. D. Welch, 1967): the mean over segments of |X|^2 / (rate * sum of window^2),
 * no detrending, one-sided (all bins but 0 and rate / 2 doubled) for a real format, as scipy.signal.welch(detrend=False) has it.
 */
export class WelchPsd {
  readonly #options: WelchPsdOptions;
  readonly #kernel: SpectrumKernel;
  readonly #frames: FrameStream;
  readonly #sum: Float64Array;
  #averages = 0;

  /** @throws WavepoolError `option.bad-value` */
  constructor(options: WelchPsdOptions) {
    this.#options = options;
    this.#kernel = (options.createKernel ?? createSpectrumKernel)(options);
    this.#sum = new Float64Array(this.#kernel.bins);
    this.#frames = new FrameStream({
      kernel: this.#kernel,
      overlap: options.overlap,
      segmentsPerFrame: Infinity,
      onFrame: (frame) => this.#add(frame)
    });
  }

  /** Samples received so far. */
  get samples(): number {
    return this.#frames.received;
  }

  /** Takes a block of whole samples; `sampleIndex` as in FrameStream. */
  push(bytes: Uint8Array, sampleIndex: number): void {
    this.#frames.push(bytes, sampleIndex);
  }

  #add({ mean, segments }: Frame): void {
    for (let bin = 0; bin < mean.length; bin++) this.#sum[bin] += mean[bin] * segments;
    this.#averages += segments;
  }

  /**
   * Ends the stream and gives the density.
   * @throws WavepoolError `option.bad-value` when there were too few samples for one segment.
   */
  finish(): WelchPsdResult {
    this.#frames.flush();
    const { rate, center, fft, window, overlap } = this.#options;
    if (this.#averages === 0) throw tooShort(fft, this.#frames.received);
    const { sum, sumOfSquares } = windowFigures(window, fft);
    // The kernel's scale is 1 / sum^2, so that a tone reads its level; a density wants 1 / (rate sum of squares).
    const scale = (sum * sum) / (rate * sumOfSquares * this.#averages);
    const first = sampleFormats[this.#options.format].complex ? -fft / 2 : 0;
    return {
      rate,
      center,
      fft,
      window,
      overlap,
      averages: this.#averages,
      samples: this.#frames.received,
      tail: this.#frames.tail,
      freq_hz: Array.from(this.#sum, (_, bin) => (center ?? 0) + ((first + bin) * rate) / fft),
      psd_dbfs_hz: Array.from(this.#sum, (power) => powerToDb(power * scale))
    };
  }
}

function tooShort(fft: number, samples: number): WavepoolError {
  const largest = 2 ** Math.floor(Math.log2(Math.max(1, samples)));
  const hint =
    samples < smallestFft
      ? `at least ${smallestFft} are needed`
      : `choose --fft ${Math.min(largest, fft / 2)} or smaller`;
  return new WavepoolError('option.bad-value', {
    option: '--fft',
    value: fft,
    want: `there are only ${samples} samples, ${hint}`
  });
}
