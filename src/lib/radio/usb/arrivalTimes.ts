/**
 * Which sample came in when, from when transfers were answered. Answers come late by whatever the host is busy with, never early, so the
 * earliest of many tells: `lateness` is the least of the last 2 to 4 s of samples (the lower envelope), which follows a sample clock that is
 * off. So long a stretch holds more than can wait in the host: a reader that was stopped, however long, does not take its own delay for the
 * least; and one that is stopped again and again, so that it hears nothing in time, is believed only what a sample clock can be off. The
 * times themselves stay on one line and are moved in steps, when the envelope is further away from it than the
 * tolerance (5 ms).
 */
export class ArrivalTimes {
  #rate: number;
  #index: number;
  #time: number;
  /** The first was heard of when `at` says. */
  #least = 0;
  #leastBefore = Infinity;
  /** Of the times heard in this stretch, those near the least. */
  #near = 0;
  #heard = 0;
  #windowEnd: number;
  readonly #tolerance: number;

  /**
   * @param rate samples per second
   * @param time s of the clock at which sample `index` came in
   * @param tolerance s by which the envelope may be off before times are moved
   */
  constructor(rate: number, index: number, time: number, tolerance = 5e-3) {
    this.#tolerance = tolerance;
    this.#rate = rate;
    this.#index = index;
    this.#time = time;
    this.#windowEnd = time + windowSeconds;
  }

  /** Time of a sample, s. */
  at(index: number): number {
    return this.#time + (index - this.#index) / this.#rate;
  }

  /** How much later than `at` says samples are heard of at best, s. */
  get lateness(): number {
    return Math.min(this.#least, this.#leastBefore);
  }

  /** Everything before sample `index` had come at `now`. @param mostBack s by which times may be moved back at once */
  heard(index: number, now: number, mostBack: number): void {
    const late = now - this.at(index);
    if (late < this.#least - near) this.#near = 0;
    if (late < this.#least + near) this.#near += 1;
    this.#heard += 1;
    this.#least = Math.min(this.#least, late);
    if (this.#least < -this.#tolerance) this.#move(Math.max(this.#least, -mostBack));
    if (this.at(index) < this.#windowEnd) return;
    this.#windowEnd = this.at(index) + windowSeconds;
    if (2 * this.#near < this.#heard) this.#least = Math.min(this.#least, this.lateness + drift);
    this.#near = 0;
    this.#heard = 0;
    if (this.lateness > this.#tolerance) this.#move(this.lateness);
    this.#leastBefore = this.#least;
    this.#least = Infinity;
  }

  /** From sample `index` on another rate. */
  change(index: number, rate: number): void {
    this.#time = this.at(index);
    this.#index = index;
    this.#rate = rate;
    this.#leastBefore = this.lateness;
    this.#least = Infinity;
  }

  /** What was lost up to now was found by `lateness`, so that still holds. */
  confirm(): void {
    this.#least = this.lateness;
  }

  /** The clock was set: it is `by` ahead of what it was. */
  shift(by: number): void {
    this.#time += by;
    this.#windowEnd += by;
  }

  #move(by: number): void {
    this.#time += by;
    this.#least -= by;
    this.#leastBefore -= by;
  }
}

const windowSeconds = 2;
/** Near the least, s: of a host that is punctual, most are. */
const near = 10e-3;
/** A sample clock is off by less than this in a stretch: 1000 ppm, s. */
const drift = 2e-3;
