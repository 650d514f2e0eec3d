import { RowMath, type MathRow, type RowBlocks } from './rowMath.ts';
import { blockBins } from './rowMathCode.ts';

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
/** What lies far is reckoned in blocks; their attenuation is even enough. */
const farSlope = 10 ** (-0.015 * blockBins);
/** No receiver shows this much beside a strong signal; what lies lower is rounding. -120 dB. */
const leastShare = 1e-12;
const largestRatio = 1e30;
/** A row without a bin this far above the floor explains nothing (13 dB), and a bin less than this far not its neighbours (8 dB). */
const leastRatio = 20;
const leastNear = 6;
/** As far as near slopes reach before they lie below the far ones of the same bin: 29 bins, in blocks. */
const nearBlocks = 2;

export class RowMask {
  readonly #bins: number;
  readonly #circular: boolean;
  readonly #math: RowMath;
  readonly #power: MathRow;
  readonly #inverse: MathRow;
  readonly #ratio: MathRow;
  readonly #known: Readonly<Record<'ratioMost' | 'ratioSum' | 'powerMost' | 'powerLeast', MathRow>>;
  readonly #mask: Float32Array;
  /** What the strongest bin of each block explains far away. */
  readonly #loudest: Float64Array;
  readonly #far: Float64Array;
  /** Blocks in which something near is explained: the others need not be looked at bin by bin. */
  readonly #touched: Uint8Array;

  constructor(bins: number, complex: boolean) {
    this.#bins = bins;
    this.#circular = complex;
    const math = new RowMath(bins, 3, 4);
    this.#math = math;
    this.#power = math.row();
    this.#inverse = math.row();
    this.#ratio = math.row();
    this.#known = {
      ratioMost: math.blockRow(),
      ratioSum: math.blockRow(),
      powerMost: math.blockRow(),
      powerLeast: math.blockRow()
    };
    this.#mask = new Float32Array(bins);
    this.#loudest = new Float64Array(Math.ceil(bins / blockBins));
    this.#far = new Float64Array(this.#loudest.length);
    this.#touched = new Uint8Array(this.#loudest.length);
  }

  /**
   * Turns a row into ratios to the floor, 1 where a stronger bin explains the power.
   * @param previous the row before it, or null @param blocks filled in with what is known of the blocks of `ratio`; null: nobody asks
   */
  apply(
    power: Float32Array,
    previous: Float32Array | null,
    inverse: Float32Array,
    ratio: Float32Array,
    blocks: RowBlocks | null = null
  ): void {
    this.#power.values.set(power);
    this.#inverse.values.set(inverse);
    this.#math.ratios({ power: this.#power, inverse: this.#inverse }, largestRatio, this.#ratio, this.#known);
    const loudest = largest(this.#known.powerMost.values);
    const least = leastShare * loudest;
    // Where the floor itself lies lower, which real noise does not.
    if (least * inverse[this.#bins >> 2] > 1) this.#clearBelow(least);
    const most = largest(this.#known.ratioMost.values);
    if (most > leastRatio) this.#explain(this.#strongest(most), previous);
    ratio.set(this.#ratio.values);
    if (blocks === null) return;
    blocks.most.set(this.#known.ratioMost.values);
    blocks.sum.set(this.#known.ratioSum.values);
  }

  /** Room for what `apply` says of the blocks of a row. */
  blocks(): RowBlocks {
    return { most: new Float32Array(this.#math.blocks), sum: new Float32Array(this.#math.blocks) };
  }

  /** The bin whose ratio is the largest of the row. */
  #strongest(most: number): number {
    const block = this.#known.ratioMost.values.indexOf(most);
    return this.#ratio.values.indexOf(most, block * blockBins);
  }

  /** Takes out what the strong bins explain, the strongest of which is given. */
  #explain(strongest: number, previous: Float32Array | null): void {
    const power = this.#power.values;
    const ratio = this.#ratio.values;
    const before = previous === null ? 0 : previous[strongest];
    const steady = before * 2 > power[strongest] && before < 2 * power[strongest];
    this.#spreadFar(steady ? steadyOffset : keyedOffset);
    const far = this.#far;
    const touched = this.#touched;
    const { powerLeast } = this.#known;
    touched.fill(0);
    this.#spreadNear(1);
    this.#spreadNear(-1);
    const mask = this.#mask;
    for (let block = 0; block < far.length; block++) {
      const end = this.#endOf(block);
      const level = Math.fround(far[block]);
      // Also what happens to lie below the floor: left alone, it would draw the floor down.
      if (touched[block] !== 0) {
        for (let bin = block * blockBins; bin < end; bin++) if (power[bin] < mask[bin]) ratio[bin] = 1;
      } else if (level > powerLeast.values[block]) {
        for (let bin = block * blockBins; bin < end; bin++) if (power[bin] < level) ratio[bin] = 1;
      } else continue;
      this.#survey(block);
    }
  }

  #clearBelow(least: number): void {
    const power = this.#power.values;
    for (let bin = 0; bin < this.#bins; bin++) if (power[bin] < least) this.#ratio.values[bin] = 1;
    for (let block = 0; block < this.#far.length; block++) this.#survey(block);
  }

  /** Looks again at what is known of a block whose ratios were changed. */
  #survey(block: number): void {
    const ratio = this.#ratio.values;
    const end = this.#endOf(block);
    let most = 0;
    let sum = 0;
    for (let bin = block * blockBins; bin < end; bin++) {
      sum += ratio[bin];
      if (ratio[bin] > most) most = ratio[bin];
    }
    this.#known.ratioMost.values[block] = most;
    this.#known.ratioSum.values[block] = sum;
  }

  #endOf(block: number): number {
    return Math.min(this.#bins, (block + 1) * blockBins);
  }

  /** Goes up and down the blocks, twice round where the spectrum closes on itself. */
  #spreadFar(offset: number): void {
    const loudest = this.#loudest;
    const far = this.#far;
    const blocks = far.length;
    for (let at = 0; at < blocks; at++) loudest[at] = this.#known.powerMost.values[at] * offset;
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

  /**
   * Goes through the bins in one direction with what the strongest of those behind explains: all attenuate alike, so it stays the strongest.
   * Where less is left than what lies far explains, nothing is carried on, and blocks without a strong bin are passed over.
   */
  #spreadNear(step: 1 | -1): void {
    const power = this.#power.values;
    const ratio = this.#ratio.values;
    const mask = this.#mask;
    const { values: ratioMost } = this.#known.ratioMost;
    const blocks = this.#far.length;
    const first = step === 1 ? 0 : blocks - 1;
    let level = 0;
    // Where the spectrum closes on itself, what lies at one end is explained from the other.
    for (let i = this.#circular ? -nearBlocks : 0; i < blocks; i++) {
      const block = (first + step * i + blocks) % blocks;
      // What a bin near the noise explains of its neighbours lies in the noise.
      const strong = ratioMost[block] > leastNear;
      if (level === 0 && !strong) continue;
      const begin = block * blockBins;
      const end = this.#endOf(block);
      if (this.#touched[block] === 0) {
        mask.fill(this.#far[block], begin, end);
        this.#touched[block] = 1;
      }
      for (let n = end - begin, bin = step === 1 ? begin : end - 1; n > 0; n--, bin += step) {
        level *= nearSlope;
        if (level <= mask[bin]) level = 0;
        else mask[bin] = level;
        if (strong && ratio[bin] > leastNear) level = Math.max(level, power[bin] * nearOffset);
      }
    }
  }
}

function largest(values: Float32Array): number {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
}
