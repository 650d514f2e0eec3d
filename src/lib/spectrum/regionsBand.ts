/** Band that holds a region's energy, in bins. */
export interface Band {
  low: number;
  high: number;
  /** Power centroid, a fraction of a bin. */
  center: number;
}

/**
 * The bins between which all but `outside` of the energy lies, the same share left out on either side. Noise may have left bins below 0:
 * they count as empty.
 * @param low first bin to look at @param high last one
 */
export function energyBand(energy: Float64Array, low: number, high: number, outside: number, out: Band): void {
  let total = 0;
  let moment = 0;
  for (let bin = low; bin <= high; bin++) {
    if (energy[bin] > 0) {
      total += energy[bin];
      moment += energy[bin] * bin;
    }
  }
  if (!(total > 0)) {
    out.low = low;
    out.high = high;
    out.center = (low + high) / 2;
    return;
  }
  const share = (total * outside) / 2;
  let sum = 0;
  let first = low;
  while (first < high && sum + Math.max(0, energy[first]) < share) sum += Math.max(0, energy[first++]);
  sum = 0;
  let last = high;
  while (last > first && sum + Math.max(0, energy[last]) < share) sum += Math.max(0, energy[last--]);
  out.low = first;
  out.high = last;
  out.center = moment / total;
}
