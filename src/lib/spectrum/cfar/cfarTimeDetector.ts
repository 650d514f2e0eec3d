import type { CfarDetectorOptions } from './cfarDetector.ts';
import { levelOrZero } from './levelOrZero.ts';
import { TrainingScan } from './trainingScan.ts';

/** Training cells are the earlier rows of a bin. */
type CfarTimeDetectorOptions = Omit<CfarDetectorOptions, 'circular'>;

/**
 * Constant-false-alarm-rate detection over time: marks the cells of a row that exceed a multiple of what the same bin had in the `training` rows before the
 * `guard` rows before it. The halves of 'go' and 'so' are the older and the newer ones. Nothing is allocated from row to row.
 */
export class CfarTimeDetector {
  readonly #bins: number;
  /** Places from row to row: rows whole cache sets apart would drive each other out. */
  readonly #stride: number;
  readonly #rowsKept: number;
  /** The training rows and the guard rows, a ring, twice behind each other: from each row on, all that follow stand in one piece. */
  readonly #scan: TrainingScan;
  #rows = 0;

  constructor(options: CfarTimeDetectorOptions) {
    const { bins, training, guard, multiplier } = options;
    const half = training / 2;
    if (!Number.isInteger(half) || half < 1 || !(guard >= 0) || !(multiplier > 0) || bins < 1)
      throw new RangeError(
        `No detector with ${training} training and ${guard} guard rows and multiplier ${multiplier}`
      );
    this.#bins = bins;
    this.#stride = 16 * (Math.ceil(bins / 16) | 1);
    this.#rowsKept = training + guard;
    const older = Array.from({ length: half }, (_, i) => i * this.#stride);
    const newer = older.map((offset) => offset + half * this.#stride);
    this.#scan = new TrainingScan({
      ...options,
      cells: bins,
      offsets: [older, newer],
      places: 2 * this.#rowsKept * this.#stride
    });
  }

  /** Whether there are rows enough before the next one. */
  get ready(): boolean {
    return this.#rows >= this.#rowsKept;
  }

  /** Forgets all rows: after a gap. */
  reset(): void {
    this.#rows = 0;
  }

  /**
   * Takes the next row. @param power of each bin, linear; what is no number, below 0 or beyond 1e30 counts as 0
   * @param mask becomes 1 where a bin exceeds, 0 elsewhere; all 0 until the detector is ready @returns bins marked
   */
  push(power: Float32Array, mask: Uint8Array): number {
    const bins = this.#bins;
    if (power.length !== bins || mask.length !== bins)
      throw new RangeError(`A row of ${power.length} bins and a mask of ${mask.length}, not ${bins}`);
    const { tested, training } = this.#scan;
    levelOrZero(power, tested, 0);
    // The oldest row stands where this one goes.
    const slot = (this.#rows % this.#rowsKept) * this.#stride;
    let marked = 0;
    if (this.ready) marked = this.#scan.mark(slot, mask);
    else mask.fill(0);
    training.set(tested, slot);
    training.set(tested, slot + this.#rowsKept * this.#stride);
    this.#rows++;
    return marked;
  }
}
