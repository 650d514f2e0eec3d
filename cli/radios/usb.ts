import type { Clock } from '#lib/base/clock.ts';
import type { NodeUsbDevice } from '#lib/platform/node/usb/nodeUsbDevice.ts';
import { chooseUsbDevice, findAgain } from '#lib/platform/node/usb/chooseUsbDevice.ts';
import { listUsbDevices } from '#lib/platform/node/usb/nodeUsb.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { usbRadioKinds } from '#lib/radio/usb/list.ts';
import { usbFailure } from '#lib/radio/usb/usbFailure.ts';
import type { UsbRadioKind } from '#lib/radio/usb/usbRadioKind.ts';
import { openResuming } from './openResuming.ts';
import type { RadioHost, RadioOpener } from './radioOpener.ts';
import { splitSpec } from './specPairs.ts';

const form = 'usb:NAME[,serial=S][,index=N][,KEY=VALUE…]';

/** A radio on USB, through our own drivers. */
export const usb: RadioOpener = {
  scheme: 'usb',
  help: `usb:rtlsdr, usb:hackrf   a radio on USB; which of several: ,serial=S or ,index=N; set up:
                         ,gain=28 ,ppm=1 ,bias-tee=on ,bandwidth=300k … (any of its settings)`,
  async open(rest, host) {
    const spec = `usb:${rest}`;
    const { name, pairs } = splitSpec(spec, rest, form);
    const kind = usbRadioKinds.find(({ driver }) => driver === name);
    if (kind === undefined) {
      const names = usbRadioKinds.map(({ driver }) => `usb:${driver}`).join(' or ');
      throw new WavepoolError('radio.bad-spec', { spec: spec.slice(0, 80), want: `${names}, as in ${form}` });
    }
    const wish = new Map(pairs);
    const [serial, index] = ['serial', 'index'].map((key) => wish.get(key));
    wish.delete('serial');
    wish.delete('index');
    if (index !== undefined && !/^\d{1,3}$/.test(index))
      throw new WavepoolError('radio.bad-spec', { spec: spec.slice(0, 80), want: `index=0 or above, in ${form}` });
    const device = await choose(kind, { serial, index: index === undefined ? undefined : Number(index) }, host);
    return openResuming(
      {
        open: () => kind.open(device, host.clock),
        reopen: async (signal) => kind.open(await waitFor(kind, device, host.clock, signal), host.clock)
      },
      wish,
      host
    );
  }
};

/** @throws WavepoolError `radio.none`, `usb.denied` when the one that is wanted may be among those that cannot be read */
async function choose(
  kind: UsbRadioKind,
  wish: { serial: string | undefined; index: number | undefined },
  { notice }: RadioHost
): Promise<NodeUsbDevice> {
  const devices = await listUsbDevices(kind.ids);
  const device = chooseUsbDevice(devices, wish);
  if (device === null) {
    const unreadable = devices.find((one) => one.unreadable !== null)?.unreadable;
    if (unreadable !== undefined && unreadable !== null) throw usbFailure(unreadable, kind.label);
    const { serial, index } = wish;
    const which = `${serial === undefined ? '' : ` with serial ${serial}`}${index === undefined ? '' : `, index ${index},`}`;
    throw new WavepoolError('radio.none', { kind: `${kind.label}${which}` });
  }
  const { serial, index } = wish;
  const fitting = devices.filter((one) => serial === undefined || one.serialNumber === serial);
  if (fitting.length > 1 && index === undefined) {
    const all = fitting.map(
      (one, at) => `index=${at}: serial ${one.serialNumber ?? '(not readable)'}, at ${one.place}`
    );
    const these = serial === undefined ? 'are plugged in' : `with serial ${serial} are plugged in`;
    notice(`${fitting.length} ${kind.label} ${these}; the first is taken (${all.join('; ')}).`);
  }
  return device;
}

/** Looked for again so often, seconds: libusb tells of new devices on some systems only. */
const every = 0.5;

/** The device that was used before, as soon as it is plugged in again. */
async function waitFor(
  kind: UsbRadioKind,
  before: NodeUsbDevice,
  clock: Clock,
  signal: AbortSignal
): Promise<NodeUsbDevice> {
  for (;;) {
    const found = findAgain(await listUsbDevices(kind.ids), before, (device) => device.opened);
    if (found !== null) return found;
    await clock.until(clock.now() + every, signal);
  }
}
