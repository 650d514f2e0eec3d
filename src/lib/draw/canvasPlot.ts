import { AutoLevels } from './autoLevels.ts';
import { drawBoxes, sameBoxes, type BoxFrame } from './boxes.ts';
import { columnMaxima, type Columns } from './columns.ts';
import { defaultHistoryBytes, History } from './history.ts';
import { codeToDbfs } from './levelCode.ts';
import { hzAt, timeAt } from './mapping.ts';
import { startPainter } from './painters.ts';
import { mapColumns, mapLine, newestLine, type LineRows } from './pixelMap.ts';
import type { Plot, PlotBand, PlotBox, PlotProbe, PlotRow, PlotSize, PlotState } from './plot.ts';
import type { PlotView } from './plotView.ts';
import { SpectrumTrace, type SpectrumScene } from './spectrumTrace.ts';
import { drawThemes } from './theme.ts';
import { Traces } from './traces.ts';
import type { PainterName, WaterfallPainter, WaterfallScene } from './waterfallPainter.ts';

export interface CanvasPlotOptions {
  /** 'auto' takes the first of painters.ts that suits this machine. */
  readonly painter?: PainterName | 'auto';
  /** Memory for the history, default 128 MiB. */
  readonly historyBytes?: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What is drawn, for as long as band, view and sizes stay: made anew with them, so that a picture allocates nothing. */
interface Scenes {
  readonly spectrum: Mutable<SpectrumScene>;
  readonly waterfall: Mutable<WaterfallScene>;
  readonly boxes: Mutable<BoxFrame>;
}

/** Rows that automatic levels look back on when they start anew in the middle of a stream. */
const lookBack = 25;

/** Makes the plot on two canvases, which it takes over. @throws Error when a canvas gives no 2D context, RangeError when there is no memory. */
export function createCanvasPlot(
  spectrum: OffscreenCanvas,
  waterfall: OffscreenCanvas,
  options: CanvasPlotOptions = {}
): Plot {
  return new CanvasPlot(spectrum, waterfall, options);
}

class CanvasPlot implements Plot {
  readonly #spectrum: OffscreenCanvasRenderingContext2D;
  readonly #waterfall: OffscreenCanvasRenderingContext2D;
  readonly #history: History;
  readonly #traces = new Traces();
  readonly #trace = new SpectrumTrace();
  readonly #levels = new AutoLevels();
  readonly #rows: LineRows = { from: 0, to: -1 };
  readonly #probeColumn: Columns = { low: new Int32Array(1), high: new Int32Array(1) };
  readonly #probeCode = new Uint16Array(1);
  #painter: WaterfallPainter;
  #entry: number;
  #band: PlotBand | null = null;
  #view: PlotView | null = null;
  #boxes: readonly PlotBox[] = [];
  #pixelRatio = 1;
  #spectrumColumns: Columns = { low: new Int32Array(0), high: new Int32Array(0) };
  #columns: Columns = { low: new Int32Array(0), high: new Int32Array(0) };
  #columnsVersion = 0;
  #scenes: Scenes | null = null;
  #spectrumStale = true;
  #waterfallStale = true;

  constructor(spectrum: OffscreenCanvas, waterfall: OffscreenCanvas, options: CanvasPlotOptions) {
    const started = startPainter(options.painter ?? 'auto');
    this.#painter = started.painter;
    this.#entry = started.entry;
    // Where drawing is software, a canvas in plain memory is the cheapest: nothing travels to a renderer that is a program too.
    const plain = this.#painter.name === 'canvas2d';
    this.#spectrum = context(spectrum, plain);
    this.#waterfall = context(waterfall, plain);
    this.#history = new History(options.historyBytes ?? defaultHistoryBytes);
  }

  get painter(): string {
    return this.#painter.name;
  }

  reset(band: PlotBand): void {
    if (!(band.highHz > band.lowHz)) throw new RangeError('A band needs a width');
    this.#history.reset(band.bins);
    this.#traces.reset(band.bins);
    this.#levels.restart();
    this.#boxes = [];
    this.#band = band;
    this.#arrange(true);
  }

  resize(spectrum: PlotSize, waterfall: PlotSize, pixelRatio: number): void {
    fit(this.#spectrum.canvas, spectrum);
    fit(this.#waterfall.canvas, waterfall);
    this.#pixelRatio = pixelRatio > 0 ? pixelRatio : 1;
    this.#arrange(true);
  }

  setView(view: PlotView): void {
    const old = this.#view;
    this.#view = view;
    if (old === null || view.row !== old.row) this.#learnLevels();
    this.#arrange(old === null || view.lowHz !== old.lowHz || view.highHz !== old.highHz);
  }

  addRow(row: PlotRow): void {
    const history = this.#history;
    history.add(row);
    this.#traces.add(row, history, history.next - 1);
    if (this.#view !== null) this.#levels.add(history, this.#view.row, history.next - 1);
    this.#stale();
  }

  setBoxes(boxes: readonly PlotBox[]): void {
    if (sameBoxes(boxes, this.#boxes)) return;
    this.#boxes = boxes;
    this.#waterfallStale = true;
  }

  draw(): void {
    if (this.#scenes === null) return;
    if (this.#spectrumStale && visible(this.#spectrum.canvas)) this.#drawSpectrum(this.#scenes.spectrum);
    if (this.#waterfallStale && visible(this.#waterfall.canvas)) this.#drawWaterfall(this.#scenes);
    this.#spectrumStale = this.#waterfallStale = false;
  }

  probe(canvas: 'spectrum' | 'waterfall', x: number, y: number): PlotProbe {
    const { lowHz, highHz } = this.#view ?? { lowHz: 0, highHz: 0 };
    const hz = hzAt({ lowHz, highHz }, x);
    if (this.#band === null || this.#view === null || this.#history.rows === 0) return { hz, time: null, dbfs: null };
    const shown = canvas === 'spectrum' ? this.#spectrum.canvas : this.#waterfall.canvas;
    // One column of the width of a pixel, around the point.
    const half = (highHz - lowHz) / Math.max(1, shown.width) / 2;
    mapColumns(this.#band, { lowHz: hz - half, highHz: hz + half }, this.#probeColumn);
    if (canvas === 'spectrum') return { hz, ...this.#probeSpectrum(this.#view) };
    const step = this.#step(this.#view);
    const line = this.#topLine(this.#view) - Math.min(Math.floor(y * shown.height), shown.height - 1);
    const time = timeAt((this.#topLine(this.#view) + 1) * step, this.#view.spanSeconds, y);
    mapLine(this.#history, line, step, this.#rows);
    if (this.#rows.to < this.#rows.from) return { hz, time, dbfs: null };
    const { from, to } = this.#rows;
    this.#history.reduceLine(this.#view.row, from, to, this.#probeColumn, this.#probeCode, 0);
    return { hz, time, dbfs: this.#probed() };
  }

  state(): PlotState {
    return {
      minDbfs: this.#minDbfs(),
      maxDbfs: this.#maxDbfs(),
      rows: this.#history.rows,
      oldest: this.#history.oldest,
      newest: this.#history.newest
    };
  }

  clearTraces(): void {
    this.#traces.clear();
    this.#spectrumStale = true;
  }

  dispose(): void {
    this.#painter.dispose();
    this.#band = this.#scenes = null;
  }

  #stale(): void {
    this.#spectrumStale = this.#waterfallStale = true;
  }

  #minDbfs(): number {
    return this.#view === null || this.#view.autoLevels ? this.#levels.minDbfs : this.#view.minDbfs;
  }

  /** Never at or below the lower level, whatever was asked for: scales divide by the difference. */
  #maxDbfs(): number {
    const wanted = this.#view === null || this.#view.autoLevels ? this.#levels.maxDbfs : this.#view.maxDbfs;
    return Math.max(wanted, this.#minDbfs() + 1);
  }

  #step(view: PlotView): number {
    return Math.max(view.spanSeconds, 1e-3) / Math.max(1, this.#waterfall.canvas.height);
  }

  #topLine(view: PlotView): number {
    const step = this.#step(view);
    return newestLine(this.#history, step) - Math.round(Math.max(0, view.backSeconds) / step);
  }

  /** The row in the spectrum: the newest when live, else the one at the top of the waterfall; -1 when there is none. */
  #shownRow(view: PlotView): number {
    if (!(view.backSeconds > 0)) return this.#history.rows === 0 ? -1 : this.#history.next - 1;
    mapLine(this.#history, this.#topLine(view), this.#step(view), this.#rows);
    return this.#rows.to >= this.#rows.from ? this.#rows.to : -1;
  }

  /** Makes the scenes anew after a change of band, view or size, and with `moved` also which bins the columns show. */
  #arrange(moved: boolean): void {
    const [band, view] = [this.#band, this.#view];
    if (band === null || view === null) return;
    const { width, height } = this.#waterfall.canvas;
    if (moved) {
      this.#spectrumColumns = columnsFor(this.#spectrum.canvas.width, this.#spectrumColumns);
      this.#columns = columnsFor(width, this.#columns);
      mapColumns(band, view, this.#spectrumColumns);
      mapColumns(band, view, this.#columns);
      this.#columnsVersion++;
    }
    const levels = { minDbfs: this.#minDbfs(), maxDbfs: this.#maxDbfs() };
    const step = this.#step(view);
    this.#scenes = {
      spectrum: {
        width: this.#spectrum.canvas.width,
        height: this.#spectrum.canvas.height,
        pixelRatio: this.#pixelRatio,
        band,
        view,
        columns: this.#spectrumColumns,
        ...levels,
        live: null,
        liveAt: 0,
        average: null,
        peakHold: null
      },
      waterfall: {
        history: this.#history,
        width,
        height,
        columns: this.#columns,
        columnsVersion: this.#columnsVersion,
        topLine: 0,
        step,
        row: view.row,
        ...levels,
        palette: view.palette,
        theme: drawThemes[view.theme]
      },
      boxes: {
        lowHz: view.lowHz,
        highHz: view.highHz,
        top: 0,
        spanSeconds: step * height,
        width,
        height,
        pixelRatio: this.#pixelRatio
      }
    };
    this.#stale();
  }

  /** Levels of peaks and of means differ: after a change they are learned from the latest rows. */
  #learnLevels(): void {
    if (this.#view === null) return;
    this.#levels.restart();
    const { next, first } = this.#history;
    for (let seq = Math.max(first, next - lookBack); seq < next; seq++)
      this.#levels.add(this.#history, this.#view.row, seq);
  }

  #drawSpectrum(scene: Mutable<SpectrumScene>): void {
    const { view, band } = scene;
    const shown = this.#shownRow(view);
    scene.minDbfs = this.#minDbfs();
    scene.maxDbfs = this.#maxDbfs();
    scene.live = shown < 0 ? null : this.#history.codes(view.row);
    scene.liveAt = shown < 0 ? 0 : this.#history.slot(shown) * band.bins;
    scene.average = view.average ? this.#traces.averageCodes() : null;
    scene.peakHold = view.peakHold ? this.#traces.hold : null;
    this.#trace.draw(this.#spectrum, scene);
  }

  #drawWaterfall({ spectrum, waterfall, boxes }: Scenes): void {
    waterfall.topLine = this.#topLine(spectrum.view);
    waterfall.minDbfs = this.#minDbfs();
    waterfall.maxDbfs = this.#maxDbfs();
    while (!this.#painter.paint(this.#waterfall, waterfall)) {
      // The history is here and not in the painter, so the next one in the list goes on with all of it.
      this.#painter.dispose();
      const started = startPainter('auto', this.#entry + 1);
      this.#painter = started.painter;
      this.#entry = started.entry;
    }
    if (!spectrum.view.detections || this.#boxes.length === 0) return;
    boxes.top = (waterfall.topLine + 1) * waterfall.step;
    drawBoxes(this.#waterfall, this.#boxes, boxes);
  }

  #probeSpectrum(view: PlotView): { time: number | null; dbfs: number | null } {
    const seq = this.#shownRow(view);
    if (seq < 0) return { time: null, dbfs: null };
    const codes = this.#history.codes(view.row);
    columnMaxima(codes, this.#history.slot(seq) * this.#history.bins, this.#probeColumn, this.#probeCode, 0);
    return { time: this.#history.time(seq), dbfs: this.#probed() };
  }

  #probed(): number | null {
    return this.#probeCode[0] === 0 ? null : codeToDbfs(this.#probeCode[0]);
  }
}

function context(canvas: OffscreenCanvas, plain: boolean): OffscreenCanvasRenderingContext2D {
  const made = canvas.getContext('2d', { alpha: false, willReadFrequently: plain });
  if (made === null) throw new Error('The canvas gives no 2D context');
  return made;
}

/** Setting a size clears a canvas even when it is the same: only a change is set. */
function fit(canvas: OffscreenCanvas, size: PlotSize): void {
  const width = Math.max(0, Math.round(size.width));
  const height = Math.max(0, Math.round(size.height));
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}

function visible(canvas: OffscreenCanvas): boolean {
  return canvas.width > 0 && canvas.height > 0;
}

function columnsFor(width: number, old: Columns): Columns {
  return old.low.length === width ? old : { low: new Int32Array(width), high: new Int32Array(width) };
}
