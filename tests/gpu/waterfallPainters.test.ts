import { afterEach, describe, expect, test, vi } from 'vitest';
import { createCanvasPlot } from '#lib/draw/canvasPlot.ts';
import { transformBand } from '#lib/draw/mapping.ts';
import { painters, startPainter } from '#lib/draw/painters.ts';
import { paletteTable } from '#lib/draw/palette.ts';
import type { Plot, PlotBox, PlotRow } from '#lib/draw/plot.ts';
import type { PlotView } from '#lib/draw/plotView.ts';
import { drawThemes } from '#lib/draw/theme.ts';

const width = 240;
const height = 120;
const rowSeconds = 0.04;
const bytes = 2 << 20;
const names = painters.map((entry) => entry.name);

interface Stage {
  readonly plot: Plot;
  readonly waterfall: OffscreenCanvas;
  readonly spectrum: OffscreenCanvas;
  readonly view: PlotView;
}

function stage(painter: 'webgl2' | 'canvas2d', fft: number, complex = true, historyBytes = bytes): Stage {
  const spectrum = new OffscreenCanvas(1, 1);
  const waterfall = new OffscreenCanvas(1, 1);
  const plot = createCanvasPlot(spectrum, waterfall, { painter, historyBytes });
  const band = transformBand(1e6, fft, complex);
  const view: PlotView = {
    lowHz: band.lowHz,
    highHz: band.highHz,
    backSeconds: 0,
    spanSeconds: 4,
    minDbfs: -110,
    maxDbfs: -10,
    autoLevels: false,
    palette: 'viridis',
    row: 'peak',
    peakHold: false,
    average: false,
    detections: false,
    theme: 'dark'
  };
  plot.reset(band);
  plot.resize({ width, height: 60 }, { width, height }, 1);
  plot.setView(view);
  return { plot, waterfall, spectrum, view };
}

/** Noise with a carrier, a sweep and a burst in one bin of one row; the same for the same `k`. */
function row(bins: number, k: number): PlotRow {
  let state = (k + 1) * 2654435761;
  const mean = new Float32Array(bins);
  for (let i = 0; i < bins; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    mean[i] = 10 ** (-9.5 + state / 4294967296);
  }
  mean[Math.floor(bins / 3)] = 1e-3;
  mean[Math.floor(bins * (0.5 + (k % 100) / 250))] = 1e-5;
  if (k === 40) mean[Math.floor(bins * 0.9)] = 1e-2;
  return { time: 50 + k * rowSeconds, seconds: rowSeconds, mean, peak: mean.map((power) => 4 * power) };
}

/** Rows `from` to `to` without 60..69, where the source was interrupted. */
function feed(plot: Plot, bins: number, from: number, to: number, each?: () => void): void {
  for (let k = from; k < to; k++) {
    if (k >= 60 && k < 70) continue;
    plot.addRow(row(bins, k));
    each?.();
  }
}

function pixels(canvas: OffscreenCanvas): Uint8ClampedArray {
  const copy = new OffscreenCanvas(canvas.width, canvas.height);
  const context = copy.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('no 2D context');
  context.drawImage(canvas, 0, 0);
  return context.getImageData(0, 0, canvas.width, canvas.height).data;
}

/** Share of pixels in which any channel differs by more than two palette entries may. */
function differing(a: Uint8ClampedArray, b: Uint8ClampedArray, tolerance: number): number {
  expect(a.length).toBe(b.length);
  let count = 0;
  for (let i = 0; i < a.length; i += 4) if ([0, 1, 2].some((c) => Math.abs(a[i + c] - b[i + c]) > tolerance)) count++;
  return count / (a.length / 4);
}

function at(data: Uint8ClampedArray, x: number, y: number): number[] {
  return [...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 3)];
}

const views: Record<string, Partial<PlotView>> = {
  'the whole band': {},
  'means of power': { row: 'mean' },
  'other levels and palette': { minDbfs: -90, maxDbfs: -40, palette: 'turbo' },
  'zoomed in beyond the bins': { lowHz: -20e3, highHz: 20e3, spanSeconds: 1.3 },
  'panned into the past': { backSeconds: 1.7, theme: 'light' },
  'more rows than lines': { spanSeconds: 60, row: 'mean', palette: 'magma' }
};

describe('the painters give the same picture', () => {
  test.each([
    ['a transform as wide as the canvas', 256, true, 150, bytes],
    ['wider than a texture can be, with an odd number of bins', 65536, false, 110, 16 << 20],
    ['a history that has wrapped round', 1024, true, 700, bytes]
  ] as const)('%s', (_, fft, complex, rows, historyBytes) => {
    const stages = names.map((name) => stage(name, fft, complex, historyBytes));
    const { bins } = transformBand(1e6, fft, complex);
    for (const { plot } of stages) feed(plot, bins, 0, rows);
    for (const [what, change] of Object.entries(views)) {
      const pictures = stages.map(({ plot, waterfall, view }) => {
        const shift = complex ? 0 : 200e3;
        const lowHz = change.lowHz === undefined ? view.lowHz : change.lowHz + shift;
        const highHz = change.highHz === undefined ? view.highHz : change.highHz + shift;
        plot.setView({ ...view, ...change, lowHz, highHz });
        plot.draw();
        return pixels(waterfall);
      });
      for (const [i, picture] of pictures.entries()) {
        expect(new Set(new Uint32Array(picture.buffer)).size, `${what}: ${names[i]} draws something`).toBeGreaterThan(
          3
        );
        // The shader's logarithms may round a mean to the next entry of the palette.
        expect(differing(pictures[0], picture, 8), `${what}: ${names[0]} and ${names[i]}`).toBe(0);
      }
    }
    for (const { plot } of stages) plot.dispose();
  });
});

describe.each(names)('%s', (name) => {
  test('scrolling row by row ends in the same picture as drawing once', () => {
    const live = stage(name, 256);
    const once = stage(name, 256);
    feed(live.plot, 256, 0, 150, () => live.plot.draw());
    feed(once.plot, 256, 0, 150);
    once.plot.draw();
    expect(differing(pixels(live.waterfall), pixels(once.waterfall), 0)).toBe(0);
  });

  test('shows as empty what the ring has dropped, live as well as drawn anew', () => {
    const live = stage(name, 16384);
    const once = stage(name, 16384);
    feed(live.plot, 16384, 0, 50, () => live.plot.draw());
    feed(once.plot, 16384, 0, 50);
    once.plot.draw();
    expect(live.plot.state().rows).toBe(32);
    expect(differing(pixels(live.waterfall), pixels(once.waterfall), 0)).toBe(0);
    const empty = drawThemes.dark.empty;
    const want = [1, 3, 5].map((c) => parseInt(empty.slice(c, c + 2), 16));
    expect(at(pixels(live.waterfall), 5, height - 1)).toEqual(want);
    expect(at(pixels(live.waterfall), 5, 0)).not.toEqual(want);
  });

  test('levels, palette and the kind of row act on old rows too', () => {
    const { plot, waterfall, view } = stage(name, 256);
    feed(plot, 256, 0, 50, () => plot.draw());
    const line = 100;
    const x = Math.floor(((Math.floor(256 / 3) + 0.5) / 256) * width);
    // The carrier: its mean is -30 dBFS, its peak 6.02 dB above.
    for (const change of [{}, { minDbfs: -60 }, { palette: 'inferno' }, { row: 'mean' }] as const) {
      const shown = { ...view, ...change };
      plot.setView(shown);
      plot.draw();
      const dbfs = shown.row === 'mean' ? -30 : -23.98;
      const entry = Math.round((255 * (dbfs - shown.minDbfs)) / (shown.maxDbfs - shown.minDbfs));
      const table = paletteTable(shown.palette);
      const got = at(pixels(waterfall), x, 20);
      for (let c = 0; c < 3; c++) expect(Math.abs(got[c] - table[4 * entry + c])).toBeLessThanOrEqual(3);
    }
    expect(plot.probe('waterfall', (x + 0.5) / width, line / height).dbfs).toBeNull();
  });

  test('a burst in one bin of one row is seen at every zoom, and read back', () => {
    const { plot, waterfall, view } = stage(name, 4096);
    feed(plot, 4096, 0, 60);
    for (const spanSeconds of [2.4, 20]) {
      plot.setView({ ...view, spanSeconds, palette: 'grey', minDbfs: -60, maxDbfs: -10 });
      plot.draw();
      const picture = pixels(waterfall);
      const x = Math.floor(((Math.floor(4096 * 0.9) + 0.5) / 4096) * width);
      const bright: number[] = [];
      for (let y = 0; y < height; y++) if (at(picture, x, y)[0] > 200) bright.push(y);
      expect(bright.length, `over ${spanSeconds} s`).toBeGreaterThan(0);
      for (const y of bright) {
        const probe = plot.probe('waterfall', (x + 0.5) / width, (y + 0.5) / height);
        expect(probe.dbfs).toBeCloseTo(-13.98, 1);
        expect(Math.abs((probe.time ?? 0) - 51.62)).toBeLessThan(spanSeconds / height + rowSeconds / 2);
        expect(Math.abs(probe.hz - 400e3)).toBeLessThan(1e6 / width);
      }
    }
  });

  test('boxes lie over the picture and leave it as it was', () => {
    const { plot, waterfall, view } = stage(name, 256);
    feed(plot, 256, 0, 100);
    plot.setView({ ...view, detections: true });
    plot.draw();
    const bare = pixels(waterfall);
    const box: PlotBox = { id: 1, start: 51.5, stop: 52.5, lowHz: -100e3, highHz: 100e3, picked: false };
    plot.setBoxes([box]);
    plot.draw();
    const boxed = pixels(waterfall);
    const share = differing(bare, boxed, 8);
    expect(share).toBeGreaterThan(0.005);
    expect(share).toBeLessThan(0.05);
    // Never filled: the middle of the box is what it was.
    const y = Math.floor(((54 - 52) / 4) * height);
    expect(at(boxed, width / 2, y)).toEqual(at(bare, width / 2, y));
    plot.setBoxes([{ ...box, picked: true }]);
    plot.draw();
    expect(differing(boxed, pixels(waterfall), 8)).toBeGreaterThan(0.005);
    plot.setBoxes([]);
    plot.draw();
    expect(differing(bare, pixels(waterfall), 0)).toBe(0);
  });
});

describe('the plot', () => {
  test('draws nothing when nothing changed', () => {
    const { plot, waterfall } = stage('canvas2d', 256);
    feed(plot, 256, 0, 20);
    plot.draw();
    const context = waterfall.getContext('2d');
    context?.clearRect(0, 0, width, height);
    plot.setBoxes([]);
    plot.draw();
    expect(new Set(new Uint32Array(pixels(waterfall).buffer)).size).toBe(1);
    plot.addRow(row(256, 20));
    plot.draw();
    expect(new Set(new Uint32Array(pixels(waterfall).buffer)).size).toBeGreaterThan(8);
  });

  test('shows the traces that are asked for', () => {
    const { plot, spectrum, view } = stage('canvas2d', 256);
    feed(plot, 256, 0, 20);
    plot.draw();
    const live = pixels(spectrum);
    plot.setView({ ...view, peakHold: true });
    plot.draw();
    const held = pixels(spectrum);
    expect(differing(live, held, 8)).toBeGreaterThan(0.005);
    plot.clearTraces();
    plot.draw();
    expect(differing(held, pixels(spectrum), 8)).toBeGreaterThan(0.005);
    plot.setView({ ...view, theme: 'light' });
    plot.draw();
    expect(at(pixels(spectrum), 3, 1)).toEqual([0xfb, 0xfc, 0xfd]);
  });

  test('reads the newest row in the spectrum, and the row on top when looking back', () => {
    const { plot, view } = stage('canvas2d', 256);
    feed(plot, 256, 0, 42);
    const x = (Math.floor(256 * 0.9) + 0.5) / 256;
    expect(plot.probe('spectrum', x, 0).dbfs).toBeLessThan(-70);
    plot.setView({ ...view, backSeconds: rowSeconds });
    const past = plot.probe('spectrum', x, 0);
    expect(past.dbfs).toBeCloseTo(-13.98, 1);
    expect(past.time).toBeCloseTo(51.6, 6);
  });

  test('has nothing to say before the first row', () => {
    const { plot } = stage('canvas2d', 256);
    plot.draw();
    expect(plot.probe('waterfall', 0.5, 0.5)).toMatchObject({ time: null, dbfs: null });
    expect(plot.state()).toMatchObject({ rows: 0, oldest: null, newest: null, minDbfs: -110, maxDbfs: -10 });
  });

  test('follows a rewound recording', () => {
    const { plot, waterfall } = stage('canvas2d', 256);
    feed(plot, 256, 0, 60, () => plot.draw());
    feed(plot, 256, 10, 20, () => plot.draw());
    const fresh = stage('canvas2d', 256);
    feed(fresh.plot, 256, 0, 20);
    fresh.plot.draw();
    expect(plot.state().newest).toBeCloseTo(50.8, 6);
    expect(differing(pixels(waterfall), pixels(fresh.waterfall), 0)).toBe(0);
  });
});

describe('choosing a painter', () => {
  afterEach(() => void vi.restoreAllMocks());

  test('takes canvas 2D where drawing is software, as on the machine of this test', () => {
    const { painter } = startPainter('auto');
    const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
    const info = gl?.getExtension('WEBGL_debug_renderer_info');
    const renderer = info === null || info === undefined ? '' : String(gl?.getParameter(info.UNMASKED_RENDERER_WEBGL));
    expect(painter.name).toBe(/SwiftShader|llvmpipe/i.test(renderer) || gl === null ? 'canvas2d' : 'webgl2');
  });

  test('a lost context goes on in canvas 2D with all of the history', () => {
    const made: WebGL2RenderingContext[] = [];
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own canvas below
    const original = OffscreenCanvas.prototype.getContext;
    vi.spyOn(OffscreenCanvas.prototype, 'getContext').mockImplementation(function (
      this: OffscreenCanvas,
      ...args: unknown[]
    ) {
      const context = Reflect.apply(original, this, args) as RenderingContext | null;
      if (context instanceof WebGL2RenderingContext) made.push(context);
      return context as never;
    });
    const broken = stage('webgl2', 256);
    const other = stage('canvas2d', 256);
    for (const { plot } of [broken, other]) feed(plot, 256, 0, 50, () => plot.draw());
    expect(broken.plot.painter).toBe('webgl2');
    expect(made.length).toBe(1);
    made[0].getExtension('WEBGL_lose_context')?.loseContext();
    for (const { plot } of [broken, other]) feed(plot, 256, 50, 52, () => plot.draw());
    expect(broken.plot.painter).toBe('canvas2d');
    expect(differing(pixels(broken.waterfall), pixels(other.waterfall), 0)).toBe(0);
  });
});
