import type { UsbDevice } from './usbDevice.ts';

const longest = 48;

/**
 * A short printable name for a device, for errors and lists: its product name and serial as far as they can be read, else its ids. What
 * a dongle's EEPROM says may be anything: nothing at all, control characters, thousands of letters.
 */
export function deviceName(
  device: Pick<UsbDevice, 'vendorId' | 'productId'> & {
    readonly productName?: unknown;
    readonly serialNumber?: unknown;
  }
): string {
  const ids = `USB ${hex(device.vendorId)}:${hex(device.productId)}`;
  const product = printable(device.productName) || ids;
  const serial = printable(device.serialNumber);
  return serial === '' ? product : `${product} ${serial}`;
}

/** What can be shown of a string that a device gave: printable characters, at most 48; '' for what is no string. */
export function printable(text: unknown): string {
  if (typeof text !== 'string') return '';
  // Cut before looking closer, so that a huge one costs nothing.
  const clean = text
    .slice(0, 4 * longest)
    .replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '')
    .replace(/ +/g, ' ')
    .trim();
  return clean.length <= longest ? clean : `${clean.slice(0, longest - 1)}…`;
}

function hex(id: number): string {
  return id.toString(16).padStart(4, '0');
}
