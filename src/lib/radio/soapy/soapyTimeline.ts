import type { Clock } from '#lib/base/clock.ts';

/** Where samples belong that were read. */
export interface SoapyPlace {
  /** Of the first sample. */
  readonly sampleIndex: number;
  /** Of the first sample, seconds since 1970. */
  readonly time: number;
  /** Samples lost just before. */
  readonly lost: number;
}

/** Stamps may be rounded by this much, or by two samples: what the device lost is never as little. */
const rounding = 2e-6;
/** A stamp that goes further ahead than the host's clock did, by this much: the device's clock was set. */
const clockStep = 2;
/** Stamps this often behind the samples before them are none of the sample clock. */
const mostStrikes = 3;
/** A device whose clock is this near to the time of day was set to it. */
const knowsTheTime = 60;
/** Crystals are better than this. */
const drift = 200e-6;
/** Times are kept this near to the host's clock. */
const nearEnough = 0.05;
/** Reads after which a queue that never empties counts as empty. */
const mostQueued = 64;

/**
 * Counts the samples of a stream and puts them in time.
 *
 * With hardware time stamps a loss is exactly what lies between two of them. Without, the driver says only that it lost something: then how
 * much is estimated, by how far the samples fell behind the host's clock once its queue is empty again.
 */
export class SoapyTimeline {
  readonly #clock: Clock;
  #rate = Number.NaN;
  /** Index of the next sample. */
  #next = 0;
  /** Samples since the stamp. */
  #stamp: bigint | null = null;
  #since = 0;
  #strikes = 0;
  #distrusted = false;
  /** Time of day minus device time, ns; null before the first stamp. */
  #offset: bigint | null = null;
  /** A sample and its time, which the next are counted from where there are no stamps; null before the first. */
  #anchor: { readonly index: number; readonly time: number } | null = null;
  #arrived = Number.NaN;
  /** How late samples come when nothing is queued, seconds. */
  #usual = Number.NaN;
  #overflowed = false;
  #queued = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Device time of the end of what was placed last, ns; null where stamps do not tell. */
  get deviceTime(): bigint | null {
    return this.#stamp === null || this.#distrusted ? null : this.#stamp + this.#nanoseconds(this.#since);
  }

  /** The samples that come next do not continue those before: a stream begins, or another rate. That is no loss. */
  restart(rate: number): void {
    this.#rate = rate;
    this.#stamp = null;
    this.#anchor = null;
    this.#arrived = this.#clock.now();
    this.#usual = Number.NaN;
    this.#overflowed = false;
  }

  /** The driver says that it lost samples before what comes next. */
  overflow(): void {
    this.#overflowed = true;
    this.#queued = 0;
  }

  /**
   * @param stamp device time of the first sample, ns; null without
   * @param waited the read had to wait: nothing was queued in front of these samples
   */
  place(samples: number, stamp: bigint | null, waited: boolean): SoapyPlace {
    const now = this.#clock.now();
    const usable = this.#distrusted ? null : stamp;
    const lost = usable === null ? this.#estimate(samples, waited, now) : this.#gap(usable, now);
    const sampleIndex = this.#next + lost;
    this.#next = sampleIndex + samples;
    const time = usable === null ? this.#count(sampleIndex, lost, samples, now) : this.#told(usable, samples, now);
    if (usable !== null) this.#anchor = { index: sampleIndex, time };
    this.#arrived = now;
    return { sampleIndex, time, lost };
  }

  /** Samples between those before and the stamp. */
  #gap(stamp: bigint, now: number): number {
    if (this.#stamp === null) return 0;
    const gap = (Number(stamp - this.#stamp) * this.#rate) / 1e9 - this.#since;
    this.#overflowed = false;
    if (Math.abs(gap) <= Math.max(2, rounding * this.#rate)) return 0;
    if (gap > 0 && gap / this.#rate < now - this.#arrived + clockStep) return Math.round(gap);
    if (Math.abs(gap) / this.#rate >= clockStep) {
      this.#offset = null;
      this.#usual = Number.NaN;
    } else if (++this.#strikes >= mostStrikes) this.#distrusted = true;
    return 0;
  }

  /** Time of a sample with a stamp. */
  #told(stamp: bigint, samples: number, now: number): number {
    this.#stamp = stamp;
    this.#since = samples;
    const end = stamp + this.#nanoseconds(samples);
    const day = BigInt(Math.round(now * 1e6)) * 1000n;
    this.#offset ??= Math.abs(Number(day - end)) < knowsTheTime * 1e9 ? 0n : day - end;
    const late = this.#late(now - Number(end + this.#offset) / 1e9, now);
    if (this.#offset !== 0n && Math.abs(late) > nearEnough) {
      this.#offset += BigInt(Math.round(late * 1e9));
      this.#usual = Number.NaN;
    }
    return Number(stamp + this.#offset) / 1e9;
  }

  /** Time of a sample without a stamp. */
  #count(index: number, lost: number, samples: number, now: number): number {
    this.#since += lost + samples;
    const length = samples / this.#rate;
    this.#anchor ??= { index, time: now - length };
    const time = this.#anchor.time + (index - this.#anchor.index) / this.#rate;
    const late = this.#late(now - (time + length), now);
    if (Math.abs(late) <= nearEnough || this.#overflowed) return time;
    this.#anchor = { index, time: time + late };
    this.#usual = Number.NaN;
    return time + late;
  }

  /** Samples lost by an overflow that no stamp tells about. */
  #estimate(samples: number, waited: boolean, now: number): number {
    // What is lost before a stream's first sample is no part of it.
    if (this.#anchor === null) this.#overflowed = false;
    if (!this.#overflowed || this.#anchor === null) return 0;
    if (!waited && ++this.#queued < mostQueued) return 0;
    this.#overflowed = false;
    const due = this.#anchor.time + (this.#next + samples - this.#anchor.index) / this.#rate;
    const late = now - due - (Number.isNaN(this.#usual) ? 0 : this.#usual);
    return Math.max(1, Math.round(late * this.#rate));
  }

  /** Follows the least lateness, which is that of an empty queue; it may grow as slowly as crystals differ. */
  #late(late: number, now: number): number {
    const grown = this.#usual + Math.max(0, now - this.#arrived) * drift;
    this.#usual = Number.isNaN(this.#usual) || late < grown ? late : grown;
    return this.#usual;
  }

  #nanoseconds(samples: number): bigint {
    return BigInt(Math.round((samples * 1e9) / this.#rate));
  }
}
