import type { Attachment } from 'svelte/attachments';

/** A point of an element, 0..1 from its left and top edge. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What a hand does to an element. Distances are shares of its size. */
export interface GestureHandlers {
  /** A mouse or pen moves over it; null when it left. */
  readonly hover?: (at: Point | null) => void;
  /** One pointer drags. `total` is the way since it went down. */
  readonly drag?: (by: Point, total: Point) => void;
  /** Pressed and let go in one place. */
  readonly tap?: (at: Point, touch: boolean) => void;
  readonly double?: () => void;
  /** Two fingers: the ratio of their distances sideways and up, about `at`, and how far the middle moved. */
  readonly pinch?: (ratio: Point, at: Point, by: Point) => void;
  /** Notches of a wheel; a trackpad gives parts of one. `command`: with Ctrl or Cmd, which is also what a trackpad's pinch sends. */
  readonly wheel?: (notches: Point, at: Point, command: boolean) => void;
}

/** Pixels that a pointer may stray and still count as a tap. */
const tapSlack = 5;
const doubleMs = 350;
/** Fingers nearer than this along an axis say nothing about zooming along it. */
const leastSpread = 24;

/** Turns pointer and wheel events into gestures. One instance per element; the handlers are asked anew for every event. */
export function gestures(handlers: () => GestureHandlers): Attachment<HTMLElement> {
  return (element) => {
    const pointers = new Map<number, PointerEvent>();
    let start: PointerEvent | null = null;
    let strayed = false;
    let lastTap = -Infinity;
    const stop = new AbortController();
    const listen = <K extends keyof HTMLElementEventMap>(name: K, run: (event: HTMLElementEventMap[K]) => void) =>
      element.addEventListener(name, run, { signal: stop.signal, passive: false });
    const within = (event: MouseEvent): Point => {
      const box = element.getBoundingClientRect();
      return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
    };
    const size = () => element.getBoundingClientRect();

    listen('pointerdown', (event) => {
      if (event.pointerType === 'mouse' && event.button !== 0) return;
      element.setPointerCapture(event.pointerId);
      pointers.set(event.pointerId, event);
      if (pointers.size === 1) {
        start = event;
        strayed = false;
      } else strayed = true;
    });

    listen('pointermove', (event) => {
      const before = pointers.get(event.pointerId);
      if (event.pointerType !== 'touch') handlers().hover?.(within(event));
      if (before === undefined) return;
      const { width, height } = size();
      if (pointers.size === 2) {
        const other = [...pointers.values()].find(({ pointerId }) => pointerId !== event.pointerId)!;
        const ratio = (now: number, then: number) =>
          Math.abs(then) < leastSpread || Math.abs(now) < leastSpread ? 1 : Math.abs(now / then);
        const middle = within(event);
        const still = within(other);
        handlers().pinch?.(
          {
            x: ratio(event.clientX - other.clientX, before.clientX - other.clientX),
            y: ratio(event.clientY - other.clientY, before.clientY - other.clientY)
          },
          { x: (middle.x + still.x) / 2, y: (middle.y + still.y) / 2 },
          { x: (event.clientX - before.clientX) / 2 / width, y: (event.clientY - before.clientY) / 2 / height }
        );
      } else if (start !== null) {
        const total = { x: (event.clientX - start.clientX) / width, y: (event.clientY - start.clientY) / height };
        if (!strayed && Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) < tapSlack) return;
        strayed = true;
        handlers().drag?.(
          { x: (event.clientX - before.clientX) / width, y: (event.clientY - before.clientY) / height },
          total
        );
      }
      pointers.set(event.pointerId, event);
    });

    const release = (event: PointerEvent) => {
      if (!pointers.delete(event.pointerId)) return;
      if (pointers.size > 0) return;
      start = null;
      if (event.type !== 'pointerup' || strayed) return;
      if (event.timeStamp - lastTap < doubleMs) {
        lastTap = -Infinity;
        handlers().double?.();
      } else {
        lastTap = event.timeStamp;
        handlers().tap?.(within(event), event.pointerType === 'touch');
      }
    };
    listen('pointerup', release);
    listen('pointercancel', release);
    listen('pointerleave', (event) => {
      if (event.pointerType !== 'touch') handlers().hover?.(null);
    });

    listen('wheel', (event) => {
      const { wheel } = handlers();
      if (wheel === undefined) return;
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 100 : 3;
      // Shift turns a plain wheel sideways on some systems only; here on all.
      const sideways = event.shiftKey && event.deltaX === 0;
      const notch = (delta: number) => Math.min(3, Math.max(-3, delta / unit));
      wheel(
        { x: notch(sideways ? event.deltaY : event.deltaX), y: sideways ? 0 : notch(event.deltaY) },
        within(event),
        event.ctrlKey || event.metaKey
      );
    });
    return () => stop.abort();
  };
}
