/** Registers of the PLL for a frequency of the local oscillator. */
export interface R82xxPll {
  /** Exponent of the mixer's divider less 1: 0 for 2, 5 for 64. */
  readonly divider: number;
  /** Whole part of the VCO in units of twice the reference: register 14. */
  readonly whole: number;
  /** Sixteen bits of fraction: registers 16, 15. */
  readonly fraction: number;
  /** No fraction is wanted, not even one that is too small to be set. */
  readonly integer: boolean;
  /** What comes of it, Hz. */
  readonly oscillator: number;
}

/** The VCO's range, Hz: one octave, so that there is a divider for everything. */
const vco = { min: 1.77e9, max: 3.54e9 };
const largestDivider = 5;

/** The lowest oscillator whose divider brings the VCO into its range, Hz. */
export const r82xxLowestOscillator = vco.min / 2 ** (largestDivider + 1);

/** @returns the divider for an oscillator of `hz`: below its range the VCO is tried with the largest; null above */
export function r82xxDivider(hz: number): number | null {
  // Compared in whole kHz, as librtlsdr's transfers show.
  const rounded = 1000 * Math.floor((hz + 500) / 1000);
  if (2 * rounded >= vco.max) return null;
  for (let divider = 0; divider < largestDivider; divider++)
    if (rounded * 2 ** (divider + 1) >= vco.min) return divider;
  return largestDivider;
}

/**
 * Splits the VCO into whole and fraction. The fraction is counted in whole kHz, by successive halves, and never above: that is the grid librtlsdr
 * tunes on, so that both tune alike.
 *
 * @param reference of the PLL, Hz @param most largest whole part that the chip takes
 * @returns null where it has no such setting
 */
export function r82xxPll(hz: number, divider: number, reference: number, most: number): R82xxPll | null {
  const mix = 2 ** (divider + 1);
  const target = hz * mix;
  const nint = Math.floor(target / (2 * reference));
  // Whole parts below 13 cannot be written.
  if (nint > most || nint < 13) return null;
  const unit = Math.floor((reference + 500) / 1000);
  let left = Math.floor((target - 2 * reference * nint) / 1000);
  const integer = left === 0;
  let fraction = 0;
  for (let halves = 2; left > 1 && halves <= 0x8000; halves *= 2) {
    const part = Math.floor((2 * unit) / halves);
    if (left <= part) continue;
    fraction += Math.floor(0x8000 / (halves / 2));
    left -= part;
  }
  const steps = nint - 13;
  return {
    divider,
    whole: Math.floor(steps / 4) | ((steps % 4) << 6),
    fraction,
    integer,
    oscillator: (2 * reference * (nint + fraction / 0x10000)) / mix
  };
}
