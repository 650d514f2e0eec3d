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

/** What the source's samples span, fixed between `reset`s. */
export interface PlotBand {
  /** Offsets of the first and last bin's edges from the centre, Hz: -rate/2..rate/2, or 0..rate/2 for a real signal. */
  readonly lowHz: number;
  readonly highHz: number;
  readonly bins: number;
}

/** The levels in force (what autoLevels chose), and the extent of the history that is held. */
export interface PlotState {
  readonly minDbfs: number;
  readonly maxDbfs: number;
  readonly rows: number;
  readonly oldest: number | null;
  readonly newest: number | null;
}

/**
 * Spectrum over waterfall on two OffscreenCanvases. Lives in the worker that owns the engine. Implemented by canvasPlot.ts; the waterfall inside
 * is one of a plain list of painters (canvas 2D, WebGL2, later WebGPU) that share the same float history.
 */
export interface Plot {
  /** Which painter draws: shown on the page. */
  readonly painter: string;
  reset(band: PlotBand): void;
  resize(spectrum: { width: number; height: number }, waterfall: { width: number; height: number }, pixelRatio: number): void;
  setView(view: PlotView): void;
  addRow(row: PlotRow): void;
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
