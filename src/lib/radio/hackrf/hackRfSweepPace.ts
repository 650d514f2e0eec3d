import { blockBytes, sweepRate } from './hackRfSweepPlan.ts';

/** Transfers whose pace is remembered: more than are ever queued, so that some of them came before a stall of the host. */
const remembered = 80;
/** Pace is measured over so many transfers. */
const apart = 8;
/** Fewer measurements than this tell no pace. */
const fewest = 16;
/** Blocks that come faster than their samples were waiting somewhere, s. */
const fastest = blockBytes / 2 / sweepRate;
/** The earliest of so many transfers after a loss tells how long it was. */
const watched = 8;
/** How far times are believed: a host's, s, and the pace, as a share. */
const hostDoubt = 2e-3;
const paceDoubt = 2e-3;
/** A loss is clear when it is so many times as long as what is in doubt, and fits whole rounds to so many times that. */
const clear = 8;
const fits = 4;

/**
 * Tells how many whole rounds of a sweep were lost, which the order of its stops cannot show. Blocks come at an even pace; when some are known to
 * be missing, all that follows comes later than those that are missing account for. What is not clear counts as none; a pause of a device
 * that lost nothing is none either.
 */
export class HackRfSweepPace {
  /** When transfers came (s), and how many blocks had been sent by then. Oldest first. */
  readonly #came: { at: number; blocks: number }[] = [];
  #blocks = 0;
  /** Transfers after a loss that are still waited for, and the earliest of those that came. */
  #watching = 0;
  #after: { at: number; blocks: number }[] = [];

  /** Something was lost; nobody knows how much. */
  broken(): void {
    this.#watching = watched;
    this.#after = [];
  }

  /** So many blocks are known not to have come. */
  missing(blocks: number): void {
    this.#blocks += blocks;
    this.broken();
  }

  /**
   * A transfer of so many blocks has come at `at`.
   * @param stops blocks of a round
   * @returns rounds that were lost beyond what was known
   */
  heard(at: number, blocks: number, stops: number): number {
    this.#blocks += blocks;
    const one = { at, blocks: this.#blocks };
    if (this.#watching === 0) {
      this.#came.push(one);
      if (this.#came.length > remembered) this.#came.shift();
      return 0;
    }
    this.#after.push(one);
    this.#watching -= 1;
    if (this.#watching > 0) return 0;
    const rounds = this.#rounds(stops);
    this.#came.splice(0);
    return rounds;
  }

  #rounds(stops: number): number {
    const came = this.#came;
    const paces = came
      .slice(apart)
      .map(({ at, blocks }, k) => (at - came[k].at) / (blocks - came[k].blocks))
      .filter((pace) => pace > fastest)
      .sort((a, b) => a - b);
    if (paces.length < fewest) return 0;
    const pace = paces[paces.length >> 1];
    const least = (of: typeof came) => Math.min(...of.map(({ at, blocks }) => at - came[0].at - blocks * pace));
    const late = least(this.#after) - least(came);
    const round = stops * pace;
    const rounds = Math.round(late / round);
    const doubt = hostDoubt + paceDoubt * (this.#after[0].at - came[0].at);
    const plain = late > clear * doubt && Math.abs(late - rounds * round) < fits * doubt;
    return plain ? rounds : 0;
  }
}
