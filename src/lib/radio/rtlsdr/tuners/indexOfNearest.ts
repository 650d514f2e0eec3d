/** Index of the member of `values` (not empty) nearest to `wanted`; of two as near, the first. */
export function indexOfNearest(wanted: number, values: readonly number[]): number {
  let best = 0;
  for (let k = 1; k < values.length; k++) {
    if (Math.abs(values[k] - wanted) < Math.abs(values[best] - wanted)) best = k;
  }
  return best;
}
