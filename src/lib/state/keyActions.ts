import type { Receiver } from './receiver.svelte.ts';

/** One key of the Receive page. The list is what the overlay shows and what the page listens to, so that they cannot differ. */
export interface KeyAction {
  /** `KeyboardEvent.key`, lower case for letters, with `Shift+` where it matters. */
  readonly keys: readonly string[];
  readonly shown: string;
  readonly does: string;
  readonly act: (receiver: Receiver) => void;
}

const zoomStep = 1.5;
const slideStep = 0.1;

/** Keys that act on the receiver; those that move the cursor belong to the plot, those that open things to the page. */
export const keyActions: readonly KeyAction[] = [
  { keys: ['+', '='], shown: '+', does: 'Zoom in', act: (receiver) => receiver.viewport.zoom(zoomStep) },
  { keys: ['-', '_'], shown: '-', does: 'Zoom out', act: (receiver) => receiver.viewport.zoom(1 / zoomStep) },
  { keys: ['Home'], shown: 'Home', does: 'Whole band, live', act: (receiver) => receiver.viewport.fit() },
  {
    keys: ['Shift+ArrowLeft'],
    shown: 'Shift ←',
    does: 'Lower frequencies; past the edge: tune',
    act: (receiver) => receiver.slide(-slideStep)
  },
  {
    keys: ['Shift+ArrowRight'],
    shown: 'Shift →',
    does: 'Higher frequencies; past the edge: tune',
    act: (receiver) => receiver.slide(slideStep)
  },
  {
    keys: ['Shift+ArrowDown', 'PageDown'],
    shown: 'Shift ↓',
    does: 'Further into the past',
    act: (receiver) => receiver.viewport.slideTime(slideStep * 2)
  },
  {
    keys: ['Shift+ArrowUp', 'PageUp'],
    shown: 'Shift ↑',
    does: 'Towards now',
    act: (receiver) => receiver.viewport.slideTime(-slideStep * 2)
  },
  { keys: [' '], shown: 'Space', does: 'Pause or go on', act: (receiver) => void receiver.togglePause() },
  { keys: ['z'], shown: 'Z', does: 'Automatic levels', act: (receiver) => receiver.viewport.toggleAutoLevels() },
  {
    keys: ['p'],
    shown: 'P',
    does: 'Peak hold',
    act: (receiver) => receiver.viewport.set({ peakHold: !receiver.viewport.view.peakHold })
  },
  {
    keys: ['a'],
    shown: 'A',
    does: 'Average',
    act: (receiver) => receiver.viewport.set({ average: !receiver.viewport.view.average })
  },
  {
    keys: ['d'],
    shown: 'D',
    does: 'Boxes around signals',
    act: (receiver) => receiver.viewport.set({ detections: !receiver.viewport.view.detections })
  },
  { keys: ['c'], shown: 'C', does: 'Clear peak hold and average', act: (receiver) => receiver.clearTraces() }
];

/** The action of a key press, if it has one. Keys with Ctrl, Alt or Meta belong to the browser. */
export function keyAction(event: {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
}): KeyAction | undefined {
  if (event.ctrlKey || event.altKey || event.metaKey) return undefined;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const name = event.shiftKey && key.startsWith('Arrow') ? `Shift+${key}` : key;
  return keyActions.find(({ keys }) => keys.includes(name));
}
