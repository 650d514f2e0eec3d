/** How spectra are gathered into waterfall rows. */
export interface RowPlan {
  /** Segments whose peak and mean make one row. */
  readonly segments: number;
  /** Length of a row in seconds. */
  readonly seconds: number;
}

/** Rows a second of a live source: enough that movement looks continuous and a short burst is not far from the newest row. */
const liveRowsPerSecond = 25;
/** A short recording is cut finer, so that it still fills a waterfall. */
const shortRecordingRows = 500;

/**
 * Chooses the rows of the waterfall. A row is a whole number of hops, at least one; what a hop cannot resolve is not invented.
 * @param rate S/s @param hop samples between segments @param samples length of a recording, or null when live
 */
export function rowPlan(rate: number, hop: number, samples: number | null): RowPlan {
  const live = 1 / liveRowsPerSecond;
  const wanted = samples === null ? live : Math.min(live, samples / rate / shortRecordingRows);
  const segments = Math.max(1, Math.round((wanted * rate) / hop));
  return { segments, seconds: (segments * hop) / rate };
}

/** Transform size that suits a rate before a person chooses: at least 20 rows a second, at most 4096 bins, at least 256. */
export function defaultFft(rate: number): number {
  let fft = 4096;
  while (fft > 256 && fft / 2 > rate / liveRowsPerSecond) fft /= 2;
  return fft;
}
