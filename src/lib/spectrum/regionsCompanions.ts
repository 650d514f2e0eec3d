import type { DetectionPlan } from './detectionPlan.ts';
import { levelRange } from './regionsRegion.ts';

/** What is known of a region when it is asked whose companion it is. */
export interface RegionOutline {
  readonly firstRow: number;
  readonly lastRow: number;
  /** Bins that hold all but a thousandth of it on either side. */
  readonly reachLow: number;
  readonly reachHigh: number;
  readonly peakPower: number;
  /** Bin of the peak. */
  readonly peakBin: number;
  /** False where the samples begin or end instead. */
  readonly begins: boolean;
  readonly ends: boolean;
}

const remembered = 32;

/**
 * Tells signals from what comes with a stronger one: keying sidebands, the oscillator between packets, images and mixing products. Such a
 * companion is weaker by 10 dB or more, and either touches the stronger one in time and frequency, or begins or ends with it.
 */
export class Companions {
  readonly #hangRows: number;
  readonly #edgeRows: number;
  readonly #longest: number;
  /** Bins once round a spectrum that closes on itself. */
  readonly #round: number;
  readonly #closed: RegionOutline[] = [];

  constructor(plan: DetectionPlan) {
    this.#hangRows = plan.hangRows;
    // A strong signal is seen to begin while a transform only just reaches it, a weak one some rows later.
    this.#edgeRows = Math.ceil((plan.fft + (plan.segments - 1) * plan.hop) / plan.rowSamples) + 2;
    this.#longest = plan.heldRows;
    this.#round = plan.complex ? plan.bins : Infinity;
  }

  /** Remembers a region that has ended, in the place of one that nobody can meet any more, or of the weakest. */
  remember(region: RegionOutline): void {
    const { firstRow, lastRow, reachLow, reachHigh, peakPower, peakBin, begins, ends } = region;
    let place = this.#closed.length;
    if (place === remembered) {
      place = 0;
      for (let i = 0; i < remembered; i++) {
        if (this.#worth(this.#closed[i], lastRow) < this.#worth(this.#closed[place], lastRow)) place = i;
      }
    }
    this.#closed[place] = { firstRow, lastRow, reachLow, reachHigh, peakPower, peakBin, begins, ends };
  }

  #worth(region: RegionOutline, now: number): number {
    return region.lastRow < now - 2 * this.#longest ? 0 : region.peakPower;
  }

  /** Whether a region comes with a stronger one, open or among the last that ended. */
  has(region: RegionOutline, open: readonly RegionOutline[]): boolean {
    return (
      open.some((other) => this.#follows(region, other)) || this.#closed.some((other) => this.#follows(region, other))
    );
  }

  #follows(weak: RegionOutline, strong: RegionOutline): boolean {
    if (!(weak.peakPower * levelRange < strong.peakPower)) return false;
    const meet = weak.firstRow <= strong.lastRow + this.#hangRows && strong.firstRow <= weak.lastRow + this.#hangRows;
    if (!meet) return false;
    const { peakBin } = weak;
    const apart = peakBin < strong.reachLow ? strong.reachLow - peakBin : peakBin - strong.reachHigh;
    const distance = Math.max(1, Math.min(apart, this.#round - (strong.reachHigh - strong.reachLow) - apart));
    // Keying sidebands fall with the square of the distance, see the detector.
    const skirt = strong.peakPower * Math.min(1 / levelRange, 4 / (Math.PI * distance) ** 2);
    // What is on for longer than a second stands for itself, whatever is sent on top of it.
    if (weak.peakPower < skirt && weak.lastRow - weak.firstRow <= this.#longest) return true;
    const near = (row: number, other: number) => Math.abs(row - other) <= this.#edgeRows;
    if (weak.begins && strong.begins && near(weak.firstRow, strong.firstRow)) return true;
    return weak.ends && strong.ends && near(weak.lastRow, strong.lastRow);
  }
}
