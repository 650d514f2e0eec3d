import { rowScales, type DetectionPlan, type DetectionThresholds } from './detectionPlan.ts';
import type { Detection } from './detection.ts';
import type { RowHistory } from './detectorHistory.ts';
import type { RowMask } from './detectorMask.ts';
import type { NoiseFloor } from './noiseFloor.ts';
import type { Band } from './regionsBand.ts';
import { edgeSample } from './regionsEdge.ts';
import { Companions } from './regionsCompanions.ts';
import { levelRange, outsideTrack, Region, touching, type RegionRow } from './regionsRegion.ts';

/** More at once than a person can look at; beyond it new ones are not opened, whatever comes in. */
export const mostRegions = 128;
/** A signal may fade with this time constant and stay one. */
const fadeSeconds = 0.25;

export interface RegionsOptions {
  readonly plan: DetectionPlan;
  readonly thresholds: DetectionThresholds;
  readonly history: RowHistory;
  readonly noise: NoiseFloor;
  readonly mask: RowMask;
  readonly onDetection: (detection: Detection) => void;
}

/** The regions that are open: opened by seeds, followed from row to row, joined when they touch, closed when they have been silent for the hang. */
export class Regions {
  /** Owner of each bin: 0 nobody, else slot + 1 of the region whose band it is in. */
  readonly owners: Uint8Array;
  /** Nonzero for bins that belong to a region or stood out beside it in the newest row. */
  readonly occupied: Uint8Array;
  /** Last row of the last region that closed on a bin. */
  readonly closedUntil: Float64Array;
  readonly #options: RegionsOptions;
  readonly #span: number;
  readonly #open: Region[] = [];
  readonly #free: Region[] = [];
  /** Peak of the owner of each bin. */
  readonly #ownerPower: Float32Array;
  /** Ratios of one row of the time before a region was found. */
  readonly #replayed: Float32Array;
  readonly #band: Band = { low: 0, high: 0, center: 0 };
  readonly #companions: Companions;
  /** Rows after which the beginning of a region is known. */
  readonly #settled: number;
  readonly #fade: number;
  #made = 0;
  #nextId = 1;
  /** First row after the start of the stream or a gap. */
  #origin = 0;

  constructor(options: RegionsOptions) {
    this.#options = options;
    const { bins, fft, hop, segments } = options.plan;
    this.owners = new Uint8Array(bins);
    this.occupied = new Uint8Array(bins);
    this.#ownerPower = new Float32Array(bins);
    this.closedUntil = new Float64Array(bins).fill(-1);
    this.#replayed = new Float32Array(bins);
    this.#span = fft + (segments - 1) * hop;
    this.#companions = new Companions(options.plan);
    this.#settled = Math.ceil(this.#span / options.plan.rowSamples) + 1;
    this.#fade = Math.exp(-options.plan.rowSamples / (fadeSeconds * options.plan.rate));
  }

  /** Follows every region into a row and closes those that have been silent for too long. */
  follow(row: RegionRow): void {
    const { hangRows } = this.#options.plan;
    for (let i = this.#open.length - 1; i >= 0; i--) {
      const region = this.#open[i];
      const state = region.follow(row, this.#settled);
      if (state === 'risen') {
        this.#close(i, NaN, row.index - region.firstRow <= this.#options.plan.heldRows);
        continue;
      }
      // The beginning is measured once enough rows after it are known, while those before it are still there.
      if (Number.isNaN(region.startSample) && row.index >= region.firstRow + this.#settled) this.#settle(region);
      if (row.index - region.lastRow > region.hang(hangRows)) this.#close(i, NaN, false);
    }
  }

  /** Opens a region where a seed was found, unless one is there. */
  seed(row: RegionRow, low: number, high: number, scale: number): void {
    if (this.#belongs(row, low, high)) return;
    const region = this.#take();
    if (region === null) return;
    const { history, noise, mask, plan } = this.#options;
    region.begin(this.#nextId++, scale, row.index, low, high);
    let earliest = this.#origin - 1;
    for (let bin = low; bin <= high; bin++) earliest = Math.max(earliest, this.closedUntil[bin]);
    region.traceBack(history, noise.inverse, region.hang(plan.hangRows), Math.min(earliest, row.index - 1));
    const ratio = this.#replayed;
    for (let index = region.firstRow; index <= row.index; index++) {
      const power = history.row(index);
      mask.apply(power, index > history.oldest ? history.row(index - 1) : null, noise.inverse, ratio);
      region.replay({ index, power, ratio, floor: noise.level, owners: this.owners, closedUntil: this.closedUntil });
    }
    region.begins = region.firstRow > this.#origin + this.#settled;
    this.#open.push(region);
    this.#mark(region);
  }

  /** Whether what stands out is a region's already. What towers above the region is not: that is something new in its skirts. */
  #belongs(row: RegionRow, low: number, high: number): boolean {
    let most = 0;
    let taken = false;
    for (let bin = low; bin <= high; bin++) {
      if (row.power[bin] > most) most = row.power[bin];
      if (this.occupied[bin] !== 0) taken = true;
    }
    if (!taken) return false;
    for (const region of this.#open) {
      const near = region.occupiedLow <= high && region.occupiedHigh >= low;
      if (near && most <= levelRange * region.rowPeak(row.power)) return true;
    }
    return false;
  }

  /** Joins regions that touch and notes who owns which bin. @param index newest row */
  settle(index: number): void {
    for (let i = 0; i < this.#open.length; i++) {
      for (let j = this.#open.length - 1; j > i; j--) {
        const a = this.#open[i];
        const b = this.#open[j];
        // Not in their first rows: there, a strong one is not at its level yet, and all over the band.
        if (index - Math.max(a.firstRow, b.firstRow) <= 2 * this.#settled) continue;
        if (Math.max(b.low - a.high, a.low - b.high) > this.#reach(a, b)) continue;
        // Much weaker: a neighbour or a companion, not a part.
        if (a.peakPower > levelRange * b.peakPower || b.peakPower > levelRange * a.peakPower) continue;
        // What comes with something stronger is no part of a third either: fragments of a splatter must not grow into one.
        if (this.#companions.has(a, this.#open) || this.#companions.has(b, this.#open)) continue;
        a.absorb(b);
        this.#open.splice(j, 1);
        this.#free.push(b);
      }
    }
    this.#clear();
    for (const region of this.#open) this.#mark(region);
  }

  /**
   * How many bins may lie between two regions that are one signal: no more than the tails outside the followed bands, unless they began
   * together. Two tones of a shift-keyed transmitter do, and lie no further apart than they are wide taken together.
   */
  #reach(a: Region, b: Region): number {
    const together = a.begins && b.begins && Math.abs(a.firstRow - b.firstRow) <= this.#settled;
    const width = a.high - a.low + 1 + (b.high - b.low + 1);
    return touching + 1 + (together ? width : outsideTrack * width);
  }

  /** Bins in which signals are being followed. */
  get occupiedBins(): number {
    let sum = 0;
    for (const region of this.#open) sum += region.high - region.low + 1;
    return sum;
  }

  #clear(): void {
    this.owners.fill(0);
    this.occupied.fill(0);
    this.#ownerPower.fill(0);
  }

  #mark(region: Region): void {
    const { low, high, peakPower, slot } = region;
    for (let bin = low; bin <= high; bin++) {
      if (peakPower <= this.#ownerPower[bin]) continue;
      this.#ownerPower[bin] = peakPower;
      this.owners[bin] = slot + 1;
    }
    this.occupied.fill(1, Math.max(0, region.occupiedLow), region.occupiedHigh + 1);
  }

  /** Closes everything: the stream ends here, or has a gap. @param end first sample that is not there any more */
  closeAll(end: number): void {
    for (let i = this.#open.length - 1; i >= 0; i--) this.#close(i, end, false);
    this.#clear();
    this.#origin = this.#options.history.next;
  }

  /** Everything open, as it stands. */
  list(): Detection[] {
    const { history } = this.#options;
    const shown = this.#open.filter((region) => region.peakPower > 0 && !this.#companions.has(region, this.#open));
    return shown.map((region) => {
      const start = Number.isNaN(region.startSample) ? this.#rowStart(region.firstRow) : region.startSample;
      const newest = history.next - 1;
      const on = newest - region.lastRow <= 1;
      const stop = on
        ? history.sample(newest) + this.#span
        : this.#rowStart(region.lastRow) + this.#options.plan.rowSamples;
      return this.#detection(region, start, Math.max(stop, start + 1), true);
    });
  }

  /** Start of the stretch that a row stands for: around the middle of what it looks at. */
  #rowStart(index: number): number {
    const { history, plan } = this.#options;
    const known = Math.max(index, history.oldest);
    return history.sample(known) - (known - index) * plan.rowSamples + (this.#span - plan.rowSamples) / 2;
  }

  #settle(region: Region): void {
    const { history, noise, plan } = this.#options;
    if (!region.begins && region.firstRow <= this.#origin && this.#origin >= history.oldest)
      region.startSample = history.sample(this.#origin);
    else if (region.firstRow < history.oldest) region.startSample = this.#rowStart(region.firstRow);
    else {
      const { low, high } = region;
      const edge = { history, inverse: noise.inverse, low, high, rowSamples: plan.rowSamples, span: this.#span };
      region.startSample = edgeSample(edge, region.firstRow, 1, this.#origin);
    }
  }

  /** @param residue it is known already that something much stronger follows: not worth a report */
  #close(position: number, end: number, residue: boolean): void {
    const region = this.#open[position];
    const { history, noise, plan } = this.#options;
    if (Number.isNaN(region.startSample)) this.#settle(region);
    const { low, high } = region;
    let stop: number;
    const reachesEnd = !Number.isNaN(end) && region.lastRow >= history.next - 2;
    if (reachesEnd) stop = end;
    else if (region.lastRow < history.oldest) stop = this.#rowStart(region.lastRow) + plan.rowSamples;
    else {
      const edge = { history, inverse: noise.inverse, low, high, rowSamples: plan.rowSamples, span: this.#span };
      stop = edgeSample(edge, region.lastRow, -1, history.next - 1);
    }
    stop = Math.max(stop, region.startSample + 1);
    for (let bin = low; bin <= high; bin++) this.closedUntil[bin] = Math.max(this.closedUntil[bin], region.lastRow);
    region.ends = Number.isNaN(end);
    // Without a peak, a mask has explained all of it in the end.
    const companion = residue || region.peakPower === 0 || this.#companions.has(region, this.#open);
    this.#open.splice(position, 1);
    this.#free.push(region);
    if (companion) return;
    this.#companions.remember(region);
    this.#options.onDetection(this.#detection(region, region.startSample, stop, false));
  }

  #detection(region: Region, start: number, stop: number, open: boolean): Detection {
    const { plan } = this.#options;
    const binHz = plan.rate / plan.fft;
    const zero = plan.complex ? plan.fft / 2 : 0;
    const band = this.#band;
    region.box(band);
    const most = plan.rate / 2;
    return {
      id: region.id,
      startSample: Math.round(start),
      stopSample: Math.round(stop),
      lowHz: Math.max(plan.complex ? -most : 0, (band.low - zero - 0.5) * binHz),
      highHz: Math.min(most, (band.high - zero + 0.5) * binHz),
      centerHz: (band.center - zero) * binHz,
      peakDbfs: 10 * Math.log10(region.peakPower),
      snrDb: 10 * Math.log10(region.peakRatio),
      open
    };
  }

  #take(): Region | null {
    const known = this.#free.pop();
    if (known !== undefined) return known;
    if (this.#made >= mostRegions) return null;
    return new Region(this.#made++, this.#options.plan.bins, this.#options.thresholds, this.#fade);
  }
}

/** Rows that must be kept so that every edge can be measured: the longest look back, the hang, and a few around an edge. */
export function historyRows(plan: DetectionPlan): number {
  const longest = rowScales[rowScales.length - 1];
  return longest * 2 + plan.hangRows + 2 * Math.max(plan.hangRows, longest) + 16;
}
