import type { UsbDevice } from '#lib/radio/usb/usbDevice.ts';
import { equalRadios, type UsbRadioId } from '#lib/state/radioRequest.ts';

/** What makes a device one of its kind and no other. A device object cannot be posted to a worker; this can, and finds it again there. */
export function identify(device: UsbDevice, among: readonly UsbDevice[]): UsbRadioId {
  const id = idOf(device);
  const equal = among.filter((other) => equalRadios(idOf(other), id));
  return { ...id, nth: Math.max(0, equal.indexOf(device)) };
}

/**
 * Devices that may be the one that is meant, the likeliest first. Those that nothing tells apart change their places when one is unplugged, so each
 * of them may be it: the first that is free is taken.
 * @param id null: all of them
 */
export function likelyDevices<T extends UsbDevice>(devices: readonly T[], id: UsbRadioId | null): readonly T[] {
  if (id === null) return devices;
  const equal = devices.filter((device) => equalRadios(idOf(device), id));
  const first = equal.at(id.nth);
  return first === undefined ? equal : [first, ...equal.filter((device) => device !== first)];
}

function idOf({ vendorId, productId, serialNumber }: UsbDevice): UsbRadioId {
  return { vendorId, productId, serial: serialNumber ?? '', nth: 0 };
}
