import type { SweepSpan } from './radioRequest.ts';

/** What a radio can be made to sweep: from the lowest centre that it tunes to the highest. @returns null when it tunes nowhere @param centers Hz */
export function sweepReach(centers: readonly { readonly min: number; readonly max: number }[]): SweepSpan | null {
  if (centers.length === 0) return null;
  return { low: Math.min(...centers.map(({ min }) => min)), high: Math.max(...centers.map(({ max }) => max)) };
}
