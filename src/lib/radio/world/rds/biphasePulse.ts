import { cosTurns } from '#lib/dsp/sinCos.ts';

/** Samples of the pulse table per bit, and bits it reaches to either side of the middle. */
export const pulseSteps = 96;
export const pulseReach = 2;

let table: Float64Array | null = null;

/**
 * The waveform of one RDS bit around its middle, `pulseReach` bits to each side, peak 1: two impulses of opposite sign half a bit apart
 * (biphase), through the data-shaping filter H(f) = cos(pi f td / 4) for f <= 2 / td (IEC 62106), whose impulse response is
 * cos(pi x / 2) / (1 - x^2) with x = 8 t / td.
 */
export function biphasePulse(): Float64Array {
  if (table !== null) return table;
  const made = new Float64Array(2 * pulseReach * pulseSteps);
  let peak = 0;
  for (let k = 0; k < made.length; k++) {
    const t = k / pulseSteps - pulseReach;
    made[k] = shaped(t + 0.25) - shaped(t - 0.25);
    peak = Math.max(peak, made[k]);
  }
  for (let k = 0; k < made.length; k++) made[k] /= peak;
  table = made;
  return made;
}

/** Response to one impulse, `bits` after it. */
function shaped(bits: number): number {
  const x = 8 * bits;
  const rest = 1 - x * x;
  // The limit at x = 1, where both numerator and denominator vanish.
  if (Math.abs(rest) < 1e-9) return 0.7853981633974483;
  return cosTurns(x / 4) / rest;
}
