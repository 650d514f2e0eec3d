/** Stretches that are remembered: more than detections on a screen reach back over. */
const most = 256;

interface Stretch {
  readonly index: number;
  readonly time: number;
}

/**
 * Times of samples by their index, over a stream whose clock is not one straight line: after a pause or a loss both go on together, after a seek
 * indices go on and times do not.
 */
export class SampleTimes {
  readonly #rate: number;
  readonly #stretches: Stretch[] = [];

  /** @param rate S/s */
  constructor(rate: number) {
    this.#rate = rate;
  }

  /** From sample `index` on, time runs from `time`. Indices come in rising order. */
  begin(index: number, time: number): void {
    this.#stretches.push({ index, time });
    if (this.#stretches.length > most) this.#stretches.shift();
  }

  /** Seconds on the source's clock at which sample `index` was taken; before anything began: counted from sample 0. */
  at(index: number): number {
    const stretch = this.#stretches.findLast((one) => one.index <= index) ?? this.#stretches.at(0);
    return stretch === undefined ? index / this.#rate : stretch.time + (index - stretch.index) / this.#rate;
  }
}
