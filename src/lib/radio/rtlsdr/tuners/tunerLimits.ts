import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { Range } from '../../radio.ts';

/** @throws WavepoolError `radio.range` when no range holds `hz` */
export function checkCenter(name: string, hz: number, centers: readonly Range[]): void {
  if (centers.some(({ min, max }) => hz >= min && hz <= max)) return;
  const want = centers.map(({ min, max }) => `${min / 1e6} to ${max / 1e6} MHz`).join(', ');
  throw new WavepoolError('radio.range', { what: 'Centre frequency', value: hz, radio: name, want });
}

/** Index of the member of `values` (not empty) nearest to `wanted`; of two as near, the first. */
export function nearest(wanted: number, values: readonly number[]): number {
  let best = 0;
  for (let k = 1; k < values.length; k++) {
    if (Math.abs(values[k] - wanted) < Math.abs(values[best] - wanted)) best = k;
  }
  return best;
}
