import { createTabReceiverEngine } from '#lib/platform/tab/tabReceiverEngine.ts';
import { serialGps } from '#lib/platform/tab/serialGps.ts';
import { createUsbRadioPort } from '#lib/platform/tab/usbRadioPort.ts';
import type { UsbChooser } from '#lib/platform/any/usbHost.ts';
import { webKeep } from '#lib/platform/tab/webKeep.ts';
import { Gps } from '#lib/state/gps.svelte.ts';
import { hostGaps, type HostGap } from '#lib/state/hostGaps.ts';
import { RadioMemory } from '#lib/state/radioMemory.ts';
import { readLink, type ReceiveLink } from '#lib/state/receiveLink.ts';
import { Receiver } from '#lib/state/receiver.svelte.ts';
import { Receivers, type ReceiverSlot } from '#lib/state/receivers.svelte.ts';

/** What the Receive page is built on. One for as long as the tab lives: going to another place and back does not interrupt reception. */
export interface StartedReceivers {
  readonly receivers: Receivers;
  readonly gaps: readonly HostGap[];
  /** This station's, whatever it receives. */
  readonly gps: Gps;
}

/**
 * Opens what the address names, or what was open before, before anything is on screen: every millisecond that the workers load beside the page is
 * one that nobody waits for. With nothing to open they are not loaded. While prerendering there is neither a worker nor an address.
 */
export function startReceivers(): StartedReceivers {
  const inPage = typeof document !== 'undefined';
  const link = readLink(new URLSearchParams(inPage ? location.search : ''));
  const gaps = inPage ? hostGaps() : [];
  const can = inPage && gaps.length === 0;
  const { usb } = (inPage ? navigator : {}) as { usb?: UsbChooser };
  const memory = new RadioMemory(
    webKeep(() => localStorage),
    webKeep(() => sessionStorage)
  );
  const receivers = new Receivers(
    can ? makeSlot : (link) => ({ receiver: new Receiver(null, link), canvases: null }),
    readLink(new URLSearchParams()),
    createUsbRadioPort(usb),
    memory
  );
  receivers.start(link, inPage && cameBack());
  if (can) receivers.keep();
  return { receivers, gaps, gps: new Gps(inPage ? serialGps() : null) };
}

/** Whether the page was reloaded, or come back to: then it goes on with what it had. */
function cameBack(): boolean {
  const [entry] = performance.getEntriesByType('navigation');
  return entry instanceof PerformanceNavigationTiming && ['reload', 'back_forward'].includes(entry.type);
}

/** A receiver with workers and canvases of its own. */
function makeSlot(link: ReceiveLink): Omit<ReceiverSlot, 'id'> {
  const engine = createTabReceiverEngine({
    radio: () => new Worker(new URL('../workers/radio.worker.ts', import.meta.url), { type: 'module', name: 'radio' }),
    spectrum: () =>
      new Worker(new URL('../workers/spectrum.worker.ts', import.meta.url), { type: 'module', name: 'spectrum' })
  });
  const receiver = new Receiver(engine, link);
  const canvases = { spectrum: document.createElement('canvas'), waterfall: document.createElement('canvas') };
  for (const canvas of Object.values(canvases)) canvas.setAttribute('aria-hidden', 'true');
  receiver.attach(canvases.spectrum.transferControlToOffscreen(), canvases.waterfall.transferControlToOffscreen());
  return { receiver, canvases };
}
