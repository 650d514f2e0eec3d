/** Complex baseband samples; a real signal has `im` zero throughout. */
export interface Samples {
  readonly re: Float32Array;
  readonly im: Float32Array;
  /** S/s */
  readonly rate: number;
}
