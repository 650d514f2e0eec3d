import { powerToDb } from '#lib/dsp/powerToDb.ts';
import { dbToRatio } from './dbToRatio.ts';

/** Entries of the table, so that 12 random bits pick one. */
export const gaussianSteps = 4096;

let table: Float64Array | null = null;

/**
 * Middles of equally likely slices of the normal distribution, scaled so that the **sum of two** picks has mean 0 and variance 1: the
 * sum has 16 million values and tails to 5 sigma. Made at first use, without the engine's own exp or log.
 */
export function gaussianTable(): Float64Array {
  if (table !== null) return table;
  const made = new Float64Array(gaussianSteps);
  let square = 0;
  for (let step = gaussianSteps / 2; step < gaussianSteps; step++) {
    made[step] = quantile((step + 0.5) / gaussianSteps);
    made[gaussianSteps - 1 - step] = -made[step];
    square += 2 * made[step] * made[step];
  }
  const scale = Math.sqrt(gaussianSteps / square / 2);
  for (let step = 0; step < gaussianSteps; step++) made[step] *= scale;
  table = made;
  return made;
}

/** Inverse of the normal distribution for p >= 1/2, to 4.5e-4: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.2.23. */
function quantile(p: number): number {
  const t = Math.sqrt(-2 * naturalLog(1 - p));
  const coarse = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  // One Newton step against the distribution itself takes the formula's error away.
  return coarse - (cumulative(coarse) - p) / density(coarse);
}

function naturalLog(x: number): number {
  return powerToDb(x) * 0.23025850929940456;
}

function density(x: number): number {
  return dbToRatio(-2.171472409516259 * x * x) * 0.3989422804014327;
}

/** 1/2 + density(x) (x + x^3/3 + x^5/15 + ...), Abramowitz and Stegun 26.2.11. */
function cumulative(x: number): number {
  let term = x;
  let sum = x;
  for (let odd = 3; term > 1e-17; odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return 0.5 + density(x) * sum;
}
