import type { History, RowKind } from './history.ts';
import { codesPerDb, codeToDbfs, highestCode } from './levelCode.ts';

/** Of the bins of a row this share lies below the level that is taken for its floor: a busy band still has that much room between signals. */
const floorQuantile = 0.3;
/** The floor sits this far above the bottom of the scale, so that noise is seen and a drop of it too; the strongest this far below the top. */
const belowFloor = 8;
const aboveTop = 5;
/** Least span: noise alone must not be stretched into a picture of signals. */
const leastSpan = 40;
/** A level moves only once it is this far from where it should be, and then all the way: no flicker, no creeping. */
const hysteresis = 3;
/** Time constant of the floor, seconds. */
const floorTime = 1.5;
/** The strongest is that of the last one to two windows of this many seconds, so that a beacon every few seconds does not pump the scale. */
const topWindow = 8;
/** Levels move by at least this much, dB: every step colours the whole waterfall anew. */
const quantum = 1;

const bucketCodes = codesPerDb / 4;
const buckets = Math.ceil((highestCode + 1) / bucketCodes);

/**
 * Levels of the scale from the data, dBFS: the bottom under the noise floor (a low quantile of each row, smoothed), the top above the
 * strongest of the last seconds. The first row sets them at once.
 */
export class AutoLevels {
  #counts = new Uint32Array(buckets);
  #floor = NaN;
  #top = NaN;
  #topBefore = NaN;
  #windowAge = 0;
  #min = -120;
  #max = 0;
  #minMoving = false;
  #maxMoving = false;

  get minDbfs(): number {
    return this.#min;
  }
  get maxDbfs(): number {
    return this.#max;
  }
  /** The smoothed noise floor, dBFS; NaN before the first row. */
  get floor(): number {
    return this.#floor;
  }

  /** Forgets what was learned; the levels stay until the next row sets them. */
  restart(): void {
    this.#floor = NaN;
  }

  /** Learns from row `seq` of the history. A row without any power (a source that sends zeros) teaches nothing. */
  add(history: History, kind: RowKind, seq: number): void {
    const codes = history.codes(kind);
    const start = history.slot(seq) * history.bins;
    this.#counts.fill(0);
    let used = 0;
    let highest = 0;
    for (let i = start; i < start + history.bins; i++) {
      const code = codes[i];
      if (code === 0) continue;
      used++;
      if (code > highest) highest = code;
      this.#counts[(code / bucketCodes) | 0]++;
    }
    if (used === 0) return;
    const floor = this.#quantile(used * floorQuantile);
    const top = codeToDbfs(highest);
    if (Number.isNaN(this.#floor)) {
      this.#floor = floor;
      this.#top = this.#topBefore = top;
      this.#windowAge = 0;
      this.#min = this.#wantedMin();
      this.#max = this.#wantedMax();
      return;
    }
    const seconds = history.end(seq) - history.time(seq);
    this.#floor += (floor - this.#floor) * (1 - Math.exp(-seconds / floorTime));
    this.#windowAge += seconds;
    if (this.#windowAge > topWindow) {
      this.#topBefore = this.#top;
      this.#top = top;
      this.#windowAge = 0;
    } else this.#top = Math.max(this.#top, top);
    this.#move();
  }

  #quantile(rank: number): number {
    let below = 0;
    let bucket = 0;
    while (bucket < buckets - 1 && below + this.#counts[bucket] < rank) below += this.#counts[bucket++];
    const share = this.#counts[bucket] === 0 ? 0.5 : (rank - below) / this.#counts[bucket];
    return codeToDbfs((bucket + share) * bucketCodes);
  }

  #wantedMin(): number {
    return quantum * Math.round((this.#floor - belowFloor) / quantum);
  }

  #wantedMax(): number {
    return (
      quantum *
      Math.round(
        Math.max(this.#top + aboveTop, this.#topBefore + aboveTop, this.#floor - belowFloor + leastSpan) / quantum
      )
    );
  }

  #move(): void {
    const min = this.#wantedMin();
    const max = this.#wantedMax();
    if (Math.abs(min - this.#min) > hysteresis) this.#minMoving = true;
    if (Math.abs(max - this.#max) > hysteresis) this.#maxMoving = true;
    // A fifth of the way per row is quick and still a glide at 20 rows/s; a top that is too low would clip the trace and jumps.
    if (this.#minMoving) this.#min = approach(this.#min, min);
    if (this.#maxMoving) this.#max = max > this.#max ? max : approach(this.#max, max);
    if (this.#min === min) this.#minMoving = false;
    if (this.#max === max) this.#maxMoving = false;
  }
}

function approach(from: number, to: number): number {
  const step = Math.max(quantum, quantum * Math.round(Math.abs(to - from) / 5 / quantum));
  return from < to ? Math.min(from + step, to) : Math.max(from - step, to);
}
