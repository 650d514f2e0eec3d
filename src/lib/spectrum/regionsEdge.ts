import type { RowHistory } from './detectorHistory.ts';

/** Mean power over floor in a band of one row. */
export function bandRatio(row: Float32Array, inverse: Float32Array, low: number, high: number): number {
  let sum = 0;
  for (let bin = low; bin <= high; bin++) sum += row[bin] < Infinity ? row[bin] * inverse[bin] : 1;
  return sum / (high - low + 1);
}

export interface EdgeOptions {
  readonly history: RowHistory;
  readonly inverse: Float32Array;
  readonly low: number;
  readonly high: number;
  /** Samples from row to row, and samples that one row looks at. */
  readonly rowSamples: number;
  readonly span: number;
}

/**
 * Power of a keyed carrier in a Hann-windowed segment whose middle lies on the edge: the amplitude is a half, the power a quarter, and with
 * what spills into the bins beside it about a third.
 */
const halfWay = 0.35;

/**
 * Sample at which a region begins or ends: where the power in its band passes a third of what it is just inside, between the middles of two rows.
 * Finer than a row by far for strong signals, and free of the bias that a threshold has, which a strong signal passes early.
 * @param row outermost active row @param inward 1 for a beginning, -1 for an end @param limit row that must not be passed outward
 */
export function edgeSample(options: EdgeOptions, row: number, inward: 1 | -1, limit: number): number {
  const { history, inverse, low, high, rowSamples, span } = options;
  const within = Math.ceil(span / rowSamples) + 1;
  const ratio = (index: number) => bandRatio(history.row(index), inverse, low, high);
  const there = (index: number) => index >= history.oldest && index < history.next;
  let level = 1;
  for (let i = 0; i < within && there(row + i * inward); i++) level = Math.max(level, ratio(row + i * inward));
  const target = 1 + halfWay * (level - 1);
  let inside = row;
  for (let i = 0; i < within && there(inside) && ratio(inside) < target; i++) inside += inward;
  if (!there(inside)) inside = row;
  const outside = inside - inward;
  const middle = history.sample(inside) + span / 2;
  if (!there(outside) || (outside - limit) * inward < 0) return middle - (inward * rowSamples) / 2;
  const above = ratio(inside);
  const below = ratio(outside);
  const part = above > below ? Math.min(1, Math.max(0, (above - target) / (above - below))) : 0.5;
  return middle - inward * part * rowSamples;
}
