import { Canvas2dWaterfall } from './canvas2dWaterfall.ts';
import type { PainterName, WaterfallPainter } from './waterfallPainter.ts';
import { Webgl2Waterfall } from './webgl2Waterfall.ts';

/** A way to draw the waterfall. */
export interface PainterEntry {
  readonly name: PainterName;
  /** Starts it; null where it cannot work. Unless `forced`, also null where it works but another will be cheaper (drawing in software). */
  start(forced: boolean): WaterfallPainter | null;
}

/** Best first: the first that starts is taken. A new painter is a line here (docs/adding-a-painter.md). */
export const painters: readonly PainterEntry[] = [
  { name: 'webgl2', start: startWebgl2 },
  { name: 'canvas2d', start: () => new Canvas2dWaterfall() }
];

/** The painter asked for, or the best one from entry `after` of the list on. The last of the list always starts. */
export function startPainter(want: PainterName | 'auto', after = 0): { painter: WaterfallPainter; entry: number } {
  for (let entry = after; entry < painters.length; entry++) {
    if (want !== 'auto' && painters[entry].name !== want) continue;
    const painter = painters[entry].start(want !== 'auto');
    if (painter !== null) return { painter, entry };
  }
  return { painter: new Canvas2dWaterfall(), entry: painters.length - 1 };
}

/** Renderers that are programs: a waterfall costs them more than a core where the 2D painter takes a fraction of one. */
const software = /swiftshader|llvmpipe|softpipe|lavapipe|software|basic render/i;

/** Whether the name that a WebGL driver gives itself is that of a software renderer. */
export function isSoftwareRenderer(renderer: string): boolean {
  return software.test(renderer);
}

function startWebgl2(forced: boolean): WaterfallPainter | null {
  try {
    const canvas = new OffscreenCanvas(1, 1);
    const gl = canvas.getContext('webgl2', {
      alpha: false,
      antialias: false,
      depth: false,
      powerPreference: 'low-power',
      failIfMajorPerformanceCaveat: !forced
    });
    if (gl === null) return null;
    if (!forced) {
      const info = gl.getExtension('WEBGL_debug_renderer_info');
      const name: unknown = gl.getParameter(info === null ? gl.RENDERER : info.UNMASKED_RENDERER_WEBGL);
      if (typeof name === 'string' && isSoftwareRenderer(name)) return null;
    }
    return new Webgl2Waterfall(canvas, gl);
  } catch {
    // No WebGL2 in this host, or a driver that does not take the shaders: the next in the list draws.
    return null;
  }
}
