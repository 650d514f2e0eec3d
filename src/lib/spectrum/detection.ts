/** A region of time x frequency above the noise. Times are in samples of the radio's clock, frequencies offsets from the centre, Hz. */
export interface Detection {
  /** Unique within one detector; rises with the order in which regions were opened. */
  readonly id: number;
  readonly startSample: number;
  /** First sample after the region; of an open region: as far as it has been seen. */
  readonly stopSample: number;
  /** Edges of the band that holds the region's energy. */
  readonly lowHz: number;
  readonly highHz: number;
  /** Power centroid. */
  readonly centerHz: number;
  /** Strongest bin of the strongest row, dBFS. */
  readonly peakDbfs: number;
  /** Peak over the noise floor at its bin, dB. */
  readonly snrDb: number;
  /** True while the signal is still on. */
  readonly open: boolean;
}
