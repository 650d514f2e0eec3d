import type { FrequencySpan } from './mapping.ts';
import type { PlotBox } from './plot.ts';
import { boxColors } from './theme.ts';

/** Least width and height of a box on screen, CSS pixels: a burst of a few milliseconds must still be seen. */
const leastSize = 3;
/** The outline keeps this far from what it encloses. */
const gap = 2;

/** Where the waterfall's picture lies: the span of the view, time at its top edge, seconds from top to bottom, size in canvas pixels. */
export interface BoxFrame extends FrequencySpan {
  readonly top: number;
  readonly spanSeconds: number;
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
}

/** A box on the canvas: left, top, width and height of its outline in canvas pixels. */
export interface BoxPlace {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Where a box lies on the canvas; false when all of it is off screen. */
export function placeBox(box: PlotBox, frame: BoxFrame, into: BoxPlace): boolean {
  const perHz = frame.width / (frame.highHz - frame.lowHz);
  const perSecond = frame.height / frame.spanSeconds;
  const left = (box.lowHz - frame.lowHz) * perHz;
  const right = (box.highHz - frame.lowHz) * perHz;
  const top = (frame.top - box.stop) * perSecond;
  const bottom = (frame.top - box.start) * perSecond;
  if (!(right >= 0 && left <= frame.width && bottom >= 0 && top <= frame.height)) return false;
  const padding = gap * frame.pixelRatio;
  const least = leastSize * frame.pixelRatio;
  into.width = Math.max(right - left, least) + 2 * padding;
  into.height = Math.max(bottom - top, least) + 2 * padding;
  into.left = (left + right - into.width) / 2;
  into.top = (top + bottom - into.height) / 2;
  snap(into);
  return true;
}

/** Sets the edges onto middles of pixels, where a thin line is sharp. */
function snap(box: BoxPlace): void {
  const left = Math.round(box.left);
  const top = Math.round(box.top);
  box.width = Math.round(box.left + box.width) - left;
  box.height = Math.round(box.top + box.height) - top;
  box.left = left + 0.5;
  box.top = top + 0.5;
}

/** Whether two lists of boxes give the same picture. */
export function sameBoxes(a: readonly PlotBox[], b: readonly PlotBox[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    const one = a[i];
    const other = b[i];
    if (one.start !== other.start || one.stop !== other.stop || one.picked !== other.picked) return false;
    if (one.lowHz !== other.lowHz || one.highHz !== other.highHz) return false;
  }
  return true;
}

const place: BoxPlace = { left: 0, top: 0, width: 0, height: 0 };

/**
 * Outlines the boxes, never filled, so that the signal inside stays visible. The picked one has corner brackets around it: shape as well
 * as colour tells it apart.
 */
export function drawBoxes(target: OffscreenCanvasRenderingContext2D, boxes: readonly PlotBox[], frame: BoxFrame): void {
  const ratio = frame.pixelRatio;
  target.lineJoin = 'miter';
  target.beginPath();
  for (const box of boxes)
    if (!box.picked && placeBox(box, frame, place)) target.rect(place.left, place.top, place.width, place.height);
  twoTone(target, boxColors.line, ratio, ratio);
  target.beginPath();
  for (const box of boxes) if (box.picked && placeBox(box, frame, place)) brackets(target, place, ratio);
  twoTone(target, boxColors.picked, 2.5 * ratio, ratio);
}

/** The current path in `color`, with a dark edge on both sides. */
function twoTone(target: OffscreenCanvasRenderingContext2D, color: string, thick: number, edge: number): void {
  target.strokeStyle = boxColors.edge;
  target.lineWidth = thick + 2 * edge;
  target.stroke();
  target.strokeStyle = color;
  target.lineWidth = thick;
  target.stroke();
}

/** A thin outline would drown among the others: the corners stand off from it, with arms a quarter of the side long, but always visible. */
function brackets(target: OffscreenCanvasRenderingContext2D, box: BoxPlace, ratio: number): void {
  const off = 3 * ratio;
  const left = box.left - off;
  const top = box.top - off;
  const right = box.left + box.width + off;
  const bottom = box.top + box.height + off;
  const across = Math.min(Math.max((right - left) / 4, 6 * ratio), (right - left) / 2.5);
  const down = Math.min(Math.max((bottom - top) / 4, 6 * ratio), (bottom - top) / 2.5);
  corner(target, left, top, across, down);
  corner(target, right, top, -across, down);
  corner(target, left, bottom, across, -down);
  corner(target, right, bottom, -across, -down);
}

function corner(target: OffscreenCanvasRenderingContext2D, x: number, y: number, across: number, down: number): void {
  target.moveTo(x + across, y);
  target.lineTo(x, y);
  target.lineTo(x, y + down);
}
