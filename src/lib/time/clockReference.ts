import type { TimeMark } from './timeMark.ts';
import { MarkWindow } from './markWindow.ts';

/** Offset of the host's clock, and how far it can be trusted. */
export interface ClockEstimate {
  /** What it rests on; `system`: nothing but the host's own clock. */
  readonly source: 'system' | 'gps-nmea' | 'gps-pps';
  /** Host's clock minus GPS, seconds: positive where the host is ahead. 0 for `system`. */
  readonly offset: number;
  /** The true offset lies within this of `offset`, seconds; null for `system`, where nobody knows. */
  readonly uncertainty: number | null;
  /** Seconds since the newest mark that it rests on; null for `system`. */
  readonly age: number | null;
}

/** Why a mark was not used. `jump`: it disagrees with those before; `nonsense`: no date of this century. */
export type MarkVerdict = 'taken' | 'jump' | 'nonsense';

export interface ClockReferenceOptions {
  /**
   * How late the first byte about a moment arrives when nothing else is in the way, shortest and longest, seconds: what a receiver takes to
   * calculate. Receivers have between nearly nothing and half a second; who has measured theirs may say so.
   */
  readonly latency?: readonly [number, number];
}

/** GPS time before this is a receiver's fancy: 2020-01-01 (older than this project), or after 2100. */
const earliest = 1_577_836_800;
const latestTime = 4_102_444_800;
/** Clocks of computers run wrong by no more than this: quartz, without discipline. */
const drift = 1e-4;
/** After so long without a mark the host is on its own again, seconds. */
const forgets = 600;
/** A pulse says more than messages for so long, seconds. */
const pulseHolds = 30;
/** Edge of a pulse as an interrupt sees it, at best, seconds. */
const pulsePrecision = 1e-6;

/**
 * Estimates the offset of the host's clock from time marks. Messages arrive late by a delay that varies but has a floor, so the least of many
 * differences counts (their lower envelope), less the middle of what receivers need; half of that range stays in doubt. Pulses are sharp:
 * their median counts. A mark that jumps is refused until several agree with it.
 */
export class ClockReference {
  readonly #latency: readonly [number, number];
  readonly #messages = new MarkWindow({ seconds: 64, below: 0.9, above: 2 });
  readonly #pulses = new MarkWindow({ seconds: 32, below: 0.01, above: 0.01 });
  readonly #refused = { jump: 0, nonsense: 0 };

  constructor({ latency = [0, 0.5] }: ClockReferenceOptions = {}) {
    this.#latency = latency;
  }

  /** Marks that were not used, by why. */
  get refused(): Readonly<Record<'jump' | 'nonsense', number>> {
    return this.#refused;
  }

  add(mark: TimeMark): MarkVerdict {
    const verdict = this.#judge(mark);
    if (verdict !== 'taken') this.#refused[verdict]++;
    return verdict;
  }

  /** @param now host's time, seconds since 1970 */
  estimate(now: number): ClockEstimate {
    const pulses = this.#byPulses(now);
    if (pulses !== null && pulses.age !== null && pulses.age <= pulseHolds) return pulses;
    const candidates = [pulses, this.#byMessages(now)].filter((estimate) => estimate !== null);
    candidates.sort((a, b) => (a.uncertainty ?? Infinity) - (b.uncertainty ?? Infinity));
    return candidates.at(0) ?? { source: 'system', offset: 0, uncertainty: null, age: null };
  }

  #judge(mark: TimeMark): MarkVerdict {
    const { host, gps, by } = mark;
    if (!Number.isFinite(host) || !(gps > earliest && gps < latestTime)) return 'nonsense';
    if (by === 'nmea') return this.#messages.add(mark) ? 'taken' : 'jump';
    // A pulse says when a second begins, the messages which one: a pulse that was given another second is refused.
    const messages = this.#byMessages(host);
    if (messages !== null && Math.abs(host - gps - messages.offset) > (messages.uncertainty ?? 0) + 0.5) return 'jump';
    return this.#pulses.add(mark) ? 'taken' : 'jump';
  }

  #byMessages(now: number): ClockEstimate | null {
    const differences = this.#messages.differences;
    const age = this.#age(this.#messages, now);
    if (age === null) return null;
    const [shortest, longest] = this.#latency;
    const floor = Math.min(...differences);
    // What the least of n delays still lies above the floor, if they are spread as the middle one says; and whether the floor has moved.
    const spread = (median(differences) - floor) / differences.length;
    const moved = Math.min(...differences.slice(-10)) - floor;
    return {
      source: 'gps-nmea',
      offset: floor - (shortest + longest) / 2,
      uncertainty: (longest - shortest) / 2 + spread + moved + drift * age,
      age
    };
  }

  #byPulses(now: number): ClockEstimate | null {
    const differences = this.#pulses.differences;
    const age = this.#age(this.#pulses, now);
    if (age === null) return null;
    const offset = median(differences);
    const deviation = median(differences.map((difference) => Math.abs(difference - offset)));
    const precision = Math.max(pulsePrecision, this.#pulses.newest?.precision ?? 0);
    // 1.4826 times the median deviation is the standard deviation; twice that holds nearly all.
    return { source: 'gps-pps', offset, uncertainty: precision + 2.97 * deviation + drift * age, age };
  }

  #age(window: MarkWindow, now: number): number | null {
    const age = window.newest === null ? Infinity : Math.max(0, now - window.newest.host);
    return age <= forgets ? age : null;
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
