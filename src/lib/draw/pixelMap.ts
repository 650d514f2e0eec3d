import type { Columns } from './columns.ts';
import type { History } from './history.ts';
import type { FrequencySpan } from './mapping.ts';
import type { PlotBand } from './plot.ts';

// Which bins a pixel column shows and which rows a pixel line shows: the one place that decides, so that every painter gives the same picture.
// A bin belongs to the column that holds its middle, a row to the line that holds its middle: none is shown twice and none is lost, however
// narrow. A column or line without a middle in it (zoomed in) shows what covers its own middle.

/** Fills `columns` (as long as the canvas is wide) for the span of the view; outside of the band the outermost bins go on. */
export function mapColumns(band: PlotBand, span: FrequencySpan, columns: Columns): void {
  const width = columns.low.length;
  const binsPerHz = band.bins / (band.highHz - band.lowHz);
  const start = (span.lowHz - band.lowHz) * binsPerHz;
  const step = ((span.highHz - span.lowHz) * binsPerHz) / width;
  const last = band.bins - 1;
  for (let x = 0; x < width; x++) {
    let low = Math.ceil(start + x * step - 0.5);
    let high = Math.ceil(start + (x + 1) * step - 0.5) - 1;
    if (high < low) low = high = Math.floor(start + (x + 0.5) * step);
    columns.low[x] = Math.min(Math.max(low, 0), last);
    columns.high[x] = Math.min(Math.max(high, 0), last);
  }
}

/** The rows of one line: `from..to` inclusive; `to < from` where there is nothing: a gap. */
export interface LineRows {
  from: number;
  to: number;
}

/**
 * Finds the rows of line `line` on the time grid: it covers [line x step, (line + 1) x step) seconds. The grid hangs on time 0, not on the
 * newest row, so a line never changes once its time is over and a live picture scrolls by whole lines.
 */
export function mapLine(history: History, line: number, step: number, into: LineRows): void {
  into.from = history.firstFrom(line * step);
  into.to = history.firstFrom((line + 1) * step) - 1;
  if (into.to < into.from) {
    const at = history.rowAt((line + 0.5) * step);
    if (at >= 0) into.from = into.to = at;
  }
}

/** The newest line that has something to show: it holds the middle of the newest row, or its own middle is covered. */
export function newestLine(history: History, step: number): number {
  if (history.rows === 0) return 0;
  const newest = history.next - 1;
  return Math.max(Math.floor(history.middle(newest) / step), Math.ceil(history.end(newest) / step - 0.5) - 1);
}
