import type { CfarKind } from './cfarSettings.ts';
import { levelOrZero } from './levelOrZero.ts';
import { TrainingScan } from './trainingScan.ts';

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
  /** Its training cells are the spectrum with `reach` cells more on both sides. */
  readonly #scan: TrainingScan;

  constructor(options: CfarDetectorOptions) {
    const { bins, training, guard, multiplier } = options;
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
    const before = Array.from({ length: this.#half }, (_, i) => i);
    const behind = before.map((offset) => offset + reach + guard + 1);
    const places = bins + 2 * reach;
    this.#scan = new TrainingScan({ ...options, cells: bins, offsets: [before, behind], places });
  }

  /**
   * @param power of each cell, linear; what is no number, below 0 or beyond 1e30 counts as 0 @param mask becomes 1 where a cell exceeds, 0 elsewhere
   * @returns cells marked
   */
  detect(power: Float32Array, mask: Uint8Array): number {
    const { bins, circular } = this.#options;
    if (power.length !== bins || mask.length !== bins)
      throw new RangeError(`A spectrum of ${power.length} bins and a mask of ${mask.length}, not ${bins}`);
    const { training, tested } = this.#scan;
    const reach = this.#reach;
    levelOrZero(power, tested, 0);
    training.set(tested, reach);
    training.copyWithin(0, bins, bins + reach);
    training.copyWithin(reach + bins, reach, 2 * reach);
    const marked = this.#scan.mark(0, mask);
    return circular ? marked : this.#markEnds(mask, marked);
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
    const cells = this.#scan.training;
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
