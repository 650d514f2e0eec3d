/** The kinds of detector, in the order of `kind` in cfar.wgsl. */
const rowCfarKinds = ['ca', 'go', 'so', 'os'] as const;

/** A detector at a constant false-alarm rate over the bins of each row, as src/lib/spectrum/cfar/cfarDetector.ts has it. */
export interface RowCfar {
  readonly kind: (typeof rowCfarKinds)[number];
  /** Training cells in all, even; guard cells on each side; rank for 'os'. */
  readonly training: number;
  readonly guard: number;
  readonly rank: number;
  readonly multiplier: number;
  /** The same on the processor (`CfarDetector.detect`): for rows that no GPU had as a whole. `mask` becomes 1 where a bin exceeds, else 0. */
  detect(power: Float32Array, mask: Uint8Array): unknown;
}

/**
 * The constants of cfar.wgsl.
 * @throws RangeError for a detector that does not fit `bins`: a mistake of the caller
 */
export function cfarConstants(cfar: RowCfar, bins: number, circular: boolean): Record<string, number> {
  const { kind, training, guard, rank, multiplier } = cfar;
  const whole = training >= 2 && training % 2 === 0 && Number.isInteger(guard) && guard >= 0;
  if (!whole || !(multiplier > 0 && multiplier < Infinity) || bins < 2 * guard + 1.5 * training + 1)
    throw new RangeError(`${training} training and ${guard} guard cells do not fit ${bins} bins`);
  if (kind === 'os' && !(Number.isInteger(rank) && rank >= 1 && rank <= training))
    throw new RangeError(`There is no rank ${rank} among ${training} cells`);
  const number = rowCfarKinds.indexOf(kind);
  return { bins, circular: circular ? 1 : 0, kind: number, training, guard, rank, multiplier };
}

/** 32-bit words of a mask of `bins` bins. */
export function maskWords(bins: number): number {
  return Math.ceil(bins / 32);
}
