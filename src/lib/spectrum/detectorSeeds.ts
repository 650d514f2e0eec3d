import { RowMath, type MathRow, type RowBlocks } from './rowMath.ts';
import { blockBins } from './rowMathCode.ts';
import { binScales, rowScales, type DetectionPlan, type DetectionThresholds } from './detectionPlan.ts';

/** Receives a stretch of bins that stands out over the last `rowScales[scale]` rows. */
export type SeedSink = (low: number, high: number, scale: number) => void;

/** Bins between two stretches that are taken for one. */
const bridge = 2;
/** Single-precision sums of a block are right to a few parts in ten million. */
const sumSlack = 1.00001;

/**
 * Looks for what is above the noise at several scales at once: averages over 1, 4, 16 and 64 rows (windows overlap by half) and over 1, 4 and
 * 16 bins. A short strong burst shows at the first, a weak steady carrier at long times, a weak wide signal over many bins.
 */
export class SeedFinder {
  readonly #first: number;
  readonly #end: number;
  readonly #thresholds: DetectionThresholds;
  /** Per scale above the first: sums over the half window under way and over the one before. */
  readonly #current: readonly MathRow[];
  readonly #previous: readonly MathRow[];
  readonly #rows: Int32Array;
  readonly #full: Uint8Array;
  readonly #math: RowMath;
  readonly #ratio: MathRow;
  readonly #average: MathRow;
  readonly #averageMost: MathRow;
  readonly #averageSum: MathRow;

  constructor(plan: DetectionPlan, thresholds: DetectionThresholds) {
    // The bins at 0 and rate/2 of a real spectrum have one component, not two: their noise has a longer tail.
    this.#first = plan.complex ? 0 : 2;
    this.#end = plan.complex ? plan.bins : plan.bins - 2;
    this.#thresholds = thresholds;
    const math = new RowMath(plan.bins, 2 * rowScales.length + 2, 2);
    this.#math = math;
    this.#current = rowScales.map(() => math.row());
    this.#previous = rowScales.map(() => math.row());
    this.#ratio = math.row();
    this.#average = math.row();
    this.#averageMost = math.blockRow();
    this.#averageSum = math.blockRow();
    this.#rows = new Int32Array(rowScales.length);
    this.#full = new Uint8Array(rowScales.length);
  }

  /** Forgets what was averaged: after a gap in the samples. */
  reset(): void {
    for (let scale = 0; scale < rowScales.length; scale++) {
      this.#current[scale].values.fill(0);
      this.#rows[scale] = 0;
      this.#full[scale] = 0;
    }
  }

  /** Tests one row alone. @param ratio power over floor per bin @param blocks what is known of its blocks */
  testRow(ratio: Float32Array, blocks: RowBlocks, sink: SeedSink): void {
    this.#test(ratio, blocks, 0, sink);
  }

  /**
   * Adds a row to the longer averages and tests those that are complete.
   * @param ratio power over floor, 1 where a region already is @param occupied bins of open regions, nonzero
   */
  add(ratio: Float32Array, occupied: Uint8Array, sink: SeedSink): void {
    this.#ratio.values.set(ratio);
    // What one row alone has found says nothing about the others.
    this.#math.gather(this.#ratio, this.#thresholds.seeds[0][0], this.#current[1]);
    for (let low = occupied.indexOf(1); low >= 0;) {
      const next = occupied.indexOf(0, low);
      const end = next < 0 ? occupied.length : next;
      this.#forget(low, end);
      low = end < occupied.length ? occupied.indexOf(1, end) : -1;
    }
    this.#rows[1]++;
    for (let scale = 1; scale < rowScales.length && this.#rows[scale] === rowScales[scale] / 2; scale++)
      this.#close(scale, sink);
  }

  /** A region is on these bins: what was gathered before is its beginning, and must not count once it has ended; nor does the row just added. */
  #forget(low: number, end: number): void {
    for (let scale = 1; scale < rowScales.length; scale++) {
      this.#current[scale].values.fill(this.#rows[scale] + (scale === 1 ? 1 : 0), low, end);
      this.#previous[scale].values.fill(rowScales[scale] / 2, low, end);
    }
  }

  #close(scale: number, sink: SeedSink): void {
    const current = this.#current[scale];
    const previous = this.#previous[scale];
    if (this.#full[scale] !== 0) {
      const [most, sum] = [this.#averageMost, this.#averageSum];
      this.#math.average(current, previous, 1 / rowScales[scale], this.#average, most, sum);
      this.#test(this.#average.values, { most: most.values, sum: sum.values }, scale, sink);
    }
    if (scale + 1 < rowScales.length) {
      this.#math.add(current, this.#current[scale + 1]);
      this.#rows[scale + 1] += this.#rows[scale];
    }
    previous.values.set(current.values);
    current.values.fill(0);
    this.#rows[scale] = 0;
    this.#full[scale] = 1;
  }

  #test(average: Float32Array, blocks: RowBlocks, scale: number, sink: SeedSink): void {
    const single = this.#thresholds.seeds[scale][0];
    for (let i = 0; i < binScales.length; i++)
      this.#stretches(average, blocks, single, binScales[i], this.#thresholds.seeds[scale][i], scale, sink);
  }

  /**
   * Sliding means over `width` bins (at most a block), none of which counts more than what one bin alone needs. A mean that ends in a block lies in
   * that one and the one before: where neither has a bin above the threshold, or their sums do not reach it, nothing has to be looked at.
   */
  #stretches(
    average: Float32Array,
    blocks: RowBlocks,
    cap: number,
    width: number,
    threshold: number,
    scale: number,
    sink: SeedSink
  ): void {
    const wanted = threshold * width;
    const first = this.#first;
    let low = -1;
    let high = -1;
    for (let block = 0; block * blockBins < this.#end; block++) {
      const before = width === 1 || block === 0 ? 0 : blocks.most[block - 1];
      if (!(blocks.most[block] > threshold || before > threshold)) continue;
      // A hair of room for the order in which single-precision sums were made.
      if (width === blockBins && !((blocks.sum[block] + blocks.sum[Math.max(0, block - 1)]) * sumSlack > wanted))
        continue;
      const begin = Math.max(first, block * blockBins);
      const end = Math.min(this.#end, (block + 1) * blockBins);
      let sum = 0;
      for (let bin = Math.max(first, begin - width + 1); bin < begin; bin++)
        sum += average[bin] < cap ? average[bin] : cap;
      for (let bin = begin; bin < end; bin++) {
        if (width === 1) sum = average[bin];
        else {
          sum += average[bin] < cap ? average[bin] : cap;
          const gone = bin - width;
          if (gone >= first && gone >= begin - width + 1) sum -= average[gone] < cap ? average[gone] : cap;
        }
        if (!(sum > wanted)) continue;
        const from = Math.max(first, bin - width + 1);
        if (low >= 0 && from > high + bridge) {
          sink(low, high, scale);
          low = -1;
        }
        if (low < 0) low = from;
        high = bin;
      }
    }
    if (low >= 0) sink(low, high, scale);
  }
}
