import { createTabReceiverEngine } from '#lib/platform/tab/tabReceiverEngine.ts';
import { hostGaps, type HostGap } from '#lib/state/hostGaps.ts';
import { readLink } from '#lib/state/receiveLink.ts';
import { Receiver } from '#lib/state/receiver.svelte.ts';

/** What the Receive page is built on. One for as long as the tab lives: going to another place and back does not interrupt reception. */
export interface StartedReceiver {
  readonly receiver: Receiver;
  readonly canvases: { readonly spectrum: HTMLCanvasElement; readonly waterfall: HTMLCanvasElement } | null;
  readonly gaps: readonly HostGap[];
}

/**
 * Opens what the address names before anything is on screen: every millisecond that the workers load beside the page is one that nobody waits
 * for. Without such an address they are not loaded before something is opened. While prerendering there is neither a worker nor an address.
 */
export function startReceiver(): StartedReceiver {
  if (typeof document === 'undefined')
    return { receiver: new Receiver(null, readLink(new URLSearchParams())), canvases: null, gaps: [] };
  const link = readLink(new URLSearchParams(location.search));
  const gaps = hostGaps();
  if (gaps.length > 0) return { receiver: new Receiver(null, link), canvases: null, gaps };

  const engine = createTabReceiverEngine({
    radio: () => new Worker(new URL('../workers/radio.worker.ts', import.meta.url), { type: 'module', name: 'radio' }),
    spectrum: () =>
      new Worker(new URL('../workers/spectrum.worker.ts', import.meta.url), { type: 'module', name: 'spectrum' })
  });
  const receiver = new Receiver(engine, link);
  const canvases = { spectrum: document.createElement('canvas'), waterfall: document.createElement('canvas') };
  for (const canvas of Object.values(canvases)) canvas.setAttribute('aria-hidden', 'true');
  receiver.attach(canvases.spectrum.transferControlToOffscreen(), canvases.waterfall.transferControlToOffscreen());
  if (link.sim !== null) void receiver.open({ kind: 'sim', ...link.sim });
  return { receiver, canvases, gaps };
}
