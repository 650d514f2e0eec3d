import type { CfarKind } from './cfarSettings.ts';
import { OrderCount } from './orderCount.ts';

export interface CfarDetectorOptions {
  /** Cells in a spectrum. */
  readonly bins: number;
  /** Whether the spectrum closes on itself, as that of complex samples does. Otherwise cells near an end take all training from the other side. */
  readonly circular: boolean;
  readonly kind: CfarKind;
  /** Training cells in all, even; guard cells on each side; rank for 'os'. As given to `cfarThreshold`. */
  readonly training: number;
  readonly guard: number;
  readonly rank: number;
  /** From `cfarThreshold`. */
  readonly multiplier: number;
}

/** No level that a sample can have lies above. */
const largest = 1e30;

/**
 * Constant-false-alarm-rate detection over frequency: marks the cells of one spectrum that exceed a multiple of the floor beside them. Nothing is
 * allocated from spectrum to spectrum. In a spectrum of real samples the cells near 0 and rate / 2 (as many as the guard) have noise of another kind,
 * and are marked too often; leave them out.
 */
export class CfarDetector {
  readonly #options: CfarDetectorOptions;
  /** Half the training, guard + half, and the cells that a spectrum which does not close on itself has no symmetric training for. */
  readonly #half: number;
  readonly #reach: number;
  readonly #order: OrderCount | null;
  /** The spectrum with `reach` cells more on both sides. */
  readonly #cells: Float32Array;
  readonly #tested: Float32Array;

  constructor(options: CfarDetectorOptions) {
    const { bins, kind, training, guard, multiplier } = options;
    this.#options = options;
    this.#half = training / 2;
    this.#reach = guard + this.#half;
    const reach = this.#reach;
    if (!Number.isInteger(this.#half) || this.#half < 1 || guard < 0 || !(multiplier > 0))
      throw new RangeError(
        `No detector with ${training} training and ${guard} guard cells and multiplier ${multiplier}`
      );
    if (bins < guard + training + reach + 1)
      throw new RangeError(`${bins} bins are too few for ${training} training and ${guard} guard cells`);
    const offsets = Array.from({ length: this.#half }, (_, i) => guard + 1 + i).flatMap((d) => [-d, d]);
    const places = bins + 2 * reach;
    this.#order = kind === 'os' ? new OrderCount(bins, offsets, reach, places, 1 / multiplier) : null;
    this.#cells = this.#order?.training ?? new Float32Array(places);
    this.#tested = this.#order?.tested ?? this.#cells.subarray(reach, reach + bins);
  }

  /**
   * @param power of each cell, linear; what is no number, below 0 or beyond 1e30 counts as 0 @param mask becomes 1 where a cell exceeds, 0 elsewhere
   * @returns cells marked
   */
  detect(power: Float32Array, mask: Uint8Array): number {
    const { bins, kind, rank, circular } = this.#options;
    if (power.length !== bins || mask.length !== bins)
      throw new RangeError(`A spectrum of ${power.length} bins and a mask of ${mask.length}, not ${bins}`);
    this.#fill(power);
    const order = this.#order;
    let marked: number;
    if (order !== null) marked = order.mark(rank, mask);
    else if (kind === 'ca') marked = this.#markMeans(mask);
    else marked = this.#markHalves(mask, kind === 'go');
    return circular ? marked : this.#markEnds(mask, marked);
  }

  #fill(power: Float32Array): void {
    const cells = this.#cells;
    const bins = power.length;
    const reach = this.#reach;
    for (let bin = 0; bin < bins; bin++) {
      const value = power[bin];
      cells[reach + bin] = value > 0 && value < largest ? value : 0;
    }
    cells.copyWithin(0, bins, bins + reach);
    cells.copyWithin(reach + bins, reach, 2 * reach);
    if (this.#order !== null) this.#tested.set(cells.subarray(reach, reach + bins));
  }

  #markMeans(mask: Uint8Array): number {
    const cells = this.#cells;
    const half = this.#half;
    const reach = this.#reach;
    const { guard, training, multiplier } = this.#options;
    const share = multiplier / training;
    const right = reach + guard + 1;
    let sum = 0;
    for (let i = 0; i < half; i++) sum += cells[i] + cells[right + i];
    let marked = 0;
    for (let bin = 0; bin < mask.length; bin++) {
      const hit = cells[bin + reach] > share * sum ? 1 : 0;
      mask[bin] = hit;
      marked += hit;
      sum += cells[bin + half] - cells[bin] + (cells[bin + right + half] - cells[bin + right]);
    }
    return marked;
  }

  #markHalves(mask: Uint8Array, greater: boolean): number {
    const cells = this.#cells;
    const half = this.#half;
    const reach = this.#reach;
    const share = this.#options.multiplier / half;
    const right = reach + this.#options.guard + 1;
    let before = 0;
    let behind = 0;
    for (let i = 0; i < half; i++) {
      before += cells[i];
      behind += cells[right + i];
    }
    let marked = 0;
    for (let bin = 0; bin < mask.length; bin++) {
      const floor = before > behind === greater ? before : behind;
      const hit = cells[bin + reach] > share * floor ? 1 : 0;
      mask[bin] = hit;
      marked += hit;
      before += cells[bin + half] - cells[bin];
      behind += cells[bin + right + half] - cells[bin + right];
    }
    return marked;
  }

  /** Where one side lacks cells, both halves lie on the other. */
  #markEnds(mask: Uint8Array, marked: number): number {
    const bins = mask.length;
    let now = marked;
    for (let i = 0; i < this.#reach; i++) {
      for (let end = 0; end < 2; end++) {
        const bin = end === 0 ? i : bins - 1 - i;
        const hit = this.#oneSided(bin + this.#reach, end === 0 ? 1 : -1) ? 1 : 0;
        now += hit - mask[bin];
        mask[bin] = hit;
      }
    }
    return now;
  }

  #oneSided(at: number, direction: 1 | -1): boolean {
    const { kind, guard, training, rank, multiplier } = this.#options;
    const cells = this.#cells;
    const half = this.#half;
    const limit = cells[at] / multiplier;
    let near = 0;
    let far = 0;
    let below = 0;
    for (let i = 0; i < training; i++) {
      const value = cells[at + direction * (guard + 1 + i)];
      if (value < limit) below++;
      if (i < half) near += value;
      else far += value;
    }
    if (kind === 'os') return below >= rank;
    if (kind === 'ca') return limit * training > near + far;
    return limit * half > (kind === 'go' ? Math.max(near, far) : Math.min(near, far));
  }
}
