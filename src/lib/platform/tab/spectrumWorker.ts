import type { PlotProbe } from '#lib/draw/plot.ts';
import type { PlotView } from '#lib/draw/plotView.ts';
import type { EngineSettings } from '#lib/spectrum/engineSettings.ts';
import type { EngineStatus, SourceInfo } from '#lib/state/receiverEngine.ts';

/** What the engine tells; the state of the source is added by the page's side, which steers it. */
export type SpectrumStatus = Omit<EngineStatus, 'state' | 'error'> & {
  /** Everything the source gave has been transformed and drawn. */
  readonly drained: boolean;
  /** At least one row of this source has been drawn. */
  readonly drawn: boolean;
};

/** Size of a canvas in CSS pixels. */
export interface CanvasSize {
  readonly width: number;
  readonly height: number;
}

/** The calls between the page and the worker that makes and draws spectra (src/workers/spectrum.worker.ts). */
export interface SpectrumWorker {
  attach(spectrum: OffscreenCanvas, waterfall: OffscreenCanvas): void;
  resize(spectrum: CanvasSize, waterfall: CanvasSize, pixelRatio: number): void;
  onStatus(listener: (status: SpectrumStatus) => void): void;
  start(ring: SharedArrayBuffer, source: SourceInfo): void;
  stop(): void;
  configure(settings: EngineSettings): void;
  setView(view: PlotView): void;
  /** Whether the canvases are seen: what is not seen is not drawn, and received all the same. */
  setShown(shown: boolean): void;
  probe(canvas: 'spectrum' | 'waterfall', x: number, y: number): PlotProbe;
  describe(): readonly string[];
  clearTraces(): void;
  pick(detection: number | null): void;
}
