/** The last rows of a stream, kept so that a region can be followed back to where it began. Rows are counted from 0 and never renumbered. */
export class RowHistory {
  readonly bins: number;
  /** Rows that can be asked for. */
  readonly capacity: number;
  readonly #rows: readonly Float32Array[];
  readonly #samples: Float64Array;
  #next = 0;

  constructor(bins: number, capacity: number) {
    this.bins = bins;
    this.capacity = capacity;
    const all = new Float32Array(bins * capacity);
    this.#rows = Array.from({ length: capacity }, (_, i) => all.subarray(i * bins, (i + 1) * bins));
    this.#samples = new Float64Array(capacity);
  }

  /** Number of the row that comes next. */
  get next(): number {
    return this.#next;
  }

  /** Number of the oldest row that is still there. */
  get oldest(): number {
    return Math.max(0, this.#next - this.capacity);
  }

  /** Keeps a copy. @param sample clock index of the row's first sample */
  add(row: Float32Array, sample: number): void {
    const slot = this.#next % this.capacity;
    this.#rows[slot].set(row);
    this.#samples[slot] = sample;
    this.#next++;
  }

  row(index: number): Float32Array {
    return this.#rows[index % this.capacity];
  }

  sample(index: number): number {
    return this.#samples[index % this.capacity];
  }
}
