import { sampleFormats, type SampleFormat } from '#lib/base/sampleFormat.ts';
import { loadedFullScale } from './sampleLoad.ts';
import { hasRelaxedSimd } from './relaxedSimd.ts';
import { spectrumCode, type SpectrumExports } from './spectrumCode.ts';
import type { SpectrumKernel, SpectrumKernelOptions } from './spectrumKernel.ts';
import { checkSegments, checkSpectrumKernelOptions, checkTargets } from './spectrumKernelChecks.ts';
import { accumulatorBlocks, spectrumLayout, spectrumPasses, twiddles, type SpectrumLayout } from './spectrumPlan.ts';
import { windowSamples } from './window.ts';

/**
 * Segments that are summed in single precision before the sum moves into double: their rounding stays below 64 * 2^-24, 2e-5 dB. Counted from
 * the last `read`, so that the result does not depend on how the segments were handed over.
 */
const batch = 64;

/** The spectrum kernel in WebAssembly SIMD, generated for its transform size and sample format. */
export class WasmSpectrumKernel implements SpectrumKernel {
  readonly fft: number;
  readonly format: SampleFormat;
  readonly bins: number;
  readonly peak: boolean;
  readonly reproducible: boolean;
  readonly #complex: boolean;
  readonly #sampleBytes: number;
  readonly #layout: SpectrumLayout;
  readonly #code: SpectrumExports;
  readonly #input: Uint8Array;
  readonly #output: Float32Array;
  /** The sums and peaks, to be emptied. */
  readonly #sums: Float32Array;
  readonly #peaks: Float32Array;
  #segments = 0;

  /** @throws WavepoolError `option.bad-value` */
  constructor(options: SpectrumKernelOptions) {
    checkSpectrumKernelOptions(options);
    const { fft, format, window, peak = true, relaxed = false } = options;
    const { complex, bytes } = sampleFormats[format];
    this.fft = fft;
    this.format = format;
    this.bins = complex ? fft : fft / 2 + 1;
    this.peak = peak;
    this.reproducible = !(relaxed && hasRelaxedSimd());
    this.#complex = complex;
    this.#sampleBytes = bytes;
    const layout = spectrumLayout(fft, format);
    this.#layout = layout;
    const memory = new WebAssembly.Memory({ initial: layout.pages });
    const buffer = memory.buffer as ArrayBuffer;
    this.#input = new Uint8Array(buffer, layout.input, layout.inputBytes);
    this.#output = new Float32Array(buffer, layout.output, this.bins);
    this.#sums = new Float32Array(buffer, layout.sum, fft);
    this.#peaks = new Float32Array(buffer, layout.peak, fft);

    const samples = windowSamples(window, fft);
    const sum = samples.reduce((total, value) => total + value, 0);
    // Twice the power for a one-sided spectrum; `#gather` takes it back where there is but one side.
    const scale = (complex ? 1 : Math.SQRT2) / (sum * loadedFullScale(format));
    new Float32Array(buffer, layout.window, fft).set(samples.map((value) => value * scale));
    spectrumPasses(fft).forEach((pass, level) => {
      const table = twiddles(pass);
      new Float32Array(buffer, layout.twiddles[level], table.length).set(table);
    });
    const blocks = accumulatorBlocks(fft).flatMap(({ position, first }) => [4 * position, 4 * first]);
    new Int32Array(buffer, layout.blocks, blocks.length).set(blocks);

    const module = new WebAssembly.Module(spectrumCode(fft, format, layout, { peak, relaxed: !this.reproducible }));
    this.#code = new WebAssembly.Instance(module, { host: { memory } }).exports as unknown as SpectrumExports;
  }

  get segments(): number {
    return this.#segments;
  }

  accumulate(bytes: Uint8Array, start: number, segments: number, hop: number): void {
    checkSegments(this, bytes, start, segments, hop);
    const segmentBytes = this.fft * this.#sampleBytes;
    const hopBytes = hop * this.#sampleBytes;
    const perCopy = Math.floor((this.#layout.inputBytes - segmentBytes) / hopBytes) + 1;
    for (let done = 0; done < segments;) {
      const count = Math.min(segments - done, perCopy);
      const from = start * this.#sampleBytes + done * hopBytes;
      this.#input.set(bytes.subarray(from, from + (count - 1) * hopBytes + segmentBytes));
      this.#transform(count, hopBytes);
      done += count;
    }
  }

  /** Transforms what lies in the input, emptying the single-precision sums whenever a batch is full. */
  #transform(count: number, hopBytes: number): void {
    for (let done = 0; done < count;) {
      const now = Math.min(count - done, batch - (this.#segments % batch));
      this.#code.accumulate(this.#layout.input + done * hopBytes, hopBytes, now);
      done += now;
      this.#segments += now;
      if (this.#segments % batch === 0) this.#code.fold();
    }
  }

  read(mean: Float32Array | null, peak: Float32Array | null): void {
    checkTargets(this, mean, peak);
    this.#code.fold();
    this.#code.settle(1 / Math.max(1, this.#segments));
    if (mean !== null) this.#gather(this.#layout.sum, mean);
    if (peak !== null) this.#gather(this.#layout.peak, peak);
    this.#sums.fill(0);
    this.#peaks.fill(0);
    this.#segments = 0;
  }

  #gather(source: number, target: Float32Array): void {
    this.#code.gather(source);
    target.set(this.#output);
    if (this.#complex) return;
    target[0] /= 2;
    target[this.bins - 1] /= 2;
  }
}
