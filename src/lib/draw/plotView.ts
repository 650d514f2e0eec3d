import type { PaletteName } from './palette.ts';

/** Everything that decides how the plot looks. Changing any of it redraws the whole history: nothing is baked into pixels. */
export interface PlotView {
  /** Frequency span on screen, Hz offset from the centre; inside the band of the source. */
  readonly lowHz: number;
  readonly highHz: number;
  /** How far back the top row lies: 0 is live, else seconds into the past (pan through history). */
  readonly backSeconds: number;
  /** Seconds of history from top to bottom of the waterfall. */
  readonly spanSeconds: number;
  /** Levels at the ends of the palette and of the spectrum's axis, dBFS. Ignored while autoLevels. */
  readonly minDbfs: number;
  readonly maxDbfs: number;
  readonly autoLevels: boolean;
  readonly palette: PaletteName;
  /** Which value of an interval a waterfall row shows. */
  readonly row: 'peak' | 'mean';
  readonly peakHold: boolean;
  readonly average: boolean;
  readonly detections: boolean;
  /** Colour scheme of the canvas drawing (grid, traces). */
  readonly theme: 'dark' | 'light';
}
