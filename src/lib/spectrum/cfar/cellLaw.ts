import type { LogTransform } from './logTransform.ts';
import { upperTail } from './upperTail.ts';

const points = 128;
const leastShare = 1e-7;
const leastTail = 1e-13;

/**
 * The distribution of a power, tabulated at equal steps of its logarithm from where a share of 1e-7 lies below to where 1e-13 lies above;
 * in between, the logarithm of the tail is a cubic with the right slopes.
 */
export class CellLaw {
  /** The tabulated levels, the step of their logarithm, and tail and density there. */
  readonly levels: Float64Array;
  readonly step: number;
  readonly above: Float64Array;
  readonly density: Float64Array;
  readonly #first: number;
  readonly #logs: Float64Array;
  readonly #slopes: Float64Array;

  /** @param most an s at or beyond the first singularity of the transform */
  constructor(transform: LogTransform, most: number) {
    const tail = (level: number) => upperTail(transform, level, most);
    const low = edge((log) => 1 - tail(Math.exp(log)).above < leastShare, -1);
    const high = edge((log) => tail(Math.exp(log)).above < leastTail, 1);
    this.#first = low;
    this.step = (high - low) / (points - 1);
    this.levels = Float64Array.from({ length: points }, (_, i) => Math.exp(low + i * this.step));
    const tails = Array.from(this.levels, tail);
    this.above = Float64Array.from(tails, ({ above }) => above);
    this.density = Float64Array.from(tails, ({ density }) => density);
    this.#logs = this.above.map(Math.log);
    this.#slopes = this.levels.map((level, i) => (-level * this.density[i]) / this.above[i]);
  }

  /** Probability of more than `level`. */
  tail(level: number): number {
    const at = (Math.log(level) - this.#first) / this.step;
    if (!(at > 0)) return 1;
    const i = Math.floor(at);
    if (i >= points - 1) return 0;
    const x = at - i;
    const y = 1 - x;
    const ends = y * y * (1 + 2 * x) * this.#logs[i] + x * x * (1 + 2 * y) * this.#logs[i + 1];
    const slopes = x * y * this.step * (y * this.#slopes[i] - x * this.#slopes[i + 1]);
    return Math.exp(ends + slopes);
  }
}

/** Goes from 0 outward, in the direction of `sign`, until `beyond` is true, and back to where that begins. */
function edge(beyond: (log: number) => boolean, sign: number): number {
  let far = 1 / 16;
  while (!beyond(sign * far) && far < 32) far *= 2;
  let near = far / 2;
  for (let i = 0; i < 5; i++) {
    const middle = (near + far) / 2;
    if (beyond(sign * middle)) far = middle;
    else near = middle;
  }
  return sign * far;
}
