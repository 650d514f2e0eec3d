/** What a signal's modulation can be called. "unknown" where the samples do not say. */
export const signalClasses = [
  'carrier',
  'AM',
  'NFM',
  'WFM',
  'SSB',
  'OOK',
  'FSK',
  'PSK/QAM',
  'OFDM',
  'chirp',
  'noise-like',
  'unknown'
] as const;
export type SignalClass = (typeof signalClasses)[number];

/** What the samples of a detection say about it. Frequencies are offsets from the recording's centre, Hz; shares are 0 to 1. */
export interface Character {
  readonly class: SignalClass;
  /** How far the features lie inside the class's bounds, 0 to 1; 0 for "unknown". */
  readonly confidence: number;
  /** The features that decided, in words, for a person who asks why. */
  readonly because: string;
  /** Band that holds 99 % of the power above the noise (ITU-R SM.328: 0.5 % below it, 0.5 % above it). */
  readonly occupiedLowHz: number;
  readonly occupiedHighHz: number;
  readonly occupiedHz: number;
  /** Width between the outermost points 6 dB and 26 dB (ITU-R SM.443) under the strongest; null where the noise reaches up to there. */
  readonly width6dbHz: number | null;
  readonly width26dbHz: number | null;
  /** Power centroid. */
  readonly centroidHz: number;
  /** Standard deviation of the spectrum about it. */
  readonly spreadHz: number;
  /** Distance from the lower edge below which 85 % of the power lies. */
  readonly rolloffHz: number;
  /** Geometric over arithmetic mean of the occupied bins: 1 is flat. */
  readonly flatness: number;
  /** Fourth over squared second moment of the spectrum about its centroid: 1.8 for a flat band, more for a peak with skirts. */
  readonly spectralKurtosis: number;
  /** In the occupied band, while the signal is on, dB. */
  readonly snrDb: number;
  /** Share of the detection's time in which the signal is on. */
  readonly duty: number;
  /** E|x|^4 / E|x|^2^2 of the signal while it is on, the noise's part taken out: 1 for a constant envelope, 2 for noise. */
  readonly kurtosis: number;
  /** Strongest against mean power while on, noise included, dB. */
  readonly peakToAverageDb: number;
  /** Standard deviation of the envelope over its mean, while on, the noise's part taken out as far as it goes. */
  readonly envelopeVariation: number;
  /** Mean and standard deviation of the instantaneous frequency, and its kurtosis (1: two values; 3: Gaussian). */
  readonly frequencyMeanHz: number;
  readonly frequencyDeviationHz: number;
  readonly frequencyKurtosis: number;
  /** Symbols (or chips of a line code) per second; null where no clock shows. */
  readonly symbolRate: number | null;
  /** Samples at the channel's rate that were looked at, and that rate: the rest of a long signal is taken to be alike. */
  readonly samples: number;
  readonly sampleRate: number;
}
