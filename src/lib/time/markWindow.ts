import type { TimeMark } from './timeMark.ts';

/** As many marks as must agree before they are believed against all that came before. */
const quorum = 5;
/** Even a receiver that speaks a hundred times a second fills no more than this. */
const most = 256;

interface Limits {
  /** How long a mark counts, seconds. */
  readonly seconds: number;
  /** How far a difference may lie below and above the least of the others, seconds. */
  readonly below: number;
  readonly above: number;
}

/** The marks of the last while that agree with one another. */
export class MarkWindow {
  readonly #limits: Limits;
  #marks: TimeMark[] = [];
  /** Those that disagree, but with one another agree: a clock was set. */
  #dissent: TimeMark[] = [];

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  get newest(): TimeMark | null {
    return this.#marks.at(-1) ?? null;
  }

  /** Host minus GPS of each, seconds, in order. */
  get differences(): readonly number[] {
    return this.#marks.map(difference);
  }

  /** @returns false when the mark is refused */
  add(mark: TimeMark): boolean {
    if (this.#fits(this.#marks, mark)) {
      this.#dissent = [];
      this.#marks = this.#kept([...this.#marks, mark], mark);
      return true;
    }
    this.#dissent = this.#fits(this.#dissent, mark) ? [...this.#dissent, mark] : [mark];
    if (this.#dissent.length < quorum) return false;
    this.#marks = this.#kept(this.#dissent, mark);
    this.#dissent = [];
    return true;
  }

  #fits(marks: readonly TimeMark[], mark: TimeMark): boolean {
    if (marks.length === 0) return true;
    const least = Math.min(...marks.map(difference));
    const over = difference(mark) - least;
    return over >= -this.#limits.below && over <= this.#limits.above;
  }

  #kept(marks: readonly TimeMark[], { host }: TimeMark): TimeMark[] {
    return marks.filter((mark) => Math.abs(host - mark.host) <= this.#limits.seconds).slice(-most);
  }
}

function difference({ host, gps }: TimeMark): number {
  return host - gps;
}
