import { binScales, rowScales, type DetectionPlan, type DetectionThresholds } from './detectionPlan.ts';

/** Receives a stretch of bins that stands out over the last `rowScales[scale]` rows. */
export type SeedSink = (low: number, high: number, scale: number) => void;

/** Bins between two stretches that are taken for one. */
const bridge = 2;

/**
 * Looks for what is above the noise at several scales at once: averages over 1, 4, 16 and 64 rows (windows overlap by half) and over 1, 4 and
 * 16 bins. A short strong burst shows at the first, a weak steady carrier at long times, a weak wide signal over many bins.
 */
export class SeedFinder {
  readonly #bins: number;
  readonly #first: number;
  readonly #end: number;
  readonly #thresholds: DetectionThresholds;
  /** Per scale above the first: sums over the half window under way and over the one before. */
  readonly #current: readonly Float32Array[];
  readonly #previous: readonly Float32Array[];
  readonly #rows: Int32Array;
  readonly #full: Uint8Array;
  readonly #average: Float32Array;

  constructor(plan: DetectionPlan, thresholds: DetectionThresholds) {
    this.#bins = plan.bins;
    // The bins at 0 and rate/2 of a real spectrum have one component, not two: their noise has a longer tail.
    this.#first = plan.complex ? 0 : 2;
    this.#end = plan.complex ? plan.bins : plan.bins - 2;
    this.#thresholds = thresholds;
    this.#current = rowScales.map(() => new Float32Array(plan.bins));
    this.#previous = rowScales.map(() => new Float32Array(plan.bins));
    this.#rows = new Int32Array(rowScales.length);
    this.#full = new Uint8Array(rowScales.length);
    this.#average = new Float32Array(plan.bins);
  }

  /** Forgets what was averaged: after a gap in the samples. */
  reset(): void {
    for (let scale = 0; scale < rowScales.length; scale++) {
      this.#current[scale].fill(0);
      this.#rows[scale] = 0;
      this.#full[scale] = 0;
    }
  }

  /** Tests one row alone. @param ratio power over floor per bin */
  testRow(ratio: Float32Array, sink: SeedSink): void {
    this.#test(ratio, 0, sink);
  }

  /**
   * Adds a row to the longer averages and tests those that are complete.
   * @param ratio power over floor, 1 where a region already is @param occupied bins of open regions, nonzero
   */
  add(ratio: Float32Array, occupied: Uint8Array, sink: SeedSink): void {
    const most = this.#thresholds.seeds[0][0];
    const sums = this.#current[1];
    for (let bin = 0; bin < this.#bins; bin++) {
      const value = ratio[bin];
      if (occupied[bin] !== 0) this.#forget(bin);
      // What one row alone has found, or what is no number, says nothing about the others.
      sums[bin] += occupied[bin] !== 0 || !(value >= 0) ? 1 : value < most ? value : most;
    }
    this.#rows[1]++;
    for (let scale = 1; scale < rowScales.length && this.#rows[scale] === rowScales[scale] / 2; scale++)
      this.#close(scale, sink);
  }

  /** A region is on this bin: what was gathered before is its beginning, and must not count once it has ended. */
  #forget(bin: number): void {
    for (let scale = 1; scale < rowScales.length; scale++) {
      this.#current[scale][bin] = this.#rows[scale];
      this.#previous[scale][bin] = rowScales[scale] / 2;
    }
  }

  #close(scale: number, sink: SeedSink): void {
    const current = this.#current[scale];
    const previous = this.#previous[scale];
    const average = this.#average;
    if (this.#full[scale] !== 0) {
      const share = 1 / rowScales[scale];
      for (let bin = 0; bin < this.#bins; bin++) average[bin] = (current[bin] + previous[bin]) * share;
      this.#test(average, scale, sink);
    }
    if (scale + 1 < rowScales.length) {
      const next = this.#current[scale + 1];
      for (let bin = 0; bin < this.#bins; bin++) next[bin] += current[bin];
      this.#rows[scale + 1] += this.#rows[scale];
    }
    previous.set(current);
    current.fill(0);
    this.#rows[scale] = 0;
    this.#full[scale] = 1;
  }

  #test(average: Float32Array, scale: number, sink: SeedSink): void {
    const single = this.#thresholds.seeds[scale][0];
    for (let i = 0; i < binScales.length; i++)
      this.#stretches(average, single, binScales[i], this.#thresholds.seeds[scale][i], scale, sink);
  }

  /** Sliding means over `width` bins, none of which counts more than what one bin alone needs. */
  #stretches(
    average: Float32Array,
    most: number,
    width: number,
    threshold: number,
    scale: number,
    sink: SeedSink
  ): void {
    const wanted = threshold * width;
    let sum = 0;
    let low = -1;
    let high = -1;
    for (let bin = this.#first; bin < this.#end; bin++) {
      if (width === 1) sum = average[bin];
      else {
        sum += average[bin] < most ? average[bin] : most;
        const gone = bin - width;
        if (gone >= this.#first) sum -= average[gone] < most ? average[gone] : most;
      }
      if (!(sum > wanted)) continue;
      const from = Math.max(this.#first, bin - width + 1);
      if (low >= 0 && from > high + bridge) {
        sink(low, high, scale);
        low = -1;
      }
      if (low < 0) low = from;
      high = bin;
    }
    if (low >= 0) sink(low, high, scale);
  }
}
