/** A sample rate as the clock generator takes it: `numerator / divider` S/s. */
export interface HackRfRate {
  readonly numerator: number;
  readonly divider: number;
}

const mostDivider = 31;
/** What is closer than this to a whole number is one, Hz: a third of a rate in a double is not exact either. */
const exact = 1e-6;

/**
 * The smallest divider, up to 31, that makes `rate` a fraction of whole numbers, as hackrf_set_sample_rate chooses it; 1, and a whole number of
 * samples per second, where there is none.
 */
export function hackRfRate(rate: number): HackRfRate {
  for (let divider = 1; divider <= mostDivider; divider++) {
    const numerator = Math.round(rate * divider);
    if (Math.abs(rate * divider - numerator) < exact) return { numerator, divider };
  }
  return { numerator: Math.round(rate), divider: 1 };
}
