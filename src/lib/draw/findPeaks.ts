import { binAt, hzOfBin, type FrequencySpan } from './mapping.ts';
import type { PlotBand } from './plot.ts';

/** A signal as a glance at the spectrum gives it. */
export interface SpectrumPeak {
  /** Middle of its occupied bandwidth; of a signal below three bins its strongest bin. */
  readonly hz: number;
  /** Its strongest bin. */
  readonly dbfs: number;
  /** Occupied bandwidth: what holds 99 % of its power, 0.5 % left out on each side (ITU-R SM.443); null below three bins. */
  readonly widthHz: number | null;
}

export interface FoundPeaks {
  /** Median power in view, leaving the signals out. */
  readonly floorDbfs: number;
  /** Strongest first. */
  readonly peaks: readonly SpectrumPeak[];
}

/** A peak must stand this far above the floor, dB, or this many times the spread of the noise, whichever is more. */
const leastDb = 6;
const leastSpreads = 5;
/** Two peaks are two signals when the power between them falls this far below the lesser, dB. */
const valleyDb = 10;

/**
 * Finds the distinct peaks of an averaged spectrum inside `span`. A first floor comes from the 30th percentile of the bins in view, so signals
 * may fill more than half of it; the final one is the median of the bins that this leaves below the threshold, its spread the distance down to
 * their 16th percentile (one sigma of a normal distribution). A view that is all signal gives few peaks or none, never made-up ones. Null
 * when there is no power in view.
 */
export function findPeaks(power: Float32Array, band: PlotBand, span: FrequencySpan): FoundPeaks | null {
  const low = binAt(band, span.lowHz);
  const high = binAt(band, span.highHz);
  const levels = new Float32Array(high - low + 1);
  for (let i = 0; i < levels.length; i++) levels[i] = 10 * Math.log10(Math.max(power[low + i], 1e-30));
  let quiet = levels.filter((value) => value > -300).sort();
  if (quiet.length === 0) return null;
  const first = thresholdOf(quiet, 0.3, 0.08);
  quiet = quiet.filter((value) => value < first);
  const threshold = thresholdOf(quiet, 0.5, 0.16);
  const peaks: SpectrumPeak[] = [];
  for (let i = 0; i < levels.length; i++) {
    if (levels[i] < threshold) continue;
    const start = i;
    // One bin below the threshold is a ripple inside a signal, two end it.
    while (
      i + 1 < levels.length &&
      (levels[i + 1] >= threshold || (i + 2 < levels.length && levels[i + 2] >= threshold))
    )
      i++;
    split(levels, start, i, (from, to) => peaks.push(peakOf(power, band, levels, low, from, to)));
  }
  peaks.sort((a, b) => b.dbfs - a.dbfs);
  return { floorDbfs: quantile(quiet, 0.5), peaks };
}

function thresholdOf(sorted: Float32Array, middle: number, lower: number): number {
  const floor = quantile(sorted, middle);
  return floor + Math.max(leastDb, leastSpreads * (floor - quantile(sorted, lower)));
}

function quantile(sorted: Float32Array, share: number): number {
  return sorted[Math.min(Math.floor(share * sorted.length), sorted.length - 1)];
}

/** Cuts a run above the threshold at its valleys and hands over each part. */
function split(levels: Float32Array, start: number, stop: number, found: (from: number, to: number) => void): void {
  let from = start;
  let top = -Infinity;
  let valley = Infinity;
  let valleyAt = start;
  for (let i = start; i <= stop; i++) {
    const value = levels[i];
    if (value < valley) {
      valley = value;
      valleyAt = i;
    }
    if (valley < top - valleyDb && value > valley + valleyDb) {
      // Climbed out of a deep valley: what lies before it is a signal of its own.
      found(from, valleyAt);
      from = valleyAt + 1;
      top = value;
      valley = value;
    } else if (value > top) {
      top = value;
      valley = value;
      valleyAt = i;
    }
  }
  found(from, stop);
}

function peakOf(
  power: Float32Array,
  band: PlotBand,
  levels: Float32Array,
  low: number,
  from: number,
  to: number
): SpectrumPeak {
  let strongest = from;
  let total = 0;
  for (let i = from; i <= to; i++) {
    if (levels[i] > levels[strongest]) strongest = i;
    total += power[low + i];
  }
  let left = from;
  let right = to;
  for (let sum = power[low + left]; sum < total * 0.005; sum += power[low + left]) left++;
  for (let sum = power[low + right]; sum < total * 0.005; sum += power[low + right]) right--;
  const bins = right - left + 1;
  return {
    hz: bins < 3 ? hzOfBin(band, low + strongest) : hzOfBin(band, low + (left + right) / 2),
    dbfs: levels[strongest],
    widthHz: bins < 3 ? null : (bins * (band.highHz - band.lowHz)) / band.bins
  };
}
