/**
 * Turns many quick wishes (a wheel, a drag past the edge of the band) into few calls: while one is on its way, only the newest further wish is
 * kept.
 */
export class Tuner {
  readonly #send: (center: number) => Promise<void>;
  /** The newest centre that was asked for, until it is answered, and the wish that has not been sent yet. */
  #asked: number | null = null;
  #waiting: number | null = null;
  #sending = false;
  /** Hz that were pushed past the edge and that no step was made of yet. */
  #pushed = 0;

  constructor(send: (center: number) => Promise<void>) {
    this.#send = send;
  }

  /** Hz; null when nothing is on its way. */
  get asked(): number | null {
    return this.#asked;
  }

  /** Resolves when this wish, or a newer one in its place, has been answered. @throws what `send` throws */
  async ask(center: number): Promise<void> {
    this.#waiting = this.#asked = center;
    if (this.#sending) return;
    this.#sending = true;
    try {
      while (this.#waiting !== null) {
        const wanted = this.#waiting;
        this.#waiting = null;
        await this.#send(wanted);
      }
    } finally {
      this.#sending = false;
      this.#asked = this.#waiting = null;
    }
  }

  /**
   * Collects pushes past the edge of the band. Whole steps only, so that the centre stays easy to read; what is less than one waits for the next
   * push in the same direction.
   * @returns the centre to ask for, a multiple of `step`, or null while less than a step has come together
   */
  push(hz: number, step: number, center: number): number | null {
    this.#pushed = Math.sign(hz) === Math.sign(this.#pushed) ? this.#pushed + hz : hz;
    const steps = Math.trunc(this.#pushed / step + Math.sign(hz) * 1e-6);
    if (steps === 0) return null;
    this.#pushed -= steps * step;
    return (Math.round(center / step) + steps) * step;
  }
}
