/** What has to be known of a radio that sweeps; its `SweepInfo` is one. */
export interface SweepBand {
  /** Hz */
  readonly low: number;
  readonly high: number;
  /** Good parts of a block's band, as shares of its rate from its centre (-0.5 to 0.5). */
  readonly usable: readonly { readonly min: number; readonly max: number }[];
  /** Samples of one visit to a centre. */
  readonly visit: number;
}
