import { columnMaxima, type Columns } from './columns.ts';
import { codesPerDb, lowestDbfs } from './levelCode.ts';
import type { PlotBand } from './plot.ts';
import type { PlotView } from './plotView.ts';
import { drawThemes, type DrawTheme } from './theme.ts';
import { frequencyTicks, levelTicks } from './ticks.ts';

/** What the spectrum shows. The object is used again from call to call. */
export interface SpectrumScene {
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
  readonly band: PlotBand;
  readonly view: PlotView;
  readonly columns: Columns;
  readonly minDbfs: number;
  readonly maxDbfs: number;
  /** Level codes of the row on show, starting at `liveAt`; null when there is none. */
  readonly live: Uint16Array | null;
  readonly liveAt: number;
  /** Level codes per bin, or null when not wanted. */
  readonly average: Uint16Array | null;
  readonly peakHold: Uint16Array | null;
}

/** Draws the spectrum: grid, live trace (softly filled), average and peak hold. Every trace shows each column's strongest bin. */
export class SpectrumTrace {
  #codes = new Uint16Array(0);
  #fill: CanvasGradient | null = null;
  #fillKey = '';
  // Places of the grid lines, computed anew only when the axes change.
  #vertical = new Float64Array(0);
  #horizontal = new Float64Array(0);
  #low = NaN;
  #high = NaN;
  #center: number | null = null;
  #min = NaN;
  #max = NaN;
  #width = 0;
  #height = 0;

  draw(target: OffscreenCanvasRenderingContext2D, scene: SpectrumScene): void {
    const { width, height, pixelRatio } = scene;
    const theme = drawThemes[scene.view.theme];
    this.#layOut(scene);
    target.fillStyle = theme.ground;
    target.fillRect(0, 0, width, height);
    this.#grid(target, theme, pixelRatio);
    target.lineJoin = 'round';
    if (scene.live !== null) {
      this.#path(target, scene, scene.live, scene.liveAt, true);
      target.fillStyle = this.#gradient(target, scene.view.theme, height);
      target.fill();
    }
    if (scene.peakHold !== null) this.#line(target, scene, scene.peakHold, 0, theme.peakHold, pixelRatio);
    if (scene.live !== null) this.#line(target, scene, scene.live, scene.liveAt, theme.live, pixelRatio);
    if (scene.average !== null) this.#line(target, scene, scene.average, 0, theme.average, pixelRatio);
  }

  #layOut(scene: SpectrumScene): void {
    const { view, band, width, height, pixelRatio } = scene;
    const center = band.center ?? null;
    if (this.#codes.length !== width) this.#codes = new Uint16Array(width);
    if (width !== this.#width || view.lowHz !== this.#low || view.highHz !== this.#high || center !== this.#center)
      this.#vertical = Float64Array.from(
        frequencyTicks(view.lowHz, view.highHz, center, width / pixelRatio),
        (tick) => tick.position * width
      );
    if (height !== this.#height || scene.minDbfs !== this.#min || scene.maxDbfs !== this.#max)
      this.#horizontal = Float64Array.from(
        levelTicks(scene.minDbfs, scene.maxDbfs, height / pixelRatio),
        (tick) => tick.position * height
      );
    this.#width = width;
    this.#height = height;
    this.#low = view.lowHz;
    this.#high = view.highHz;
    this.#center = center;
    this.#min = scene.minDbfs;
    this.#max = scene.maxDbfs;
  }

  /** Lines one device pixel wide as rectangles: stroked paths would be blurred over two. */
  #grid(target: OffscreenCanvasRenderingContext2D, theme: DrawTheme, pixelRatio: number): void {
    const thick = Math.max(1, Math.round(pixelRatio));
    target.fillStyle = theme.grid;
    for (const x of this.#vertical) target.fillRect(Math.round(x - thick / 2), 0, thick, this.#height);
    for (const y of this.#horizontal) target.fillRect(0, Math.round(y - thick / 2), this.#width, thick);
  }

  #gradient(target: OffscreenCanvasRenderingContext2D, theme: 'dark' | 'light', height: number): CanvasGradient {
    const key = `${theme} ${height}`;
    if (this.#fill === null || this.#fillKey !== key) {
      this.#fill = target.createLinearGradient(0, 0, 0, height);
      this.#fill.addColorStop(0, drawThemes[theme].fillTop);
      this.#fill.addColorStop(1, drawThemes[theme].fillBottom);
      this.#fillKey = key;
    }
    return this.#fill;
  }

  #line(
    target: OffscreenCanvasRenderingContext2D,
    scene: SpectrumScene,
    codes: Uint16Array,
    at: number,
    color: string,
    thick: number
  ): void {
    this.#path(target, scene, codes, at, false);
    target.strokeStyle = color;
    target.lineWidth = thick;
    target.stroke();
  }

  /** The trace as the current path; closed along the bottom when it is to be filled. */
  #path(
    target: OffscreenCanvasRenderingContext2D,
    scene: SpectrumScene,
    codes: Uint16Array,
    at: number,
    closed: boolean
  ): void {
    const { width, height, band, view } = scene;
    const perCode = height / ((scene.maxDbfs - scene.minDbfs) * codesPerDb);
    const top = (scene.maxDbfs - lowestDbfs) * codesPerDb;
    const bottom = height + 4;
    const pixelsPerBin = ((band.highHz - band.lowHz) / band.bins / (view.highHz - view.lowHz)) * width;
    target.beginPath();
    if (closed) target.moveTo(-1, bottom);
    if (pixelsPerBin >= 2) {
      // Few bins: straight lines between their middles, one beyond each edge.
      const start = ((band.lowHz - view.lowHz) / (view.highHz - view.lowHz)) * width;
      const last = Math.min(band.bins - 1, Math.ceil((width - start) / pixelsPerBin));
      for (let bin = Math.max(0, Math.floor(-start / pixelsPerBin) - 1); bin <= last; bin++) {
        const y = Math.min((top - codes[at + bin]) * perCode, bottom);
        target.lineTo(start + (bin + 0.5) * pixelsPerBin, y);
      }
    } else {
      columnMaxima(codes, at, scene.columns, this.#codes, 0);
      for (let x = 0; x < width; x++) target.lineTo(x + 0.5, Math.min((top - this.#codes[x]) * perCode, bottom));
    }
    if (closed) target.lineTo(width + 1, bottom);
  }
}
