import { cellWeights, cfarMultiplier, falseAlarmProbability } from './cfar.ts';
import type { WindowName } from '#lib/dsp/window.ts';

/** How the detector looks at a stream: its short-time transform, and its clocks in rows. A row is one frame. */
export interface DetectionPlan {
  /** S/s */
  readonly rate: number;
  readonly complex: boolean;
  readonly fft: number;
  /** Values in a row: fft, or fft / 2 + 1 for real samples. */
  readonly bins: number;
  readonly window: WindowName;
  /** Samples between segments. */
  readonly hop: number;
  /** Segments averaged in a row. */
  readonly segments: number;
  /** Samples from row to row. */
  readonly rowSamples: number;
  /** Rows that a signal may be silent without its region ending. */
  readonly hangRows: number;
  /** Rows from which the first noise floor is made, before anything is detected. */
  readonly firstRows: number;
  /** Rows over which the noise floor follows change. */
  readonly learnRows: number;
  /** Rows after which a bin that is occupied without a pause is learned all the same. */
  readonly heldRows: number;
  /** The same when most of the band rose at once: a step of gain, not a signal. */
  readonly stepRows: number;
}

/** Bins about this wide part neighbouring channels of narrow-band services, and their transform still resolves 0.2 ms. */
const wantedBinHz = 5000;
/** Least transform of the kernels. */
const leastFft = 256;
const rowSeconds = 0.25e-3;
/** Longer than the gaps inside most keyed packets (1 to 4 ms), shorter than the pauses between repeated ones (10 ms and more). */
const hangSeconds = 5e-3;
const firstSeconds = 15e-3;
const learnSeconds = 0.5;
const heldSeconds = 1;
const stepSeconds = 0.1;

/**
 * The plan for a sample rate: the smallest power of two whose bins are no wider than 5 kHz (at least 256), half-overlapped Hann segments, and
 * as many of them in a row as fit into a quarter of a millisecond.
 * @param rate S/s, above 0
 */
export function detectionPlan(rate: number, complex: boolean): DetectionPlan {
  if (!(rate > 0 && Number.isFinite(rate))) throw new RangeError(`A sample rate must be above 0 S/s, not ${rate}`);
  let fft = leastFft;
  while (fft < 65536 && rate / fft > wantedBinHz) fft *= 2;
  const hop = fft / 2;
  const segments = Math.max(1, Math.round((rowSeconds * rate) / hop));
  const rowSamples = hop * segments;
  const rows = (seconds: number) => Math.round((seconds * rate) / rowSamples);
  return {
    rate,
    complex,
    fft,
    bins: complex ? fft : fft / 2 + 1,
    window: 'hann',
    hop,
    segments,
    rowSamples,
    hangRows: clamp(rows(hangSeconds), 2, 64),
    firstRows: clamp(rows(firstSeconds), 16, 64),
    learnRows: clamp(rows(learnSeconds), 256, 8192),
    heldRows: clamp(rows(heldSeconds), 256, 32768),
    stepRows: clamp(rows(stepSeconds), 64, 2048)
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}

/** Rows over which cells are averaged in search of a signal, and bins; every pair is a scale. */
export const rowScales = [1, 4, 16, 64] as const;
export const binScales = [1, 4, 16] as const;

/** What the default settings aim at: one false detection in a hundred hours of white noise, whatever the rate. */
export const falseAlarmsPerHour = 0.01;
/** Cells behind a floor estimate, on the low side; half a second has a thousand and more. */
const referenceCells = 500;
/** No scale looks for less than this over the floor: floors are not known any better (drift, ripple, spurs). 3 dB. */
const leastMultiplier = 2;
/** What was found may fall this low before it counts as gone. 2 dB. */
const leastKeep = 1.6;

/** Multiples of the noise floor, all for averages over cells. */
export interface DetectionThresholds {
  /** What opens a region: `seeds[i][j]` for `rowScales[i]` and `binScales[j]`. */
  readonly seeds: readonly (readonly number[])[];
  /** What keeps a region open: one row, band of `bins`; index with `bandIndex`. */
  readonly keep: readonly number[];
  /** The same over windows of 4, 16, 64 rows (rows of this table follow `rowScales`; the first is `keep`). */
  readonly keepLong: readonly (readonly number[])[];
  /** A bin next to a region that joins it. */
  readonly join: number;
}

const bandSizes = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64] as const;

/** Index into the `keep` tables: the largest tabulated band that is not wider, which errs to the safe side. */
export function bandIndex(bins: number): number {
  let index = 0;
  while (index + 1 < bandSizes.length && bandSizes[index + 1] <= bins) index++;
  return index;
}

/** Thresholds from the false-alarm rate wanted: each scale gets an equal share, each cell of it an equal chance. */
export function detectionThresholds(plan: DetectionPlan): DetectionThresholds {
  const rowsPerHour = (3600 * plan.rate) / plan.rowSamples;
  const share = falseAlarmsPerHour / (rowScales.length * binScales.length);
  const seeds = rowScales.map((rows) => {
    // Averages over several rows are looked at twice in their own length.
    const looks = rows === 1 ? rowsPerHour : (2 * rowsPerHour) / rows;
    const chance = share / (looks * plan.bins);
    return binScales.map((bins) => multiplier(chance, bins, rows * plan.segments, leastMultiplier));
  });
  // Noise that reaches back from a pause into a region moves its edge: in fewer than one region of a thousand.
  const keepChance = 1e-3 / plan.hangRows;
  const keepLong = rowScales.map((rows) =>
    bandSizes.map((bins) => multiplier(keepChance, bins, rows * plan.segments, leastKeep))
  );
  return {
    seeds,
    keep: keepLong[0],
    keepLong,
    join: cfarMultiplier(1e-3, cellWeights(1, plan.segments), referenceCells)
  };
}

/** The multiple of the floor for averages over cells, or `least` where that is rare enough already. */
function multiplier(probability: number, bins: number, segments: number, least: number): number {
  const weights = cellWeights(bins, segments);
  if (falseAlarmProbability(weights, referenceCells, least) <= probability) return least;
  return cfarMultiplier(probability, weights, referenceCells);
}
