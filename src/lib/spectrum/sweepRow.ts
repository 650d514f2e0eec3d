import type { SweepBand } from './sweepBand.ts';

export interface SweepRowOptions {
  readonly sweep: Omit<SweepBand, 'visit'>;
  /** S/s of every block, and the transform's size: a bin is rate / fft wide. */
  readonly rate: number;
  readonly fft: number;
  /** Bins that a row may have at most: neighbours are put together then. */
  readonly mostBins: number;
}

/**
 * One spectrum wider than the radio, put together from spectra at many centres. Of each the good part goes to where it belongs, to the nearest bin;
 * where several overlap, means are averaged over all their segments, and peaks are the highest. A bin that was never visited has power 0 (no level
 * at all, where noise always has one).
 */
export class SweepRow {
  /** Values in a row, and their distance in Hz. */
  readonly bins: number;
  readonly binHz: number;
  /** Frequency of the first value, Hz: the middle of the bins that were put together. */
  readonly firstHz: number;
  readonly #low: number;
  readonly #fft: number;
  /** Hz per bin of the transform; `merge` of them make one of the row. */
  readonly #fine: number;
  readonly #merge: number;
  readonly #spans: readonly { readonly from: number; readonly to: number }[];
  readonly #sum: Float32Array;
  readonly #weight: Float32Array;
  readonly #peak: Float32Array;
  #filled = 0;

  constructor({ sweep, rate, fft, mostBins }: SweepRowOptions) {
    this.#low = sweep.low;
    this.#fft = fft;
    this.#fine = rate / fft;
    const fineBins = Math.max(1, Math.ceil((sweep.high - sweep.low) / this.#fine - 1e-6));
    this.#merge = Math.ceil(fineBins / mostBins);
    this.bins = Math.ceil(fineBins / this.#merge);
    this.binHz = this.#merge * this.#fine;
    this.firstHz = sweep.low + ((this.#merge - 1) / 2) * this.#fine;
    // Half open, so that neighbours that touch share no bin.
    this.#spans = sweep.usable.map(({ min, max }) => ({
      from: Math.max(0, Math.ceil((min + 0.5) * fft - 1e-6)),
      to: Math.min(fft, Math.ceil((max + 0.5) * fft - 1e-6))
    }));
    this.#sum = new Float32Array(fineBins);
    this.#weight = new Float32Array(fineBins);
    this.#peak = new Float32Array(fineBins);
  }

  /** Bins of the transform that have been visited since the last `read`, and how many there are. */
  get filled(): number {
    return this.#filled;
  }
  get size(): number {
    return this.#sum.length;
  }

  /** Puts a spectrum in its place. @param mean @param peak linear power per bin, ascending frequency @param segments how many it is made of */
  add(center: number, segments: number, mean: Float32Array, peak: Float32Array): void {
    const base = Math.round((center - this.#low) / this.#fine) - this.#fft / 2;
    for (const span of this.#spans) {
      const from = Math.max(span.from, -base);
      const to = Math.min(span.to, this.#sum.length - base);
      for (let i = from; i < to; i++) {
        const at = base + i;
        if (this.#weight[at] === 0) this.#filled++;
        this.#sum[at] += segments * mean[i];
        this.#weight[at] += segments;
        if (peak[i] > this.#peak[at]) this.#peak[at] = peak[i];
      }
    }
  }

  /** Writes the row and begins a new one. Of bins that were put together the strongest counts, so that nothing narrow gets lost. */
  read(mean: Float32Array, peak: Float32Array): void {
    mean.fill(0);
    peak.fill(0);
    const merge = this.#merge;
    let at = 0;
    for (let j = 0; j < this.bins; j++) {
      const to = Math.min(at + merge, this.#sum.length);
      for (; at < to; at++) {
        if (this.#weight[at] === 0) continue;
        const power = this.#sum[at] / this.#weight[at];
        if (power > mean[j]) mean[j] = power;
        if (this.#peak[at] > peak[j]) peak[j] = this.#peak[at];
      }
    }
    this.#sum.fill(0);
    this.#weight.fill(0);
    this.#peak.fill(0);
    this.#filled = 0;
  }
}
