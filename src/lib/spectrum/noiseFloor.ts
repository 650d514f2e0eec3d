/**
 * The noise floor: mean noise power per bin, learned from the moments in which a bin is quiet, and held against its neighbourhood in
 * frequency, so that a signal that never stops does not become noise.
 *
 *   floor(k) = min(quiet(k), 2 median over half the band of quiet)
 *
 * The median keeps edges and slopes of receiver filters where they are and passes over anything narrower than a quarter of the band.
 */
export interface NoiseFloorOptions {
  readonly bins: number;
  /** Complex spectra close on themselves, -rate/2 beside +rate/2; real ones end. */
  readonly complex: boolean;
  /** Averages (of `learn`) that make one time constant. */
  readonly memory: number;
  /** Averages after which a bin held as occupied is learned all the same. */
  readonly patience: number;
  /** Averages above this multiple of the floor are no noise. */
  readonly gate: number;
}

/** A signal may lift the floor by no more than this over its neighbourhood. 3 dB. */
const ceiling = 2;
/**
 * A spurious line of the receiver itself: there from the first rows on, without a pause, back at the noise this many bins off its peak, and no
 * stronger than `lineMost` (18 dB) over its neighbourhood. Below `lineLeast` (2 dB) it is not told from noise.
 */
const lineReach = 3;
const lineMost = 63;
const lineLeast = 1.6;
/** A steady tone fluctuates by no more than this times what theory says of it; a keyed one does. */
const lineUnrest = 2;
/** Below any receiver, -180 dBFS: keeps quotients finite in digital silence. */
export const leastFloor = 1e-18;
/** The running median works on steps of a quarter of a decibel from -180 to +40 dBFS. */
const stepsPerDb = 4;
const lowestDb = -180;
const steps = 220 * stepsPerDb + 1;

export class NoiseFloor {
  /** Mean noise power per bin, linear. */
  readonly level: Float32Array;
  /** 1 / level. */
  readonly inverse: Float32Array;
  readonly #options: NoiseFloorOptions;
  readonly #median: Float32Array;
  readonly #step: Uint16Array;
  readonly #counts = new Uint16Array(steps);
  readonly #held: Uint16Array;
  readonly #sorted: Float32Array;
  /** Bins of spurious lines: part of the floor up to `lineMost`. */
  readonly #line: Uint8Array;
  #age = 0;
  #relearning = 0;

  constructor(options: NoiseFloorOptions) {
    this.#options = options;
    this.level = new Float32Array(options.bins).fill(leastFloor);
    this.inverse = new Float32Array(options.bins).fill(1 / leastFloor);
    this.#median = new Float32Array(options.bins);
    this.#step = new Uint16Array(options.bins);
    this.#held = new Uint16Array(options.bins);
    this.#sorted = new Float32Array(64);
    this.#line = new Uint8Array(options.bins);
  }

  /**
   * Makes the first floor from up to 64 rows: per bin the value a third up the sorted ones (a keyed signal is off that often), over what
   * that is on average of exponential cells; then pulled towards its neighbourhood, because so few rows say little about one bin.
   * @param row gives row i of `count` @param segments averaged in each
   */
  begin(row: (index: number) => Float32Array, count: number, segments: number): void {
    const { bins } = this.#options;
    const used = Math.min(count, this.#sorted.length);
    const rank = Math.floor((used - 1) / 3);
    const values = this.#sorted.subarray(0, used);
    const expected = expectedRank(rank, used, segments);
    const mean = new Float32Array(bins);
    const variance = new Float32Array(bins);
    for (let bin = 0; bin < bins; bin++) {
      let sum = 0;
      let squares = 0;
      for (let i = 0; i < used; i++) {
        const value = finite(row(i)[bin]);
        values[i] = value;
        sum += value;
        squares += value * value;
      }
      mean[bin] = sum / used;
      variance[bin] = squares / used - mean[bin] * mean[bin];
      values.sort();
      this.level[bin] = Math.max(leastFloor, values[rank] / expected);
    }
    this.#followNeighbourhood();
    this.#findLines(mean, variance, segments);
    for (let bin = 0; bin < bins; bin++) {
      const around = this.#median[bin];
      const most = this.#atZeroHz(bin) ? Infinity : ceiling * around;
      this.level[bin] = this.#line[bin] === 1 ? mean[bin] : Math.min(most, Math.max(0.7 * around, this.level[bin]));
    }
    this.#smooth();
    this.#age = Math.max(1, Math.round(this.#options.memory / 32));
    this.#invert();
  }

  /**
   * Learns from an average. A bin that is occupied is not learned from until it has been so for longer than the patience.
   * @param average power over floor, mean over a few rows @param occupied bins of open regions, nonzero
   */
  learn(average: Float32Array, occupied: Uint8Array): void {
    const { bins, memory, gate, patience } = this.#options;
    const relearning = this.#relearning > 0;
    if (relearning) this.#relearning--;
    this.#age = Math.min(memory, this.#age + 1);
    const rate = 1 / this.#age;
    for (let bin = 0; bin < bins; bin++) {
      const value = average[bin];
      if (!(value < Infinity)) continue;
      if (occupied[bin] !== 0) {
        if (this.#held[bin] < 65535) this.#held[bin]++;
        // What came to 0 Hz later than the first floor is a signal there, and no ceiling would hold it.
        if ((this.#held[bin] <= patience || this.#atZeroHz(bin)) && !relearning) continue;
      } else {
        this.#held[bin] = 0;
        if (value > gate && !relearning) continue;
      }
      this.level[bin] = Math.max(leastFloor, this.level[bin] * (1 + rate * (value - 1)));
    }
    this.#invert();
  }

  /** Most of the band rose at once: learn it anew, quickly, whatever is occupied. */
  relearn(averages: number): void {
    this.#age = 1;
    this.#relearning = averages;
  }

  /** Holds every bin against its neighbourhood. Costs a pass with a histogram; now and then is enough. */
  compare(): void {
    this.#followNeighbourhood();
    for (let bin = 0; bin < this.#options.bins; bin++) {
      // The oscillator's leakage stands at 0 Hz in every receiver of its kind: what is there from the first rows on is not a signal.
      if (this.#atZeroHz(bin)) continue;
      const around = this.#median[bin];
      // A line that has gone is none any more: what comes to its place is a signal.
      if (this.level[bin] < lineLeast * around) this.#line[bin] = 0;
      this.level[bin] = Math.min(this.level[bin], (this.#line[bin] === 1 ? lineMost : ceiling) * around);
    }
    this.#invert();
  }

  /**
   * Marks the bins of spurious lines. Power of a steady tone s times the noise, in noise, means of `segments`: mean 1 + s, variance
   * (1 + 2 s) / segments; half-overlapped segments are a little less than independent, which the factor allows for.
   */
  #findLines(mean: Float32Array, variance: Float32Array, segments: number): void {
    const { bins } = this.#options;
    const over = (bin: number) => mean[this.#wrap(bin)] / this.#median[this.#wrap(bin)];
    // What leaks into 0 Hz says nothing about what is beside it.
    const weaker = (bin: number, ratio: number) => this.#atZeroHz(this.#wrap(bin)) || over(bin) <= ratio;
    this.#line.fill(0);
    for (let bin = 0; bin < bins; bin++) {
      const ratio = over(bin);
      if (!(ratio > lineLeast && ratio < lineMost)) continue;
      const around = this.#median[bin];
      if (variance[bin] * segments > lineUnrest * (2 * ratio - 1) * around * around) continue;
      // The peak of something narrow: nothing stronger beside it, and back at the noise a few bins away.
      let peak = true;
      for (let near = 1; near <= lineReach; near++) peak &&= weaker(bin - near, ratio) && weaker(bin + near, ratio);
      if (!peak || !weaker(bin - lineReach, lineLeast) || !weaker(bin + lineReach, lineLeast)) continue;
      for (let near = 1 - lineReach; near < lineReach; near++) {
        if (near === 0 || over(bin + near) > lineLeast) this.#line[this.#wrap(bin + near)] = 1;
      }
    }
  }

  /** The three bins of a Hann-windowed tone at 0 Hz. */
  #atZeroHz(bin: number): boolean {
    return Math.abs(bin - (this.#options.complex ? this.#options.bins / 2 : 0)) <= 1;
  }

  /** Whether what stands in a bin is the receiver's own. */
  #isOwn(bin: number): boolean {
    return this.#atZeroHz(bin) || this.#line[bin] === 1;
  }

  #invert(): void {
    for (let bin = 0; bin < this.#options.bins; bin++) this.inverse[bin] = 1 / this.level[bin];
  }

  /** Mean over nine bins, but what is the receiver's own stays as it is: the first floor only. */
  #smooth(): void {
    const { bins } = this.#options;
    const raw = this.level.slice();
    for (let bin = 0; bin < bins; bin++) {
      let sum = 0;
      let count = 0;
      for (let near = bin - 4; near <= bin + 4; near++) {
        const other = this.#wrap(near);
        if (this.#isOwn(other)) continue;
        sum += raw[other];
        count++;
      }
      const smooth = count === 0 ? raw[bin] : sum / count;
      this.level[bin] = this.#isOwn(bin) ? Math.max(raw[bin], smooth) : smooth;
    }
  }

  #wrap(bin: number): number {
    const { bins, complex } = this.#options;
    if (complex) return (bin + bins) % bins;
    return bin < 0 ? -bin : bin >= bins ? 2 * (bins - 1) - bin : bin;
  }

  /** Running median over half the band: a histogram of decibel steps slides along, and the median's place in it is walked. */
  #followNeighbourhood(): void {
    const { bins } = this.#options;
    const half = Math.floor(bins / 4);
    const counts = this.#counts;
    const step = this.#step;
    counts.fill(0);
    for (let bin = 0; bin < bins; bin++) {
      const db = 10 * Math.log10(this.level[bin]);
      step[bin] = Math.min(steps - 1, Math.max(0, Math.round((db - lowestDb) * stepsPerDb)));
    }
    for (let near = -half; near <= half; near++) counts[step[this.#wrap(near)]]++;
    let at = 0;
    let below = 0;
    for (let bin = 0; bin < bins; bin++) {
      while (below > half) below -= counts[--at];
      while (below + counts[at] <= half) below += counts[at++];
      this.#median[bin] = 10 ** ((at / stepsPerDb + lowestDb) / 10);
      const out = step[this.#wrap(bin - half)];
      const into = step[this.#wrap(bin + half + 1)];
      counts[out]--;
      if (out < at) below--;
      counts[into]++;
      if (into < at) below++;
    }
  }
}

function finite(value: number): number {
  return value < Infinity ? value : 0;
}

/** Mean of order statistic `rank` (from 0) of `count` means of `segments` unit exponentials, by the quantile (Wilson and Hilferty, 1931). */
function expectedRank(rank: number, count: number, segments: number): number {
  if (segments === 1) {
    let sum = 0;
    for (let i = 0; i <= rank; i++) sum += 1 / (count - i);
    return sum;
  }
  const normal = normalQuantile((rank + 0.6) / (count + 0.2));
  return (1 - 1 / (9 * segments) + normal / Math.sqrt(9 * segments)) ** 3;
}

/** Normal quantile, Abramowitz and Stegun 26.2.23: good to 4.5e-4. */
function normalQuantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(Math.min(p, 1 - p)));
  const x =
    t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3);
  return p < 0.5 ? -x : x;
}
