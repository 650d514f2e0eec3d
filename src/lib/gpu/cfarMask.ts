/** Constant-false-alarm-rate detection over frequency: a cell against the cells on both sides of it. */
export interface CfarOptions {
  /**
   * What the cell is compared with: the mean of the reference cells (CA, Finn and Johnson, 1968), or the one of a rank among them (OS, Rohling,
   * 1983), which another signal among them does not lift.
   */
  readonly kind: 'ca' | 'os';
  /** Cells on each side that are left out, because the signal itself leaks into them. */
  readonly guard: number;
  /** Reference cells on each side. */
  readonly reference: number;
  /** Threshold over what is compared with. */
  readonly multiplier: number;
  /** Rank for `os`, from 1 to 2 * reference. */
  readonly rank?: number;
}

/** @throws RangeError for options that do not fit `bins`: a mistake of the caller. */
export function checkCfar({ kind, guard, reference, multiplier, rank }: CfarOptions, bins: number): void {
  const whole = Number.isInteger(guard) && Number.isInteger(reference) && guard >= 0 && reference >= 1;
  if (!whole || 2 * (guard + reference) >= bins)
    throw new RangeError(`${guard} guard and ${reference} reference cells on each side do not fit ${bins} bins`);
  if (!(multiplier > 0 && multiplier < Infinity)) throw new RangeError(`A threshold of ${multiplier} is none`);
  if (kind === 'os' && !(Number.isInteger(rank) && rank! >= 1 && rank! <= 2 * reference))
    throw new RangeError(`There is no rank ${rank ?? 'given'} among ${2 * reference} cells`);
}

/** 32-bit words of a mask of `bins` bins. */
export function maskWords(bins: number): number {
  return Math.ceil(bins / 32);
}

/**
 * Marks the bins of `power` that exceed their threshold: bit b % 32 of word b / 32. At the ends of a real spectrum the cells that are not there
 * are left out, and the rank shrinks with their number.
 *
 * OS is done by counting: a cell exceeds m times the r-th smallest of its reference cells exactly when r of them lie below the cell over m.
 * @param circular complex spectra close on themselves
 */
export function cfarMask(power: Float32Array, circular: boolean, options: CfarOptions, mask: Uint32Array): void {
  const { kind, guard, reference, multiplier } = options;
  const bins = power.length;
  const rank = kind === 'os' ? options.rank! : 0;
  mask.fill(0);
  for (let bin = 0; bin < bins; bin++) {
    const value = power[bin];
    let sum = 0;
    let cells = 0;
    let below = 0;
    for (let distance = guard + 1; distance <= guard + reference; distance++) {
      for (let side = -1; side <= 1; side += 2) {
        let other = bin + side * distance;
        if (other < 0 || other >= bins) {
          if (!circular) continue;
          other = (other + bins) % bins;
        }
        sum += power[other];
        cells++;
        if (power[other] * multiplier < value) below++;
      }
    }
    const out = rank === 0 ? value * cells > multiplier * sum : below * 2 * reference >= rank * cells;
    if (out) mask[bin >> 5] |= 1 << (bin & 31);
  }
}
