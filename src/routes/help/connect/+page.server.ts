import { usbRadioKinds } from '#lib/radio/usb/list.ts';

/** Runs while the page is built: the products come into the page as they are, and no driver with them. */
export function load() {
  return {
    products: usbRadioKinds.flatMap(({ ids }) => ids.map(({ vendorId, productId }) => ({ vendorId, productId })))
  };
}
