import type { PlotView } from './plotView.ts';

/** One row for the history: what happened in one interval. Arrays are copied by `addRow`. */
export interface PlotRow {
  /** Start of the interval, seconds on the source's clock, and its length. */
  readonly time: number;
  readonly seconds: number;
  /** Linear power per bin (full-scale tone = 1), ascending frequency over the whole band. */
  readonly mean: Float32Array;
  readonly peak: Float32Array;
}

/** A box in time x frequency on the waterfall: seconds on the source's clock, Hz offset from the centre. */
export interface PlotBox {
  readonly id: number;
  readonly start: number;
  readonly stop: number;
  readonly lowHz: number;
  readonly highHz: number;
  /** Emphasised: the one picked in the list. */
  readonly picked: boolean;
}

/** What is under a point of the plot. */
export interface PlotProbe {
  readonly hz: number;
  readonly time: number | null;
  readonly dbfs: number | null;
}

/** What the source's samples span, fixed between `reset`s. `transformBand` of mapping.ts makes it from rate and transform size. */
export interface PlotBand {
  /** Offsets of the first and last bin's edges from the centre, Hz: half a bin beyond their frequencies. */
  readonly lowHz: number;
  readonly highHz: number;
  readonly bins: number;
  /** Hz; null or absent when nobody knows. Puts the grid lines at round frequencies, where the axis has its labels. */
  readonly center?: number | null;
}

/** The levels in force (what autoLevels chose), and the extent of the history that is held. */
export interface PlotState {
  readonly minDbfs: number;
  readonly maxDbfs: number;
  readonly rows: number;
  readonly oldest: number | null;
  readonly newest: number | null;
}

/** Size of a canvas in its own pixels. */
export interface PlotSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Spectrum over waterfall on two OffscreenCanvases. Lives in the worker that owns the engine. Implemented by canvasPlot.ts; the waterfall inside
 * is one of a plain list of painters (canvas 2D, WebGL2, later WebGPU) that share the same float history.
 */
export interface Plot {
  /** Which painter draws: shown on the page. */
  readonly painter: string;
  reset(band: PlotBand): void;
  /** Canvas pixels, that is CSS pixels x `pixelRatio`, rounded; the ratio scales line widths. */
  resize(spectrum: PlotSize, waterfall: PlotSize, pixelRatio: number): void;
  setView(view: PlotView): void;
  addRow(row: PlotRow): void;
  /** Takes over the boxes; may be called before every `draw`, the same ones again cost nothing. */
  setBoxes(boxes: readonly PlotBox[]): void;
  /** Draws what changed since the last call; cheap when nothing did. */
  draw(): void;
  /** What lies under a point: x, y in 0..1 of the named canvas. */
  probe(canvas: 'spectrum' | 'waterfall', x: number, y: number): PlotProbe;
  state(): PlotState;
  /** Forgets peak hold and average. */
  clearTraces(): void;
  dispose(): void;
}
