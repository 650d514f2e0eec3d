import { hz, seconds, type Hz, type Seconds } from '#lib/base/units.ts';
import type { Recording } from './recording.ts';

/** A time stamp this far (s) from where the samples before put it starts a new block: something is missing between them. */
const gapLimit = 0.01;

/** Centre and time of every sample, from the captures of a recording. */
export class RecordingTimeline {
  /** The centres that occur; none when unknown. */
  readonly centers: readonly Hz[];
  readonly #rate: number;
  readonly #samples: number;
  readonly #starts: Float64Array;
  readonly #times: Float64Array;
  readonly #centers: Float64Array;
  readonly #breaks: number[] = [];

  constructor(recording: Recording) {
    const { captures, rate, samples } = recording;
    const size = captures.length;
    this.#rate = rate;
    this.#samples = samples;
    this.#starts = new Float64Array(size);
    this.#times = new Float64Array(size);
    this.#centers = new Float64Array(size);
    let known: number | null = null;
    for (const [i, capture] of captures.entries()) {
      const carried: number =
        i === 0 ? (recording.startTime ?? 0) : this.#times[i - 1] + (capture.sampleStart - this.#starts[i - 1]) / rate;
      this.#starts[i] = capture.sampleStart;
      // Without a date for the start, later dates would make time jump by half a century.
      this.#times[i] = recording.startTime === null ? carried : (capture.time ?? carried);
      // A capture that does not repeat the centre is hardly a retune to nowhere.
      known = capture.center ?? known;
      this.#centers[i] = known ?? 0;
      if (i > 0 && (this.#centers[i] !== this.#centers[i - 1] || Math.abs(this.#times[i] - carried) > gapLimit))
        this.#breaks.push(capture.sampleStart);
    }
    this.centers = known === null ? [] : [...new Set(this.#centers)].map(hz);
  }

  /** Seconds since 1970, or since the start of a recording without a date. */
  timeAt(sample: number): Seconds {
    const i = lastAtMost(this.#starts, sample);
    return seconds(this.#times[i] + (sample - this.#starts[i]) / this.#rate);
  }

  centerAt(sample: number): Hz {
    return hz(this.#centers[lastAtMost(this.#starts, sample)]);
  }

  /** The next sample at which a new block has to start, or the end. */
  nextBreak(sample: number): number {
    if (this.#breaks.length === 0 || this.#breaks[0] > sample) return this.#breaks[0] ?? this.#samples;
    return this.#breaks[lastAtMost(this.#breaks, sample) + 1] ?? this.#samples;
  }
}

/** Index of the last element that is not above `value`; the first when all are. */
function lastAtMost(sorted: ArrayLike<number>, value: number): number {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (sorted[middle] <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
