import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { likelyDevices } from '#lib/platform/any/usbIdentity.ts';
import type { UsbHost } from '#lib/platform/any/usbHost.ts';
import type { RadioEvent } from '#lib/platform/tab/radioWorker.ts';
import { hostClock } from '#lib/platform/web/hostClock.ts';
import type { Radio } from '#lib/radio/radio.ts';
import { ResumingRadio, type RadioPresence } from '#lib/radio/resumingRadio.ts';
import { usbRadioKinds } from '#lib/radio/usb/list.ts';
import type { UsbRadioId, UsbRequest } from '#lib/state/radioRequest.ts';
import { grantWishes } from './grantWishes.ts';
import type { OpenedSource } from './openSource.ts';
import { openUsbRadio, type UsbRadios } from './openUsbRadio.ts';

/** What happens to a radio by itself. */
export type RadioNews = RadioEvent extends infer Event
  ? Event extends RadioEvent
    ? Omit<Event, 'source'>
    : never
  : never;

/** Opens a USB radio, sets it as wanted, and keeps it through unplugging and plugging in. @throws WavepoolError that says what to do */
export async function openUsb(request: UsbRequest, tell: (news: RadioNews) => void): Promise<OpenedSource> {
  const { usb } = navigator as { usb?: UsbHost };
  if (usb === undefined)
    throw new WavepoolError('host.missing', {
      what: 'USB',
      why: 'this browser lets no page use it, or the address is not a secure one',
      hint: 'Chrome, Edge and Opera have it, on https and on localhost.'
    });
  const radios: UsbRadios = { usb, kinds: usbRadioKinds, clock: hostClock };
  const opened = await openUsbRadio(radios, request.device, request.name);
  const startTime = hostClock.now();
  let wishes: readonly string[];
  try {
    wishes = await grantWishes(opened.radio, request.want, request.confirmed);
  } catch (error) {
    await opened.radio.close().catch(() => undefined);
    throw error;
  }
  const equals = likelyDevices(await usb.getDevices(), opened.id).length;
  const radio: ResumingRadio = new ResumingRadio({
    radio: opened.radio,
    clock: hostClock,
    reopen: (signal) => reopen(radios, opened.id, equals, opened.radio.info.model, signal),
    onPresence: (presence) => tell(newsOf(presence, radio))
  });
  return {
    radio,
    title: radio.info.model,
    center: radio.state.center,
    startTime,
    // What is always so with this radio stands in its band of controls.
    notices: wishes,
    device: opened.id
  };
}

/**
 * Waits until the radio is plugged in again, and opens it.
 * @param equals how many there were that nothing tells apart: while there are fewer, those that are held are the others
 */
async function reopen(
  radios: UsbRadios,
  id: UsbRadioId,
  equals: number,
  name: string,
  signal: AbortSignal
): Promise<Radio> {
  const { usb } = radios;
  for (;;) {
    signal.throwIfAborted();
    // Listened for before looking: what comes between is not overlooked.
    const plugged = nextPlugged(usb, signal);
    try {
      return (await openUsbRadio(radios, id, name)).radio;
    } catch (error) {
      if (!(error instanceof WavepoolError)) throw error;
      const others = likelyDevices(await usb.getDevices(), id).length < equals;
      if (error.code !== 'radio.none' && !(error.code === 'usb.claimed' && others)) throw error;
    }
    await plugged;
  }
}

/** Resolves when a device is plugged in, or at the abort. */
function nextPlugged(usb: UsbHost, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      usb.removeEventListener('connect', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    usb.addEventListener('connect', done);
    signal.addEventListener('abort', done);
    if (signal.aborted) done();
  });
}

function newsOf({ present, error }: RadioPresence, { info, state }: Radio): RadioNews {
  if (present) return { kind: 'resumed', info, state, notice: error?.message ?? null };
  const { code, message } = error ?? new WavepoolError('usb.unplugged', { radio: info.model });
  return { kind: 'unplugged', code, message };
}
