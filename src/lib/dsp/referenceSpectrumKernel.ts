import { sampleFormats, type SampleFormat } from '#lib/base/sampleFormat.ts';
import { Fft } from './fft.ts';
import { sampleReader, type SampleReader } from './sampleReader.ts';
import type { SpectrumKernel, SpectrumKernelOptions } from './spectrumKernel.ts';
import { checkSegments, checkSpectrumKernelOptions, checkTargets } from './spectrumKernelChecks.ts';
import { windowSamples } from './window.ts';

/** The spectrum kernel in plain double precision: slow, short, and the twin that the fast one is measured against. */
export class ReferenceSpectrumKernel implements SpectrumKernel {
  readonly fft: number;
  readonly format: SampleFormat;
  readonly bins: number;
  readonly peak: boolean;
  /** Double precision without fused steps, and tables of our own. */
  readonly reproducible = true;
  readonly #complex: boolean;
  readonly #transform: Fft;
  readonly #read: SampleReader;
  /** Divided by the window's sum, so that a full-scale tone comes out as 1. */
  readonly #window: Float64Array;
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  readonly #sum: Float64Array;
  readonly #peak: Float64Array;
  #segments = 0;

  /** @throws WavepoolError `option.bad-value` */
  constructor(options: SpectrumKernelOptions) {
    checkSpectrumKernelOptions(options);
    const { fft, format } = options;
    this.fft = fft;
    this.format = format;
    this.peak = options.peak ?? true;
    this.#complex = sampleFormats[format].complex;
    this.bins = this.#complex ? fft : fft / 2 + 1;
    this.#transform = new Fft(fft);
    this.#read = sampleReader(format);
    const window = windowSamples(options.window, fft);
    const sum = window.reduce((total, value) => total + value, 0);
    this.#window = window.map((value) => value / sum);
    this.#re = new Float64Array(fft);
    this.#im = new Float64Array(fft);
    this.#sum = new Float64Array(this.bins);
    this.#peak = new Float64Array(this.bins);
  }

  get segments(): number {
    return this.#segments;
  }

  accumulate(bytes: Uint8Array, start: number, segments: number, hop: number): void {
    checkSegments(this, bytes, start, segments, hop);
    for (let segment = 0; segment < segments; segment++) {
      this.#read(bytes, start + segment * hop, this.fft, this.#re, this.#im);
      for (let i = 0; i < this.fft; i++) {
        this.#re[i] *= this.#window[i];
        this.#im[i] *= this.#window[i];
      }
      this.#transform.forward(this.#re, this.#im);
      this.#addPowers();
    }
    this.#segments += segments;
  }

  #addPowers(): void {
    for (let bin = 0; bin < this.bins; bin++) {
      const k = this.#complex ? (bin + this.fft / 2) % this.fft : bin;
      const oneSided = !this.#complex && k !== 0 && k !== this.fft / 2;
      const power = (this.#re[k] * this.#re[k] + this.#im[k] * this.#im[k]) * (oneSided ? 2 : 1);
      this.#sum[bin] += power;
      this.#peak[bin] = Math.max(this.#peak[bin], power);
    }
  }

  read(mean: Float32Array | null, peak: Float32Array | null): void {
    checkTargets(this, mean, peak);
    const count = Math.max(1, this.#segments);
    for (let bin = 0; bin < this.bins; bin++) {
      if (mean !== null) mean[bin] = this.#sum[bin] / count;
      if (peak !== null) peak[bin] = this.#peak[bin]!;
    }
    this.#sum.fill(0);
    this.#peak.fill(0);
    this.#segments = 0;
  }
}
