import type { Device } from 'usb';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { UsbId } from '#lib/radio/usb/usbRadioKind.ts';
import { NodeUsbDevice } from './nodeUsbDevice.ts';

type Library = typeof import('usb');

/** One wrapper for each device that is plugged in: a device must not be closed under the one who streams from it. */
const known = new WeakMap<Device, NodeUsbDevice>();

/**
 * Devices of these products, by where they are plugged in, with their strings read.
 * @throws WavepoolError `host.missing` where USB cannot be used at all
 */
export async function listUsbDevices(ids: readonly UsbId[]): Promise<readonly NodeUsbDevice[]> {
  const library = await load();
  const found = library
    .getDeviceList()
    .filter(({ deviceDescriptor: { idVendor, idProduct } }) =>
      ids.some(({ vendorId, productId }) => vendorId === idVendor && productId === idProduct)
    )
    .map((device) => wrap(device, library));
  for (const device of found) await device.readStrings();
  return found.sort((a, b) => a.place.localeCompare(b.place, 'en', { numeric: true }));
}

function wrap(device: Device, library: Library): NodeUsbDevice {
  const before = known.get(device);
  if (before !== undefined) return before;
  const made = new NodeUsbDevice(device, library.Transfer);
  known.set(device, made);
  return made;
}

/** libusb, loaded when a command first needs it. */
async function load(): Promise<Library> {
  const missing = (why: string, cause?: unknown) =>
    new WavepoolError(
      'host.missing',
      { what: 'USB', why, hint: 'On Linux it needs libudev (Debian: apt-get install libudev1) and a USB bus.' },
      cause
    );
  let library: Library;
  try {
    library = await import('usb');
  } catch (error) {
    throw missing(error instanceof Error ? error.message.split('\n', 1)[0] : String(error), error);
  }
  if (library.usb.INIT_ERROR !== 0) throw missing(`libusb does not start (error ${library.usb.INIT_ERROR})`);
  return library;
}
