import { columnMaxima, raiseTo, type Columns } from './columns.ts';
import { codePower, codeToDbfs, dbfsToCode, powersToCodes } from './levelCode.ts';
import type { PlotRow } from './plot.ts';

/** Default memory of a history: 128 MiB, five and a half minutes of 4096 bins at 25 rows/s. */
export const defaultHistoryBytes = 128 * 1024 * 1024;
const leastBytes = 1024 * 1024;

export type RowKind = 'peak' | 'mean';

/**
 * The magnitudes behind the plot: a ring of rows, peak and mean per bin as 16-bit level codes (levelCode.ts says why 16 bits). Rows are
 * numbered by `seq`, which rises by one per row; those from `first` to `next - 1` are held. Their times rise; between them there may be
 * gaps. A row that starts before the end of what is held (a recording was rewound) is recorded over it, as on a tape: the later rows go,
 * and `epoch` changes because their numbers are used again.
 */
export class History {
  readonly peak: Uint16Array;
  readonly mean: Uint16Array;
  #bins = 1;
  #capacity: number;
  #first = 0;
  #next = 0;
  #epoch = 0;
  #times: Float64Array;
  #seconds: Float64Array;
  #powers = new Float32Array(1);
  #bits = new Uint32Array(this.#powers.buffer);
  /** Maximum of several rows, while a line is reduced. */
  #raised = new Uint16Array(1);

  /** Takes at most `bytes` for the codes, and less where the host does not give as much. */
  constructor(bytes: number = defaultHistoryBytes) {
    const [peak, mean] = allocate(bytes);
    this.peak = peak;
    this.mean = mean;
    this.#capacity = peak.length;
    this.#times = new Float64Array(0);
    this.#seconds = new Float64Array(0);
  }

  get bins(): number {
    return this.#bins;
  }
  /** Rows that fit. */
  get capacity(): number {
    return this.#capacity;
  }
  get first(): number {
    return this.#first;
  }
  get next(): number {
    return this.#next;
  }
  get rows(): number {
    return this.#next - this.#first;
  }
  /** Changes whenever rows that were there before may have been replaced: after `reset` and after a rewind. */
  get epoch(): number {
    return this.#epoch;
  }
  /** Start of the oldest row, null while empty. */
  get oldest(): number | null {
    return this.rows === 0 ? null : this.time(this.#first);
  }
  /** End of the newest row, null while empty. */
  get newest(): number | null {
    return this.rows === 0 ? null : this.end(this.#next - 1);
  }

  /** Forgets all rows; the next ones have `bins` bins. */
  reset(bins: number): void {
    if (!(bins >= 1 && Number.isInteger(bins))) throw new RangeError(`A row cannot have ${bins} bins`);
    if (bins > this.peak.length) throw new RangeError(`No row of ${bins} bins fits the history`);
    this.#epoch++;
    this.#first = this.#next = 0;
    if (bins === this.#bins && this.#times.length > 0) return;
    this.#bins = bins;
    // More than a million rows would only feed the book-keeping: half a day at 25 rows/s.
    this.#capacity = Math.min(Math.floor(this.peak.length / bins), 1 << 20);
    this.#times = new Float64Array(this.#capacity);
    this.#seconds = new Float64Array(this.#capacity);
    this.#powers = new Float32Array(bins);
    this.#bits = new Uint32Array(this.#powers.buffer);
    this.#raised = new Uint16Array(bins);
  }

  /** Copies a row in, dropping the oldest when full. @throws RangeError when the row has another number of bins, or no finite time. */
  add(row: PlotRow): void {
    if (row.mean.length !== this.#bins || row.peak.length !== this.#bins)
      throw new RangeError(`A row of ${row.mean.length} bins does not fit a history of ${this.#bins}`);
    if (!Number.isFinite(row.time) || !(row.seconds > 0)) throw new RangeError('A row needs a time and a duration');
    this.#recordOver(row.time + row.seconds / 2);
    if (this.rows === this.#capacity) this.#first++;
    const slot = this.slot(this.#next);
    this.#times[slot] = row.time;
    this.#seconds[slot] = row.seconds;
    this.#powers.set(row.peak);
    powersToCodes(this.#bits, this.peak, slot * this.#bins);
    this.#powers.set(row.mean);
    powersToCodes(this.#bits, this.mean, slot * this.#bins);
    this.#next++;
  }

  /** Place of a row in the ring: its codes start at `slot * bins` of `peak` and `mean`. */
  slot(seq: number): number {
    return seq % this.#capacity;
  }
  time(seq: number): number {
    return this.#times[seq % this.#capacity];
  }
  end(seq: number): number {
    return this.#times[seq % this.#capacity] + this.#seconds[seq % this.#capacity];
  }
  middle(seq: number): number {
    return this.#times[seq % this.#capacity] + this.#seconds[seq % this.#capacity] / 2;
  }
  codes(kind: RowKind): Uint16Array {
    return kind === 'peak' ? this.peak : this.mean;
  }

  /** First row whose middle is at or after `time`; `next` when there is none. */
  firstFrom(time: number): number {
    let low = this.#first;
    let high = this.#next;
    while (low < high) {
      const half = low + Math.floor((high - low) / 2);
      if (this.middle(half) < time) low = half + 1;
      else high = half;
    }
    return low;
  }

  /** The row whose interval holds `time`, or -1 where there is none: a gap, or outside of what is held. */
  rowAt(time: number): number {
    const at = this.firstFrom(time);
    if (at < this.#next && this.time(at) <= time) return at;
    if (at > this.#first && time < this.end(at - 1)) return at - 1;
    return -1;
  }

  /**
   * One line of a picture: for each column one code from rows `from..to` (inclusive) and the column's bins, the maximum of the peaks or the
   * mean of the powers, written to `into` from `at` on. Rows and bins must be held.
   */
  reduceLine(kind: RowKind, from: number, to: number, columns: Columns, into: Uint16Array, at: number): void {
    if (kind === 'peak') this.#maxima(from, to, columns, into, at);
    else this.#means(from, to, columns, into, at);
  }

  #maxima(from: number, to: number, columns: Columns, into: Uint16Array, at: number): void {
    if (from === to) {
      columnMaxima(this.peak, this.slot(from) * this.#bins, columns, into, at);
      return;
    }
    const low = columns.low[0];
    const high = columns.high[columns.high.length - 1];
    this.#raised.fill(0, low, high + 1);
    for (let seq = from; seq <= to; seq++) raiseTo(this.peak, this.slot(seq) * this.#bins, low, high, this.#raised);
    columnMaxima(this.#raised, 0, columns, into, at);
  }

  #means(from: number, to: number, columns: Columns, into: Uint16Array, at: number): void {
    const { low, high } = columns;
    const codes = this.mean;
    for (let x = 0; x < low.length; x++) {
      const count = (to - from + 1) * (high[x] - low[x] + 1);
      if (count === 1) {
        into[at + x] = codes[this.slot(from) * this.#bins + low[x]];
        continue;
      }
      let sum = 0;
      for (let seq = from; seq <= to; seq++) {
        const start = this.slot(seq) * this.#bins;
        for (let i = start + low[x]; i <= start + high[x]; i++) sum += codePower[codes[i]];
      }
      into[at + x] = dbfsToCode(10 * Math.log10(sum / count));
    }
  }

  /** Level of one bin of one row, dBFS; null where there was no power at all. */
  level(kind: RowKind, seq: number, bin: number): number | null {
    const code = this.codes(kind)[this.slot(seq) * this.#bins + bin];
    return code === 0 ? null : codeToDbfs(code);
  }

  #recordOver(middle: number): void {
    if (this.rows === 0 || middle > this.middle(this.#next - 1)) return;
    this.#next = this.firstFrom(middle);
    this.#epoch++;
  }
}

function allocate(bytes: number): [Uint16Array, Uint16Array] {
  for (let want = bytes; ; want /= 2) {
    const length = Math.floor(want / 4);
    try {
      return [new Uint16Array(length), new Uint16Array(length)];
    } catch (error) {
      if (want / 2 < leastBytes) throw error;
    }
  }
}
