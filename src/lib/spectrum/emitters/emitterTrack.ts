import { gate, logDurationOf, longest, scales, type Burst } from './burst.ts';
import type { Emitter } from './emitter.ts';
import { findPeriod } from './findPeriod.ts';
import type { HopState } from './hopState.ts';

/** Bursts over which the features are averaged once there are as many: slow drift is followed. */
const memory = 32;
/** Starts kept to find a period in. */
const keptStarts = 24;
/** Packets closer than this are repeats of one transmission. */
const repeatSeconds = 1;
const periodOptions = { tolerance: 0.1, mostMissed: 8, share: 0.75 } as const;
const leastIntervals = 4;
/** Lengths within this, in octaves, are a habit. */
const regular = 0.5;
const mostClasses = 16;

/** One emitter while it is remembered: running means, never the bursts themselves. */
export class EmitterTrack {
  readonly id: number;
  first = Infinity;
  last = -Infinity;
  bursts = 0;
  /** Detections of it that are open. */
  open = 0;
  center = 0;
  level = 0;
  logWidth = 0;
  logDuration = 0;
  hop: HopState | null = null;
  #below = 0;
  #above = 0;
  #durationSpread = 0;
  #onTime = 0;
  #weight = 0;
  /** Newest starts of bursts, and of transmissions: bursts with a pause before them. */
  #starts: number[] = [];
  #groups: number[] = [];
  #groupEnd = -Infinity;
  readonly #classes = new Map<string, number>();

  constructor(id: number) {
    this.id = id;
  }

  /** Takes a burst. They come in order of their starts within a batch. */
  add(burst: Burst): void {
    this.bursts++;
    this.#follow(burst, 1 / Math.min(memory, ++this.#weight));
    keep(this.#starts, burst.start);
    if (burst.start > this.#groupEnd + repeatSeconds) keep(this.#groups, burst.start);
    this.#extend(burst);
    if (burst.class === null) return;
    if (!this.#classes.has(burst.class) && this.#classes.size >= mostClasses) return;
    const vote = burst.class === 'unknown' ? 0 : burst.confidence;
    this.#classes.set(burst.class, (this.#classes.get(burst.class) ?? 0) + vote);
  }

  /** The newest burst goes on, or has come to its end. */
  refresh(burst: Burst): void {
    this.#follow(burst, 1 / Math.min(memory, this.#weight + 1));
    this.#extend(burst);
  }

  #follow(burst: Burst, share: number): void {
    const apart = burst.logDuration - this.logDuration;
    this.center += share * (burst.center - this.center);
    this.level += share * (burst.level - this.level);
    this.logWidth += share * (burst.logWidth - this.logWidth);
    this.logDuration += share * apart;
    this.#durationSpread = (1 - share) * (this.#durationSpread + share * apart * apart);
    this.#below += share * (burst.center - burst.low - this.#below);
    this.#above += share * (burst.high - burst.center - this.#above);
  }

  #extend({ start, stop }: Burst): void {
    // What overlaps is on once.
    if (start > this.last || this.bursts === 1) this.#onTime += stop - Math.max(start, this.last);
    else if (stop > this.last) this.#onTime += stop - this.last;
    this.first = Math.min(this.first, start);
    this.last = Math.max(this.last, stop);
    this.#groupEnd = Math.max(this.#groupEnd, stop);
  }

  /** Takes over another one that turned out to be the same. */
  absorb(other: EmitterTrack): void {
    const weight = this.bursts + other.bursts;
    const share = other.bursts / weight;
    const low = Math.min(this.center - this.#below, other.center - other.#below);
    const high = Math.max(this.center + this.#above, other.center + other.#above);
    this.center += share * (other.center - this.center);
    this.level += share * (other.level - this.level);
    this.logWidth += share * (other.logWidth - this.logWidth);
    this.logDuration += share * (other.logDuration - this.logDuration);
    this.#below = this.center - low;
    this.#above = high - this.center;
    this.bursts = weight;
    this.#weight = weight;
    this.open += other.open;
    this.#onTime += other.#onTime;
    this.first = Math.min(this.first, other.first);
    this.last = Math.max(this.last, other.last);
    this.#groupEnd = Math.max(this.#groupEnd, other.#groupEnd);
    this.#starts = newest([...this.#starts, ...other.#starts]);
    this.#groups = newest([...this.#groups, ...other.#groups]);
    for (const [name, vote] of other.#classes) this.#classes.set(name, (this.#classes.get(name) ?? 0) + vote);
  }

  /**
   * Squared distance of a burst (or the mean of several) from this emitter on its one frequency, in units of `scales`. How long it lasts counts
   * only where this one has a habit and the burst is short: speech has none, and a stretch cut off by a gap says nothing. Infinity beyond the gate
   * counts as any distance there.
   */
  distance(center: number, logWidth: number, level: number, logDuration: number, binHz: number): number {
    const width = (logWidth - this.logWidth) / scales.width;
    const strength = (level - this.level) / scales.level;
    // Most are refused by what costs least.
    if (width * width + strength * strength >= gate) return Infinity;
    const narrow = 2 ** Math.min(logWidth, this.logWidth);
    const frequency = (center - this.center) / Math.max(scales.bins * binHz, scales.share * narrow);
    const length = this.isRegular && logDuration < longestLog ? (logDuration - this.logDuration) / scales.duration : 0;
    return frequency * frequency + width * width + strength * strength + length * length;
  }

  /** Whether its bursts are short and all about as long. */
  get isRegular(): boolean {
    return this.bursts >= 3 && this.#durationSpread < regular * regular && this.logDuration < longestLog;
  }

  get period(): number | null {
    const starts = this.#groups.length > leastIntervals ? this.#groups : this.#starts;
    if (starts.length <= leastIntervals) return null;
    const intervals = starts.slice(1).map((start, i) => start - starts[i]);
    return findPeriod(intervals, periodOptions)?.seconds ?? null;
  }

  get class(): string | null {
    let best: string | null = null;
    let most = -1;
    for (const [name, vote] of this.#classes) {
      if (vote < most || (vote === most && best !== null && best < name)) continue;
      best = name;
      most = vote;
    }
    return most > 0 ? best : this.#classes.size > 0 ? 'unknown' : null;
  }

  /** As it stands, for others to keep. */
  describe(): Emitter {
    const { hop, period } = this;
    const kind = this.class;
    const span = this.last - this.first;
    const low = hop === null ? this.center - this.#below : hop.low - 2 ** this.logWidth / 2;
    const high = hop === null ? this.center + this.#above : hop.high + 2 ** this.logWidth / 2;
    return {
      id: this.id,
      first: this.first,
      last: this.last,
      centerHz: hop === null ? this.center : (low + high) / 2,
      lowHz: low,
      highHz: high,
      bursts: this.bursts,
      duty: Math.min(1, this.#onTime / span),
      ...(hop === null && period !== null ? { period } : {}),
      ...(hop === null
        ? {}
        : { hop: { channels: hop.channels(), dwell: 2 ** this.logDuration, interval: hop.interval } }),
      level: this.level,
      ...(kind === null ? {} : { class: kind }),
      on: this.open > 0
    };
  }
}

const longestLog = logDurationOf(longest);

/** Appends in order of time and drops the oldest. */
function keep(starts: number[], start: number): void {
  let at = starts.length;
  while (at > 0 && starts[at - 1] > start) at--;
  starts.splice(at, 0, start);
  if (starts.length > keptStarts) starts.shift();
}

function newest(starts: number[]): number[] {
  return starts.sort((a, b) => a - b).slice(-keptStarts);
}
