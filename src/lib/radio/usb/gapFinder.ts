import type { Submission } from './submission.ts';

export interface Gap {
  /** 'lost': samples may be missing. 'clock set': none are, it is the host's clock that has jumped. */
  readonly kind: 'lost' | 'clock set';
  /** How long it is by the time at which the transfer was queued, s; Infinity where that says nothing. */
  readonly length: number;
}

/** Even: within this share of the duration; less than `plain` shows nothing, s. */
const uneven = 0.25;
const plain = 0.1;
/** Queuing a transfer takes less than this, unless the host was stopped in the middle of it, s. */
const stopped = 1e-3;
/** More transfers than are ever queued. */
const remembered = 256;

/**
 * Tells where a device may have found no transfer queued: where one was queued later than everything before it had come in. It is judged
 * when the data comes, in order, so that each judgement stands on what is known of all the transfers before it.
 */
export class GapFinder {
  readonly #at = new Float64Array(remembered);
  readonly #seconds = new Float64Array(remembered);
  #taken = 0;

  /**
   * A transfer of `seconds` came at `at`.
   * @param end when everything before it had come in, s
   * @param failed duration of the transfers that failed before it, s
   * @returns the gap before it, or null
   */
  judge(submission: Submission, at: number, seconds: number, end: number, failed: number): Gap | null {
    const gap = this.#find(submission, at, seconds, end, failed);
    this.#at[this.#taken % remembered] = at;
    this.#seconds[this.#taken % remembered] = seconds;
    this.#taken += 1;
    return gap;
  }

  #find(
    { from, to, taken, restarted }: Submission,
    at: number,
    seconds: number,
    end: number,
    failed: number
  ): Gap | null {
    if (restarted) return { kind: 'lost', length: Infinity };
    // A host that was stopped while it queued it: had it been in time, it would have come in meanwhile, and be here now.
    const late = from > end || (to - from > stopped && to > end && at > to + seconds / 2);
    if (late) return { kind: this.#cameEvenly(from, taken) ? 'clock set' : 'lost', length: to - end + failed };
    return failed > 0 ? { kind: 'lost', length: failed } : null;
  }

  /**
   * Whether what was queued at `from` came at its pace afterwards, as it does when only the clock was set; whoever was stopped finds much of
   * it at once. Hosts' clocks go on evenly, so a set clock has to be plain.
   * @param taken transfers that had come by `from`
   */
  #cameEvenly(from: number, taken: number): boolean {
    let seconds = 0;
    for (let at = Math.max(taken, this.#taken - remembered); at < this.#taken; at++) {
      seconds += this.#seconds[at % remembered];
      const share = (this.#at[at % remembered] - from) / seconds;
      if (share < 1 - uneven || share > 1 + uneven) return false;
    }
    return seconds >= plain;
  }
}
