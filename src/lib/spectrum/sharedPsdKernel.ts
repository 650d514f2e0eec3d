import { sampleFormats, type SampleFormat } from '#lib/base/sampleFormat.ts';
import { createSpectrumKernel } from '#lib/dsp/createSpectrumKernel.ts';
import type { SpectrumKernel, SpectrumKernelOptions } from '#lib/dsp/spectrumKernel.ts';
import { checkSegments, checkTargets } from '#lib/dsp/spectrumKernelChecks.ts';
import { batchSegments, roundBatches, SharedPsdRounds, roundWords } from './sharedPsdRounds.ts';

/** What helpers need to take part: plain data and shared memory, to be posted to their threads. */
export interface SharedPsdPlan {
  readonly options: SpectrumKernelOptions;
  readonly words: Int32Array<SharedArrayBuffer>;
  /** Mean and maximum of each batch of a round. */
  readonly means: Float32Array<SharedArrayBuffer>;
  readonly peaks: Float32Array<SharedArrayBuffer>;
  /** Memory that samples may lie in (a SampleRing's buffer), read in place; null when there is none. */
  readonly ring: SharedArrayBuffer | null;
  /** Where all other samples are copied to. */
  readonly staging: Uint8Array<SharedArrayBuffer>;
}

/**
 * A spectrum kernel whose work several threads do: this one, and any number that run `helpSharedPsd` with its `plan`. Segments are counted off in
 * batches since the last `read`; each batch is summed by one thread, whichever, and batches are added in their order in double precision. So the
 * result does not depend on how many threads there are, or on who was quick.
 *
 * Blocks while others finish, so it belongs in a worker.
 */
export class SharedPsdKernel implements SpectrumKernel {
  readonly fft: number;
  readonly format: SampleFormat;
  readonly bins: number;
  readonly peak: boolean;
  readonly reproducible: boolean;
  readonly plan: SharedPsdPlan;
  readonly #rounds: SharedPsdRounds;
  readonly #bytesPerSample: number;
  readonly #help: ReturnType<typeof batchWorker>;
  /** Takes the segments of batches that are not complete yet. */
  readonly #own: SpectrumKernel;
  readonly #mean: Float32Array;
  readonly #peak: Float32Array;
  readonly #sums: Float64Array;
  readonly #peaks: Float32Array;
  #closed = 0;

  /**
   * @param ring memory in which samples may lie where they need not be copied: a SampleRing's buffer
   * @throws WavepoolError `option.bad-value`
   */
  constructor(options: SpectrumKernelOptions, ring: SharedArrayBuffer | null) {
    const own = createSpectrumKernel(options);
    this.#own = own;
    this.fft = own.fft;
    this.format = own.format;
    this.bins = own.bins;
    this.peak = own.peak;
    this.reproducible = own.reproducible;
    this.#bytesPerSample = sampleFormats[own.format].bytes;
    const slots = roundBatches * own.bins;
    this.plan = {
      options,
      words: new Int32Array(new SharedArrayBuffer(4 * roundWords)),
      means: new Float32Array(new SharedArrayBuffer(4 * slots)),
      peaks: new Float32Array(new SharedArrayBuffer(4 * (own.peak ? slots : 0))),
      ring,
      // A whole round without overlap.
      staging: new Uint8Array(new SharedArrayBuffer(roundBatches * batchSegments * own.fft * this.#bytesPerSample))
    };
    this.#rounds = new SharedPsdRounds(this.plan.words);
    this.#help = batchWorker(this.plan, createSpectrumKernel(options));
    this.#mean = new Float32Array(own.bins);
    this.#peak = new Float32Array(own.bins);
    this.#sums = new Float64Array(own.bins);
    this.#peaks = new Float32Array(own.bins);
  }

  get segments(): number {
    return this.#closed + this.#own.segments;
  }

  accumulate(bytes: Uint8Array, start: number, segments: number, hop: number): void {
    checkSegments(this, bytes, start, segments, hop);
    for (let done = 0; done < segments;) {
      const whole = this.#own.segments === 0 ? Math.floor((segments - done) / batchSegments) : 0;
      const from = start + done * hop;
      if (whole > 0) done += this.#round(bytes, from, Math.min(whole, roundBatches), hop);
      else {
        const now = Math.min(segments - done, batchSegments - this.#own.segments);
        this.#own.accumulate(bytes, from, now, hop);
        done += now;
        if (this.#own.segments === batchSegments) this.#close();
      }
    }
  }

  /** Lets everybody work on some batches, as far as they fit; gives the segments that were done. */
  #round(bytes: Uint8Array, start: number, wanted: number, hop: number): number {
    const { ring, staging } = this.plan;
    const size = this.#bytesPerSample;
    const inPlace = ring !== null && bytes.buffer === ring;
    const fit = Math.floor((staging.length / size - this.fft) / hop) + 1;
    const batches = inPlace ? wanted : Math.min(wanted, Math.floor(fit / batchSegments));
    // A hop that is larger than a segment: what lies between would fill the staging area.
    if (batches === 0) {
      this.#own.accumulate(bytes, start, batchSegments, hop);
      this.#close();
      return batchSegments;
    }
    const segments = batches * batchSegments;
    const from = start * size;
    if (!inPlace) staging.set(bytes.subarray(from, from + ((segments - 1) * hop + this.fft) * size));
    const offset = inPlace ? bytes.byteOffset + from : 0;
    this.#rounds.open({ offset, fromRing: inPlace ? 1 : 0, batches, hop });
    this.#rounds.help(this.#help);
    this.#rounds.complete();
    for (let batch = 0; batch < batches; batch++)
      this.#add(this.plan.means, this.plan.peaks, batch * this.bins, batchSegments);
    this.#closed += segments;
    return segments;
  }

  /** Takes what this thread's own kernel holds into the sums. */
  #close(): void {
    const { segments } = this.#own;
    this.#own.read(this.#mean, this.peak ? this.#peak : null);
    this.#add(this.#mean, this.#peak, 0, segments);
    this.#closed += segments;
  }

  #add(means: Float32Array, peaks: Float32Array, from: number, segments: number): void {
    for (let bin = 0; bin < this.bins; bin++) this.#sums[bin] += means[from + bin] * segments;
    if (!this.peak) return;
    for (let bin = 0; bin < this.bins; bin++) {
      if (peaks[from + bin] > this.#peaks[bin]) this.#peaks[bin] = peaks[from + bin];
    }
  }

  read(mean: Float32Array | null, peak: Float32Array | null): void {
    checkTargets(this, mean, peak);
    if (this.#own.segments > 0) this.#close();
    const count = Math.max(1, this.#closed);
    if (mean !== null) for (let bin = 0; bin < this.bins; bin++) mean[bin] = this.#sums[bin] / count;
    peak?.set(this.#peaks);
    this.#sums.fill(0);
    this.#peaks.fill(0);
    this.#closed = 0;
  }

  /** Lets the helpers go. */
  close(): void {
    this.#rounds.finish();
  }
}

/** What a helping thread runs: works on the kernel's batches until `close`. Blocks its thread. */
export function helpSharedPsd(plan: SharedPsdPlan): void {
  const rounds = new SharedPsdRounds(plan.words);
  const work = batchWorker(plan, createSpectrumKernel(plan.options));
  while (rounds.wait()) rounds.help(work);
}

/** Does one batch of a round into its slots. */
function batchWorker(plan: SharedPsdPlan, kernel: SpectrumKernel) {
  const { bins, fft } = kernel;
  const size = sampleFormats[kernel.format].bytes;
  const ring = plan.ring === null ? null : new Uint8Array(plan.ring);
  const slotsOf = (values: Float32Array<SharedArrayBuffer>): Float32Array[] =>
    Array.from({ length: roundBatches }, (_, slot) => values.subarray(slot * bins, (slot + 1) * bins));
  const [means, peaks] = [slotsOf(plan.means), slotsOf(plan.peaks)];
  return ({ offset, fromRing, hop }: Parameters<SharedPsdRounds['open']>[0], batch: number): void => {
    const samples = fromRing === 1 ? ring! : plan.staging;
    const from = offset + batch * batchSegments * hop * size;
    const bytes = samples.subarray(from, from + ((batchSegments - 1) * hop + fft) * size);
    kernel.accumulate(bytes, 0, batchSegments, hop);
    kernel.read(means[batch], kernel.peak ? peaks[batch] : null);
  };
}
