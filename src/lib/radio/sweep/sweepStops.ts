import type { Range } from '../radio.ts';

/** How a radio goes through a band that is wider than what it receives at once. */
export interface SweepStops {
  /** Hz, rising; two at least, because coming back to the first is what makes a round. */
  readonly centers: readonly number[];
  /** As in `SweepInfo`. */
  readonly usable: readonly Range[];
}

/** Neighbours overlap by this share of the rate, so that rounding to bins leaves no hole: two bins of the smallest transform. */
const lap = 2 / 256;

/**
 * Stops that cover a band, evenly spaced; the first begins, and the last ends with the band.
 * @param band Hz
 * @param rate S/s
 * @param share of the sampled band that is used, around its middle: what the radio's filter passes evenly
 * @param hole share around the middle that is left out because the converter's offset is there; 0 for none. The neighbours fill it, which takes
 * twice as many stops. At most a quarter of `share`.
 */
export function sweepStops({ min, max }: Range, rate: number, share: number, hole: number): SweepStops {
  const half = share / 2;
  const usable =
    hole > 0
      ? [
          { min: -half, max: -hole / 2 },
          { min: hole / 2, max: half }
        ]
      : [{ min: -half, max: half }];
  const step = (hole > 0 ? half - hole / 2 : share) - lap;
  const first = min + (half - lap / 2) * rate;
  const last = max - (half - lap / 2) * rate;
  const least = (hole + lap) * rate;
  if (last - first < least) {
    const middle = (min + max) / 2;
    return { centers: [Math.round(middle - least / 2), Math.round(middle + least / 2)], usable };
  }
  const steps = Math.ceil((last - first) / (step * rate));
  const centers = Array.from({ length: steps + 1 }, (_, k) => Math.round(first + (k * (last - first)) / steps));
  return { centers, usable };
}
