/** One averaged spectrum over a stretch of consecutive samples. The arrays are lent: valid only during the call that hands the frame over. */
export interface Frame {
  /** Sample clock index of the first sample of the first segment. */
  readonly sampleIndex: number;
  /** Samples from the first sample of the first segment to the first sample of the next frame: frames tile the stream. */
  readonly samples: number;
  /** Segments averaged. */
  readonly segments: number;
  /** Mean power per bin, linear, full-scale complex tone = 1, ascending frequency. */
  readonly mean: Float32Array;
  /** Maximum power per bin over the segments. */
  readonly peak: Float32Array;
}
