/**
 * Takes out of a row what its strong bins explain: sidelobes of the window, keying sidebands, transmitter noise. A bin counts only if it
 * stands above every other bin of the row less a distance-dependent attenuation, as in masking of the ear:
 *
 *   near   8 dB and 1 dB per bin          what a window and a modulation spread
 *   far    30 dB and 0.15 dB per bin      while the level is steady
 *          20 dB and 0.15 dB per bin      where it changes: a carrier keyed in the middle of a Hann window spreads as 1 / (pi d)^2
 *
 * One region then forms where one signal is, instead of a field of fragments around it. The price: a weak signal close to a strong one is
 * not seen while that is on.
 */
const nearOffset = 10 ** -0.8;
const nearSlope = 10 ** -0.1;
const steadyOffset = 10 ** -3;
const keyedOffset = 10 ** -2;
const farSlope = 10 ** -0.015;
/** No receiver shows this much beside a strong signal; what lies lower is rounding. -120 dB. */
const leastShare = 1e-12;
const largestRatio = 1e30;
/** A row without a bin this far above the floor explains nothing. 13 dB. */
const leastRatio = 20;

export class RowMask {
  readonly #mask: Float32Array;
  readonly #circular: boolean;

  constructor(bins: number, complex: boolean) {
    this.#mask = new Float32Array(bins);
    this.#circular = complex;
  }

  /**
   * Turns a row into ratios to the floor, 1 where a stronger bin explains the power.
   * @param previous the row before it, or null
   */
  apply(power: Float32Array, previous: Float32Array | null, inverse: Float32Array, ratio: Float32Array): void {
    const bins = power.length;
    let most = 0;
    let loudest = 0;
    let strongest = 0;
    for (let bin = 0; bin < bins; bin++) {
      const value = power[bin] * inverse[bin];
      // What is no number, or no level that a sample can have, says nothing.
      ratio[bin] = value < largestRatio ? value : 1;
      if (value > most && value < largestRatio) {
        most = value;
        strongest = bin;
      }
      if (power[bin] > loudest) loudest = power[bin];
    }
    const least = leastShare * loudest;
    // Where the floor itself lies lower, which real noise does not.
    if (least * inverse[bins >> 2] > 1) {
      for (let bin = 0; bin < bins; bin++) if (power[bin] < least) ratio[bin] = 1;
    }
    if (!(most > leastRatio)) return;
    const before = previous === null ? 0 : previous[strongest];
    const steady = before * 2 > power[strongest] && before < 2 * power[strongest];
    this.#spread(power, steady ? steadyOffset : keyedOffset);
    const mask = this.#mask;
    // Also what happens to lie below the floor: left alone, it would draw the floor down.
    for (let bin = 0; bin < bins; bin++) if (power[bin] < mask[bin]) ratio[bin] = 1;
  }

  #spread(power: Float32Array, farOffset: number): void {
    const mask = this.#mask;
    const bins = power.length;
    // Two laps where the spectrum closes on itself, so that what lies at one end is heard at the other.
    const lead = this.#circular ? bins >> 2 : 0;
    let near = 0;
    let far = 0;
    for (let i = -lead; i < bins; i++) {
      const bin = i < 0 ? i + bins : i;
      near *= nearSlope;
      far *= farSlope;
      if (i >= 0) mask[bin] = near > far ? near : far;
      const own = power[bin];
      if (own * nearOffset > near) near = own * nearOffset;
      if (own * farOffset > far) far = own * farOffset;
    }
    near = 0;
    far = 0;
    for (let i = bins - 1 + lead; i >= 0; i--) {
      const bin = i >= bins ? i - bins : i;
      near *= nearSlope;
      far *= farSlope;
      if (i < bins) {
        const other = near > far ? near : far;
        if (other > mask[bin]) mask[bin] = other;
      }
      const own = power[bin];
      if (own * nearOffset > near) near = own * nearOffset;
      if (own * farOffset > far) far = own * farOffset;
    }
  }
}
