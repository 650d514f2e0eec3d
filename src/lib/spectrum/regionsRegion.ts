import { rowScales, bandIndex, type DetectionThresholds } from './detectionPlan.ts';
import type { RowHistory } from './detectorHistory.ts';
import { energyBand, type Band } from './regionsBand.ts';
import { bandRatio } from './regionsEdge.ts';

/**
 * A signal counts as on while it is within 10 dB of its strongest row. Keyed transmitters differ by 15 dB and more between on and off, and what
 * their oscillators leak between packets is not the packet; a constant envelope stays well within. Also what parts a signal from its companions.
 */
export const levelRange = 10;
/** Share of the energy outside the band in which a region is followed, and outside the box that is reported. */
export const outsideTrack = 0.1;
const outsideBox = 0.02;
/** And outside the bins in which nothing else is looked for: a modulated carrier now and then swings that far. */
const outsideReach = 0.002;
/** Parts of one signal differ by no more than this, or the weaker one is its skirt. 6 dB. */
const alike = 4;
/** Two bands with no more bins than this between them are one signal. */
export const touching = 2;
const pastRows = 16;
const longest = rowScales[rowScales.length - 1];

/** Rows of the stream as a region needs them. */
export interface RegionRow {
  readonly index: number;
  /** Linear power per bin. */
  readonly power: Float32Array;
  /** Power over floor per bin. */
  readonly ratio: Float32Array;
  readonly floor: Float32Array;
  /** Owner of each bin: 0 nobody, else slot + 1. */
  readonly owners: Uint8Array;
  /** Row up to which each bin belongs to a region that has ended. */
  readonly closedUntil: Float64Array;
}

/** One region of time x frequency while it is being followed. */
export class Region {
  readonly slot: number;
  id = 0;
  /** Scale by which it was found: weak signals need long averages to stay in sight. */
  scale = 0;
  firstRow = 0;
  lastRow = 0;
  /** Band that holds nine tenths of the energy so far. */
  low = 0;
  high = 0;
  /** Bins that have held all but a thousandth of it on either side. */
  reachLow = 0;
  reachHigh = 0;
  /** Bins taken from the newest active row. */
  rowLow = 0;
  rowHigh = 0;
  /** Sample at which it began, once that is known better than by row. */
  startSample = NaN;
  /** Whether the signal was seen to begin and end, not the samples. */
  begins = true;
  ends = false;
  peakPower = 0;
  peakRatio = 0;
  peakBin = 0;
  rows = 0;
  readonly #thresholds: DetectionThresholds;
  /** Power over the floor per bin, summed over active rows. */
  readonly #energy: Float64Array;
  #extentLow = 0;
  #extentHigh = 0;
  /** Power above the floor in the band, of the strongest row not long ago. */
  #strongest = 0;
  #excess = 0;
  #floorSum = 0;
  /** `#strongest` of the last rows, up to `pastRows` of them. */
  readonly #past = new Float32Array(pastRows);
  readonly #window = new Float32Array(longest);
  #windowAt = 0;
  #windowRows = 0;
  readonly #band: Band = { low: 0, high: 0, center: 0 };
  readonly #fade: number;

  /** @param fade what a row leaves of the strongest level */
  constructor(slot: number, bins: number, thresholds: DetectionThresholds, fade: number) {
    this.#fade = fade;
    this.slot = slot;
    this.#energy = new Float64Array(bins);
    this.#thresholds = thresholds;
  }

  /** Starts anew with the bins that a seed found. */
  begin(id: number, scale: number, row: number, low: number, high: number): void {
    this.id = id;
    this.scale = scale;
    this.firstRow = this.lastRow = row;
    this.low = this.reachLow = this.rowLow = this.#extentLow = low;
    this.high = this.reachHigh = this.rowHigh = this.#extentHigh = high;
    this.startSample = NaN;
    this.begins = true;
    this.ends = false;
    this.peakPower = this.peakRatio = this.#strongest = 0;
    this.rows = this.#windowRows = this.#windowAt = 0;
    this.#energy.fill(0);
    this.#past.fill(Infinity);
  }

  /** Rows that the signal may pause: never fewer than the window in which it is looked for. */
  hang(rows: number): number {
    return this.scale < 2 ? rows : Math.max(rows, rowScales[this.scale]);
  }

  /** Looks for the signal in a row. 'risen' when something much stronger than it has begun in its band: then it ends before this row. */
  follow(row: RegionRow, settledRows: number): 'active' | 'silent' | 'risen' {
    const band = bandIndex(this.high - this.low + 1);
    const ratio = this.#measure(row);
    const excess = this.#excess;
    const keep = this.#thresholds.keep[band];
    // Compared with some rows ago: a transform that only just reaches a burst shows it weakly.
    const age = row.index - this.firstRow;
    if (age > 2 * settledRows && ratio > keep && excess > levelRange * this.#past[row.index % settledRows]) {
      this.lastRow = Math.max(this.firstRow, Math.min(this.lastRow, row.index - settledRows));
      return 'risen';
    }
    this.#past[row.index % settledRows] = this.#strongest;
    // A signal that fades slowly stays the same signal.
    this.#strongest *= this.#fade;
    const audible = this.#strongest / levelRange;
    if (ratio > keep && excess > audible) {
      this.lastRow = row.index;
      this.#strongest = Math.max(this.#strongest, excess);
      this.take(row);
      // Loud enough for single rows: then no window may reach over its end.
      if (this.scale < 2) this.#windowRows = 0;
      else if (ratio > 4 * keep) this.scale = 0;
      else this.#push(keep);
      return 'active';
    }
    this.#push(Math.min(keep, ratio));
    const scale = Math.max(1, this.scale);
    const length = rowScales[scale];
    if (this.#windowRows < length) return 'silent';
    let sum = 0;
    for (let i = 1; i <= length; i++) sum += this.#window[(this.#windowAt + longest - i) % longest];
    const mean = sum / length;
    const meanExcess = (mean - 1) * this.#floorSum;
    if (!(mean > this.#thresholds.keepLong[scale][band] && meanExcess > audible)) return 'silent';
    this.lastRow = Math.max(this.lastRow, row.index - (length >> 2));
    this.#strongest = Math.max(this.#strongest, meanExcess);
    this.#add(row, this.low, this.high);
    return 'active';
  }

  /** Mean ratio in the band; leaves the power above the floor in `#excess`. That does not change when the band is drawn narrower, the mean does. */
  #measure({ ratio, floor }: RegionRow): number {
    let ratios = 0;
    let excess = 0;
    let floors = 0;
    for (let bin = this.low; bin <= this.high; bin++) {
      ratios += ratio[bin];
      excess += (ratio[bin] - 1) * floor[bin];
      floors += floor[bin];
    }
    this.#excess = excess;
    this.#floorSum = floors;
    return ratios / (this.high - this.low + 1);
  }

  #push(value: number): void {
    this.#window[this.#windowAt] = value;
    this.#windowAt = (this.#windowAt + 1) % longest;
    if (this.#windowRows < longest) this.#windowRows++;
  }

  /** Takes a row of the time before it was found. */
  replay(row: RegionRow): void {
    this.#measure(row);
    this.#strongest = Math.max(this.#strongest, this.#excess);
    this.take(row);
  }

  /**
   * Takes the energy of an active row: the band, and what joins it on either side without a gap, belongs to nobody else, and does not tower
   * above it: then this is the skirt of that, not the other way round.
   */
  take(row: RegionRow): void {
    const last = row.ratio.length - 1;
    const most = levelRange * this.rowPeak(row.power);
    let low = this.low;
    let high = this.high;
    while (low > 0 && this.#joins(row, low - 1, most)) low--;
    while (high < last && this.#joins(row, high + 1, most)) high++;
    this.rowLow = low;
    this.rowHigh = high;
    this.#add(row, low, high);
  }

  #joins({ index, ratio, power, owners, closedUntil }: RegionRow, bin: number, most: number): boolean {
    const free = owners[bin] === 0 || owners[bin] === this.slot + 1;
    return free && closedUntil[bin] < index && ratio[bin] > this.#thresholds.join && power[bin] < most;
  }

  /** Strongest bin of the band in a row. */
  rowPeak(power: Float32Array): number {
    let most = 0;
    for (let bin = this.low; bin <= this.high; bin++) if (power[bin] > most) most = power[bin];
    return most;
  }

  #add(row: RegionRow, low: number, high: number): void {
    const { power, floor, ratio } = row;
    for (let bin = low; bin <= high; bin++) {
      const value = power[bin];
      if (!(value < Infinity)) continue;
      this.#energy[bin] += (ratio[bin] - 1) * floor[bin];
      // What the mask explains away is another's power.
      if (value > this.peakPower && ratio[bin] > 1) {
        this.peakPower = value;
        this.peakRatio = ratio[bin];
        this.peakBin = bin;
      }
    }
    this.#extentLow = Math.min(this.#extentLow, low);
    this.#extentHigh = Math.max(this.#extentHigh, high);
    this.rows++;
    if (this.rows < 32 || this.rows % 8 === 0) this.#narrow();
  }

  #narrow(): void {
    energyBand(this.#energy, this.#extentLow, this.#extentHigh, outsideTrack, this.#band);
    this.low = this.#band.low;
    this.high = this.#band.high;
    energyBand(this.#energy, this.#extentLow, this.#extentHigh, outsideReach, this.#band);
    this.reachLow = this.#band.low;
    this.reachHigh = this.#band.high;
  }

  /** First bin on which nothing else is looked for. */
  get occupiedLow(): number {
    return Math.min(this.low - touching, this.reachLow, this.rowLow);
  }

  get occupiedHigh(): number {
    return Math.max(this.high + touching, this.reachHigh, this.rowHigh);
  }

  /**
   * Follows the signal back from where a seed found it, over pauses no longer than the hang.
   * @param earliest row that belongs to something else already, exclusive
   */
  traceBack(history: RowHistory, inverse: Float32Array, hangRows: number, earliest: number): void {
    const { low, high } = this;
    const band = bandIndex(high - low + 1);
    const keep = this.#thresholds.keep[band];
    const found = this.lastRow;
    const limit = Math.max(earliest + 1, history.oldest);
    const windowStart = Math.max(limit, found - rowScales[this.scale] + 1);
    let strongest = 0;
    for (let row = windowStart; row <= found; row++)
      strongest = Math.max(strongest, bandRatio(history.row(row), inverse, low, high));
    const heard = Math.max(keep, 1 + (strongest - 1) / levelRange);
    // Inside the seed's own window the signal is known to be: from its first loud row, or if none is loud, all of it.
    let start = windowStart;
    if (strongest > heard)
      while (start < found && !(bandRatio(history.row(start), inverse, low, high) > heard)) start++;
    for (let row = start - 1, pause = 0; row >= limit && pause <= hangRows; row--, pause++) {
      if (bandRatio(history.row(row), inverse, low, high) > heard) {
        start = row;
        pause = -1;
      }
    }
    this.firstRow = start;
  }

  /** Takes over what another region holds. When they begin and end counts for both only if they are about as strong. */
  absorb(other: Region): void {
    this.id = Math.min(this.id, other.id);
    const mine = this.peakPower * alike > other.peakPower;
    const others = other.peakPower * alike > this.peakPower;
    if (!mine || (others && other.firstRow < this.firstRow)) {
      this.firstRow = other.firstRow;
      this.startSample = other.startSample;
      this.begins = other.begins;
    }
    if (!mine) this.lastRow = other.lastRow;
    else if (others) this.lastRow = Math.max(this.lastRow, other.lastRow);
    this.scale = Math.min(this.scale, other.scale);
    this.rows += other.rows;
    for (let bin = other.#extentLow; bin <= other.#extentHigh; bin++) this.#energy[bin] += other.#energy[bin];
    this.#extentLow = Math.min(this.#extentLow, other.#extentLow);
    this.#extentHigh = Math.max(this.#extentHigh, other.#extentHigh);
    if (other.peakPower > this.peakPower) {
      this.peakPower = other.peakPower;
      this.peakRatio = other.peakRatio;
      this.peakBin = other.peakBin;
    }
    this.#strongest = Math.max(this.#strongest, other.#strongest);
    for (let i = 0; i < pastRows; i++) this.#past[i] = Math.max(this.#past[i], other.#past[i]);
    this.rowLow = Math.min(this.rowLow, other.rowLow);
    this.rowHigh = Math.max(this.rowHigh, other.rowHigh);
    this.#narrow();
  }

  /** The band to report. */
  box(out: Band): void {
    energyBand(this.#energy, this.#extentLow, this.#extentHigh, outsideBox, out);
  }
}
