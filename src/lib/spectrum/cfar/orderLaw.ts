import { rankOf, type CfarSettings } from './cfarSettings.ts';
import { logBeta } from './logBeta.ts';
import { spreadAverages, spreadRanks, spreadTables, spreadTraining } from './orderSpread.ts';

/**
 * Density of the share of cells that lies below the training cell of rank k: Beta(k / p, (N - k + 1) / q). For independent cells p = q = 1 and that
 * is exact; for correlated ones the simulated table says how much wider it is (docs/decisions/cfar-calibration.md).
 * @returns density at a share below and the rest above
 */
export function orderDensity(settings: CfarSettings): (below: number, above: number) => number {
  const { training } = settings;
  const rank = rankOf(settings);
  const [p, q] = orderSpread(settings);
  const a = rank / p;
  const b = (training - rank + 1) / q;
  const norm = logBeta(a, b);
  return (below, above) => Math.exp((a - 1) * Math.log(below) + (b - 1) * Math.log(above) - norm);
}

/** p and q between the tabulated values: linear in 1 / averages, 1 / training and rank / training. */
function orderSpread(settings: CfarSettings): [number, number] {
  const { axis = 'frequency', window, overlap, averages, training } = settings;
  // One segment knows no overlap, except along time.
  const table = spreadTables[`${axis} ${window} ${axis === 'frequency' && averages === 1 ? 0 : overlap}`];
  if (table === undefined) return [1, 1];
  const [m, mPart] = place(spreadAverages, averages, (value) => 1 / value);
  const [n, nPart] = place(spreadTraining, training, (value) => 1 / value);
  const [k, kPart] = place(spreadRanks, rankOf(settings) / training, (value) => value);
  const both: [number, number] = [0, 0];
  for (let corner = 0; corner < 8; corner++) {
    const [dm, dn, dk] = [corner & 1, (corner >> 1) & 1, corner >> 2];
    const weight = (dm ? mPart : 1 - mPart) * (dn ? nPart : 1 - nPart) * (dk ? kPart : 1 - kPart);
    const at = 2 * (((m + dm) * spreadTraining.length + n + dn) * spreadRanks.length + k + dk);
    both[0] += weight * table[at];
    both[1] += weight * table[at + 1];
  }
  return both;
}

/** Index of the stretch in which a value lies (the last one also for what lies beyond) and how far along. */
function place(grid: readonly number[], value: number, scale: (value: number) => number): [number, number] {
  let index = 0;
  while (index + 2 < grid.length && value >= grid[index + 1]) index++;
  const from = scale(grid[index]);
  return [index, (scale(value) - from) / (scale(grid[index + 1]) - from)];
}
