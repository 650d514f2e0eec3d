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
/** What lies far is reckoned in blocks of this many bins; their attenuation is even enough. */
const blockBits = 4;
const block = 1 << blockBits;
const steps = [1, -1] as const;
const farSlope = 10 ** (-0.015 * block);
/** No receiver shows this much beside a strong signal; what lies lower is rounding. -120 dB. */
const leastShare = 1e-12;
const largestRatio = 1e30;
/** A row without a bin this far above the floor explains nothing (13 dB), and a bin less than this far not its neighbours (8 dB). */
const leastRatio = 20;
const leastNear = 6;

export class RowMask {
  readonly #mask: Float32Array;
  /** Strongest bin of each block, and what it explains far away. */
  readonly #loudest: Float64Array;
  readonly #far: Float64Array;
  readonly #circular: boolean;

  constructor(bins: number, complex: boolean) {
    this.#mask = new Float32Array(bins);
    this.#loudest = new Float64Array(Math.ceil(bins / block));
    this.#far = new Float64Array(this.#loudest.length);
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
    this.#spreadFar(power, steady ? steadyOffset : keyedOffset);
    const mask = this.#mask;
    for (let bin = 0; bin < bins; bin++) mask[bin] = this.#far[bin >> blockBits];
    // What a bin near the noise explains of its neighbours lies in the noise.
    for (let bin = 0; bin < bins; bin++) if (ratio[bin] > leastNear) this.#spreadNear(bin, power[bin]);
    // Also what happens to lie below the floor: left alone, it would draw the floor down.
    for (let bin = 0; bin < bins; bin++) if (power[bin] < mask[bin]) ratio[bin] = 1;
  }

  /** Goes up and down the blocks, twice round where the spectrum closes on itself. */
  #spreadFar(power: Float32Array, offset: number): void {
    const loudest = this.#loudest;
    const far = this.#far;
    const blocks = far.length;
    for (let at = 0; at < blocks; at++) {
      let most = 0;
      const end = Math.min(power.length, (at + 1) * block);
      for (let bin = at * block; bin < end; bin++) if (power[bin] > most) most = power[bin];
      loudest[at] = most * offset;
    }
    const lead = this.#circular ? blocks : 0;
    let level = 0;
    for (let i = -lead; i < blocks; i++) {
      const at = i < 0 ? i + blocks : i;
      level = Math.max(level * farSlope, loudest[at]);
      far[at] = level;
    }
    level = 0;
    for (let i = blocks - 1 + lead; i >= 0; i--) {
      const at = i >= blocks ? i - blocks : i;
      level = Math.max(level * farSlope, loudest[at]);
      far[at] = Math.max(far[at], level);
    }
  }

  /** Goes outward from a bin until something stronger explains as much: with the same slope, it does so from there on. */
  #spreadNear(from: number, power: number): void {
    const mask = this.#mask;
    const bins = mask.length;
    for (const step of steps) {
      let level = power * nearOffset;
      for (let i = 1; i < bins; i++) {
        let bin = from + step * i;
        if (bin < 0 || bin >= bins) {
          if (!this.#circular) break;
          bin -= step * bins;
        }
        level *= nearSlope;
        if (level <= mask[bin]) break;
        mask[bin] = level;
      }
    }
  }
}
