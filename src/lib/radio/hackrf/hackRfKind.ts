import type { UsbRadioKind } from '../usb/usbRadioKind.ts';
import { HackRfRadio } from './hackRfRadio.ts';

/** OpenMoko's vendor number, which open hardware may share. */
const vendorId = 0x1d50;

export const hackRfKind: UsbRadioKind = {
  driver: 'hackrf',
  label: 'HackRF',
  ids: [
    // A HackRF Pro has the same number; it is told apart by its board number.
    { vendorId, productId: 0x6089, name: 'HackRF One' },
    { vendorId, productId: 0x604b, name: 'HackRF Jawbreaker' },
    { vendorId, productId: 0xcc15, name: 'rad1o' }
  ],
  open: (device, clock) => HackRfRadio.open(device, clock)
};
