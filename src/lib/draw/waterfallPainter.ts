import type { DrawTheme } from './theme.ts';
import type { History, RowKind } from './history.ts';
import type { Columns } from './columns.ts';
import type { PaletteName } from './palette.ts';

/**
 * Everything that decides the picture of a waterfall. The object is used
 * again from call to call: painters keep copies of what they compare.
 */
export interface WaterfallScene {
  readonly history: History;
  readonly width: number;
  readonly height: number;
  readonly columns: Columns;
  /** Changes whenever `columns` does. */
  readonly columnsVersion: number;
  /** Line of the time grid at the top of the picture, and seconds per line (pixelMap.ts). */
  readonly topLine: number;
  readonly step: number;
  readonly row: RowKind;
  readonly minDbfs: number;
  readonly maxDbfs: number;
  readonly palette: PaletteName;
  readonly theme: DrawTheme;
}

/**
 * Draws the waterfall from the history. What it keeps (pixels, textures) is a cache that can be made anew at any time, so changing painters
 * loses nothing. All painters give the same picture (tests/gpu/waterfallPainters.test.ts).
 */
export interface WaterfallPainter {
  readonly name: PainterName;
  /** Covers the whole target, `width` x `height` pixels. False: it can no longer draw (context lost), take another painter. */
  paint(target: OffscreenCanvasRenderingContext2D, scene: WaterfallScene): boolean;
  /** Gives back what it holds of the graphics hardware. */
  dispose(): void;
}

export type PainterName = 'webgl2' | 'canvas2d';
