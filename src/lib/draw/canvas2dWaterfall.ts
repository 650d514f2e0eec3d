import { codesPerDb, dbfsToCode, highestCode, lowestDbfs } from './levelCode.ts';
import { paletteTable, type PaletteName } from './palette.ts';
import { mapLine, type LineRows } from './pixelMap.ts';
import type { DrawTheme } from './theme.ts';
import type { RowKind } from './history.ts';
import type { WaterfallPainter, WaterfallScene } from './waterfallPainter.ts';

/**
 * The waterfall in plain memory: one code and one colour per pixel, both kept as a ring of lines, so that a live picture computes only its
 * new lines and scrolls by copying from another start. Changed levels or palette colour the kept codes anew; a changed span reduces the
 * history anew.
 */
export class Canvas2dWaterfall implements WaterfallPainter {
  readonly name = 'canvas2d';
  #width = 0;
  #height = 0;
  #image = new ImageData(1, 1);
  #pixels = new Uint32Array(this.#image.data.buffer);
  #codes = new Uint16Array(1);
  /** Which line of the time grid a ring line holds (NaN: none), and whether there was anything to show. */
  #lines = new Float64Array(1);
  #filled = new Uint8Array(1);
  /** Colour of every code, packed as the image has it. */
  #colors = new Uint32Array(highestCode + 1);
  #empty = 0;
  readonly #rows: LineRows = { from: 0, to: -1 };
  /** The line reduced last in this picture, and its rows. */
  #reducedRing = -1;
  readonly #reduced: LineRows = { from: 0, to: -1 };
  // What the kept lines were made from.
  #columnsVersion = -1;
  #step = 0;
  #row: RowKind | null = null;
  #epoch = -1;
  #first = 0;
  #next = 0;
  #oldest = -Infinity;
  // What the colours were made from.
  #min = NaN;
  #max = NaN;
  #palette: PaletteName | null = null;
  #theme: DrawTheme | null = null;

  paint(target: OffscreenCanvasRenderingContext2D, scene: WaterfallScene): boolean {
    this.#resize(scene);
    const recolor = this.#prepareColors(scene);
    this.#dropStale(scene);
    this.#reducedRing = -1;
    const height = this.#height;
    const start = ringLine(scene.topLine, height);
    for (let y = 0; y < height; y++) {
      const ring = start + y < height ? start + y : start + y - height;
      const line = scene.topLine - y;
      if (this.#lines[ring] !== line) this.#fill(scene, ring, line);
      else if (recolor) this.#color(ring);
    }
    target.putImageData(this.#image, 0, -start, 0, start, this.#width, height - start);
    if (start > 0) target.putImageData(this.#image, 0, height - start, 0, 0, this.#width, start);
    return true;
  }

  dispose(): void {
    this.#width = this.#height = 0;
    this.#image = new ImageData(1, 1);
  }

  #resize(scene: WaterfallScene): void {
    if (scene.width === this.#width && scene.height === this.#height) return;
    this.#width = scene.width;
    this.#height = scene.height;
    this.#image = new ImageData(scene.width, scene.height);
    this.#pixels = new Uint32Array(this.#image.data.buffer);
    this.#codes = new Uint16Array(scene.width * scene.height);
    this.#lines = new Float64Array(scene.height).fill(NaN);
    this.#filled = new Uint8Array(scene.height);
  }

  /** Forgets the lines whose rows have changed since they were filled: all after a new span, else those that rows came to or went from. */
  #dropStale(scene: WaterfallScene): void {
    const { history } = scene;
    if (
      scene.columnsVersion !== this.#columnsVersion ||
      scene.step !== this.#step ||
      scene.row !== this.#row ||
      history.epoch !== this.#epoch ||
      // More came than fits: nothing of what was drawn is held any more.
      history.first > this.#next
    ) {
      this.#lines.fill(NaN);
    } else {
      if (history.next > this.#next) this.#dropLines(history.time(this.#next), Infinity, scene);
      if (history.first > this.#first) this.#dropLines(this.#oldest, history.time(history.first), scene);
    }
    this.#columnsVersion = scene.columnsVersion;
    this.#step = scene.step;
    this.#row = scene.row;
    this.#epoch = history.epoch;
    this.#first = history.first;
    this.#next = history.next;
    this.#oldest = history.oldest ?? -Infinity;
  }

  #dropLines(from: number, to: number, scene: WaterfallScene): void {
    const low = Math.floor(from / scene.step) - 1;
    const high = Math.ceil(to / scene.step) + 1;
    for (let i = 0; i < this.#lines.length; i++)
      if (this.#lines[i] >= low && this.#lines[i] <= high) this.#lines[i] = NaN;
  }

  /** Reduces the rows of one line to a code per column. */
  #fill(scene: WaterfallScene, ring: number, line: number): void {
    const rows = this.#rows;
    mapLine(scene.history, line, scene.step, rows);
    this.#lines[ring] = line;
    this.#filled[ring] = rows.to >= rows.from ? 1 : 0;
    if (rows.to >= rows.from) this.#reduce(scene, ring, rows);
    this.#color(ring);
  }

  /** Neighbouring lines often show the same row (a short span): copying is cheaper than reducing it again. */
  #reduce(scene: WaterfallScene, ring: number, rows: LineRows): void {
    const at = ring * this.#width;
    const before = ring === 0 ? this.#height - 1 : ring - 1;
    if (this.#reducedRing === before && this.#reduced.from === rows.from && this.#reduced.to === rows.to)
      this.#codes.copyWithin(at, before * this.#width, (before + 1) * this.#width);
    else scene.history.reduceLine(scene.row, rows.from, rows.to, scene.columns, this.#codes, at);
    this.#reducedRing = ring;
    this.#reduced.from = rows.from;
    this.#reduced.to = rows.to;
  }

  #color(ring: number): void {
    const at = ring * this.#width;
    if (this.#filled[ring] === 0) {
      this.#pixels.fill(this.#empty, at, at + this.#width);
      return;
    }
    const codes = this.#codes;
    const pixels = this.#pixels;
    const colors = this.#colors;
    for (let i = at; i < at + this.#width; i++) pixels[i] = colors[codes[i]];
  }

  #prepareColors(scene: WaterfallScene): boolean {
    const { minDbfs, maxDbfs, palette, theme } = scene;
    if (minDbfs === this.#min && maxDbfs === this.#max && palette === this.#palette && theme === this.#theme)
      return false;
    const table = paletteTable(palette);
    const packed = new Uint32Array(table.buffer);
    const low = (minDbfs - lowestDbfs) * codesPerDb;
    const scale = 255 / ((maxDbfs - minDbfs) * codesPerDb);
    const first = dbfsToCode(minDbfs);
    const last = dbfsToCode(maxDbfs);
    this.#colors.fill(packed[0], 0, first);
    for (let code = first; code <= last; code++)
      this.#colors[code] = packed[Math.min(Math.max(Math.floor((code - low) * scale + 0.5), 0), 255)];
    this.#colors.fill(packed[255], last + 1);
    this.#empty = packColor(theme.empty);
    this.#min = minDbfs;
    this.#max = maxDbfs;
    this.#palette = palette;
    this.#theme = theme;
    return true;
  }
}

/** Ring line of a line of the time grid: the newest of a picture first, so that the ring is copied in two pieces from top to bottom. */
function ringLine(line: number, height: number): number {
  return ((-line % height) + height) % height;
}

/** `#rrggbb` as a pixel of the image, in the byte order of this machine. */
function packColor(color: string): number {
  const value = parseInt(color.slice(1), 16);
  return new Uint32Array(Uint8Array.of(value >> 16, (value >> 8) & 255, value & 255, 255).buffer)[0];
}
