import { cosTurns, sinTurns } from '#lib/dsp/sinCos.ts';

/** Steps of the table: the angle between an entry and what is looked up stays below pi / 1024, where cos d = 1 to -106 dB. */
export const turnSteps = 1024;

/** Radians of one step. */
export const turnStepRadians = 6.283185307179586 / turnSteps;

let table: Float64Array | null = null;

/**
 * Cosine and sine, interleaved, in the middle of each step of a turn. Looked up with one correction term,
 * cos(a + d) = cos a - d sin a, sin(a + d) = sin a + d cos a, it is right to 5e-6 of the amplitude. Made at first use.
 */
export function turnTable(): Float64Array {
  if (table !== null) return table;
  const made = new Float64Array(2 * turnSteps);
  for (let step = 0; step < turnSteps; step++) {
    made[2 * step] = cosTurns((step + 0.5) / turnSteps);
    made[2 * step + 1] = sinTurns((step + 0.5) / turnSteps);
  }
  table = made;
  return made;
}
