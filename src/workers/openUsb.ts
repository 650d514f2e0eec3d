import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { likelyDevices } from '#lib/platform/any/usbIdentity.ts';
import type { UsbHost } from '#lib/platform/any/usbHost.ts';
import type { RadioEvent } from '#lib/platform/tab/radioWorker.ts';
import { hostClock } from '#lib/platform/web/hostClock.ts';
import type { Radio } from '#lib/radio/radio.ts';
import { openSweep } from '#lib/radio/sweep/openSweep.ts';
import { ResumingRadio, type RadioPresence } from '#lib/radio/resumingRadio.ts';
import { usbRadioKinds } from '#lib/radio/usb/list.ts';
import type { SweepSpan, UsbRadioId, UsbRequest } from '#lib/state/radioRequest.ts';
import { sweepReach } from '#lib/state/sweepReach.ts';
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
  const { sweep, ...want } = request.want;
  const wishes: string[] = [];
  let reach: SweepSpan | null;
  let swept: Radio;
  try {
    wishes.push(...(await grantWishes(opened.radio, want, request.confirmed)));
    reach = sweepReach(opened.radio.info.centers);
    swept = sweep === undefined ? opened.radio : await sweepGranted(opened.radio, sweep, wishes);
  } catch (error) {
    await opened.radio.close().catch(() => undefined);
    throw error;
  }
  const equals = likelyDevices(await usb.getDevices(), opened.id).length;
  const radio: ResumingRadio = new ResumingRadio({
    radio: swept,
    clock: hostClock,
    reopen: async (signal) => {
      const found = await reopen(radios, opened.id, equals, opened.radio.info.model, signal);
      return sweepAgain(found, radio);
    },
    onPresence: (presence) => tell(newsOf(presence, radio))
  });
  return {
    radio,
    title: radio.info.model,
    center: radio.state.center,
    startTime,
    // What is always so with this radio stands in its band of controls.
    notices: wishes,
    device: opened.id,
    reach
  };
}

/** Makes a radio sweep. What it cannot sweep is a wish like any other: it stays at its tuning then, and `notices` gets the reason. */
async function sweepGranted(radio: Radio, { low, high }: SweepSpan, notices: string[]): Promise<Radio> {
  try {
    return await openSweep(radio, { band: { min: low, max: high } });
  } catch (error) {
    if (!(error instanceof WavepoolError && error.code === 'radio.range')) throw error;
    notices.push(`It does not sweep that. ${error.message}`);
    return radio;
  }
}

/** Makes a radio that came back sweep as it did; closes it where it cannot. */
async function sweepAgain(radio: Radio, { info, state }: Radio): Promise<Radio> {
  const { sweep } = info;
  if (sweep === undefined) return radio;
  try {
    // They decide on what can be reached, and a sweep keeps the rate that it begins with.
    await radio.configure({ settings: state.settings });
    return await openSweep(radio, { band: { min: sweep.low, max: sweep.high }, rate: state.rate });
  } catch (error) {
    await radio.close().catch(() => undefined);
    throw error;
  }
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
