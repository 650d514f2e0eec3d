import type { CfarDetectorOptions } from './cfarDetector.ts';
import { OrderCount } from './orderCount.ts';

/** Training cells are the earlier rows of a bin. */
type CfarTimeDetectorOptions = Omit<CfarDetectorOptions, 'circular'>;

const largest = 1e30;

/**
 * Constant-false-alarm-rate detection over time: marks the cells of a row that exceed a multiple of what the same bin had in the `training` rows before the
 * `guard` rows before it. The halves of 'go' and 'so' are the newer and the older ones. Nothing is allocated from row to row.
 */
export class CfarTimeDetector {
  readonly #options: CfarTimeDetectorOptions;
  /** The training rows, a ring; order does not matter to a sum or a rank. */
  readonly #training: Float32Array;
  /** The guard rows and the row under test, a ring. */
  readonly #recent: Float32Array;
  readonly #order: OrderCount | null;
  readonly #newer: Float64Array;
  readonly #older: Float64Array;
  #rows = 0;

  constructor(options: CfarTimeDetectorOptions) {
    const { bins, kind, training, guard, multiplier } = options;
    if (training % 2 !== 0 || training < 2 || guard < 0 || !(multiplier > 0) || bins < 1)
      throw new RangeError(
        `No detector with ${training} training and ${guard} guard rows and multiplier ${multiplier}`
      );
    this.#options = options;
    const places = bins * training;
    const offsets = Array.from({ length: training }, (_, i) => i * bins);
    this.#order = kind === 'os' ? new OrderCount(bins, offsets, 0, places, 1 / multiplier) : null;
    this.#training = this.#order?.training ?? new Float32Array(places);
    this.#recent = new Float32Array(bins * (guard + 1));
    this.#newer = new Float64Array(bins);
    this.#older = new Float64Array(bins);
  }

  /** Whether there are rows enough before the next one. */
  get ready(): boolean {
    return this.#rows >= this.#options.training + this.#options.guard;
  }

  /** Forgets all rows: after a gap. */
  reset(): void {
    this.#rows = 0;
    this.#newer.fill(0);
    this.#older.fill(0);
  }

  /**
   * Takes the next row. @param power of each bin, linear; what is no number, below 0 or beyond 1e30 counts as 0
   * @param mask becomes 1 where a bin exceeds, 0 elsewhere; all 0 until the detector is ready @returns bins marked
   */
  push(power: Float32Array, mask: Uint8Array): number {
    const { bins, guard } = this.#options;
    if (power.length !== bins || mask.length !== bins)
      throw new RangeError(`A row of ${power.length} bins and a mask of ${mask.length}, not ${bins}`);
    const recent = this.#recent;
    const slot = (this.#rows % (guard + 1)) * bins;
    for (let bin = 0; bin < bins; bin++) {
      const value = power[bin];
      recent[slot + bin] = value > 0 && value < largest ? value : 0;
    }
    const marked = this.ready ? this.#mark(slot, mask) : 0;
    if (!this.ready) mask.fill(0);
    this.#rows++;
    // The oldest of the recent rows becomes training for the next one.
    if (this.#rows > guard) this.#train((this.#rows % (guard + 1)) * bins);
    return marked;
  }

  #mark(slot: number, mask: Uint8Array): number {
    const { bins, kind, rank, training, multiplier } = this.#options;
    const row = this.#recent;
    if (this.#order !== null) {
      this.#order.tested.set(row.subarray(slot, slot + bins));
      return this.#order.mark(rank, mask);
    }
    const newer = this.#newer;
    const older = this.#older;
    const share = multiplier / (kind === 'ca' ? training : training / 2);
    let marked = 0;
    for (let bin = 0; bin < bins; bin++) {
      const a = newer[bin];
      const b = older[bin];
      const floor = kind === 'ca' ? a + b : a > b === (kind === 'go') ? a : b;
      const hit = row[slot + bin] > share * floor ? 1 : 0;
      mask[bin] = hit;
      marked += hit;
    }
    return marked;
  }

  #train(from: number): void {
    const { bins, guard, training } = this.#options;
    const rows = this.#training;
    const recent = this.#recent;
    const index = this.#rows - 1 - guard;
    const half = training / 2;
    const slot = (index % training) * bins;
    if (this.#order === null) {
      const newer = this.#newer;
      const older = this.#older;
      const crossing = ((index + half) % training) * bins;
      const crosses = index >= half;
      const leaves = index >= training;
      for (let bin = 0; bin < bins; bin++) {
        const middle = crosses ? rows[crossing + bin] : 0;
        newer[bin] += recent[from + bin] - middle;
        older[bin] += middle - (leaves ? rows[slot + bin] : 0);
      }
    }
    rows.set(recent.subarray(from, from + bins), slot);
    if (this.#order === null && index >= training) this.#renew(index);
  }

  /** Adds some bins up anew, all of them in as many rows as there is training: what a strong signal left by rounding goes with it. */
  #renew(index: number): void {
    const { bins, training } = this.#options;
    const rows = this.#training;
    const half = training / 2;
    const part = Math.ceil(bins / training);
    const first = (index % training) * part;
    for (let bin = first; bin < Math.min(bins, first + part); bin++) {
      let newer = 0;
      let older = 0;
      for (let back = 0; back < half; back++) {
        newer += rows[((index - back) % training) * bins + bin];
        older += rows[((index - half - back) % training) * bins + bin];
      }
      this.#newer[bin] = newer;
      this.#older[bin] = older;
    }
  }
}
