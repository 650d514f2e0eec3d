import { metresBetween, type Place } from './geolocation.ts';

/** What a capture segment says: from sample `sampleStart` of the dataset on, this holds. */
export interface WrittenSegment {
  readonly sampleStart: number;
  /** Index of that sample on the clock of the radio, which counts lost samples too. */
  readonly globalIndex: number;
  /** Hz. */
  readonly center: number;
  /** Seconds since 1970, null when nobody knows. */
  readonly time: number | null;
  /** Where the radio was; absent when nobody knows. */
  readonly place?: Place;
}

/** A block of samples, as far as segments depend on it. */
export interface SegmentBlock {
  readonly sampleIndex: number;
  readonly count: number;
  readonly center: number;
  readonly rate: number;
  readonly time: number;
  /** Where the radio is; null or absent when nobody knows. */
  readonly place?: Place | null;
}

/** More than this is no recording of a band but a sweep over many, and its metadata would outgrow what readers take. */
const segmentLimit = 250_000;
/** Recordings without a date, and clocks that nobody has set, count from 0: what is before 1971 is no date. */
const firstDate = 365 * 86400;
/** Radios estimate the times of their samples, and correct them in small steps: up to this much (s) is no news. */
const timeTolerance = 0.02;
/** Positions of a receiver that stands still wander: up to this much (m) is no news. */
const placeTolerance = 30;

/**
 * Finds where the capture segments of a recording begin: at its first sample, behind lost samples, at another centre frequency, and where
 * the time is another than the samples before it say, or the place another than at its start.
 */
export class WriteSegments {
  readonly list: WrittenSegment[] = [];
  #samples = 0;
  #lost = 0;
  #open: { center: number; startIndex: number; startTime: number; nextIndex: number; place: Place | null } | null =
    null;

  /** Samples in the dataset. */
  get samples(): number {
    return this.#samples;
  }

  /** Samples that are missing between its first and its last. */
  get lost(): number {
    return this.#lost;
  }

  get full(): boolean {
    return this.list.length >= segmentLimit;
  }

  /** Counts a block that goes to the end of the dataset. @returns true when a segment begins with it */
  add({ sampleIndex, count, center, rate, time, place = null }: SegmentBlock): boolean {
    const before = this.#open;
    const begins =
      before === null ||
      sampleIndex !== before.nextIndex ||
      center !== before.center ||
      Math.abs(time - before.startTime - (sampleIndex - before.startIndex) / rate) > timeTolerance ||
      (place !== null && (before.place === null || metresBetween(place, before.place) > placeTolerance));
    if (begins)
      this.list.push({
        sampleStart: this.#samples,
        globalIndex: sampleIndex,
        center,
        time: time < firstDate ? null : time,
        ...(place === null ? {} : { place })
      });
    if (before !== null) this.#lost += Math.max(0, sampleIndex - before.nextIndex);
    this.#samples += count;
    const { startIndex, startTime } = begins ? { startIndex: sampleIndex, startTime: time } : before;
    this.#open = {
      center,
      startIndex,
      startTime,
      nextIndex: sampleIndex + count,
      place: begins ? place : before.place
    };
    return begins;
  }
}
