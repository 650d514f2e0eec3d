import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { UsbHost } from '#lib/platform/any/usbHost.ts';
import type { RadioEvent } from '#lib/platform/tab/radioWorker.ts';
import { hostClock } from '#lib/platform/web/hostClock.ts';
import { usbRadioKinds } from '#lib/radio/usb/list.ts';
import type { UsbRequest } from '#lib/state/radioRequest.ts';
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
  const { radio, id } = await openUsbRadio(radios, request.device, request.name);
  const startTime = hostClock.now();
  const wishes = await grantWishes(radio, request.want, request.confirmed);
  const { info, state } = radio;
  return {
    radio,
    title: info.model,
    center: state.center,
    startTime,
    notices: [...info.notices, ...wishes],
    device: id
  };
}
