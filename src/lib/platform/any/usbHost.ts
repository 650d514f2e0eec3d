import type { UsbDevice } from '#lib/radio/usb/usbDevice.ts';

/** The part of WebUSB's `USB` that both a window and a worker have. */
export interface UsbHost {
  /** Devices that this page may use and that are plugged in. */
  getDevices(): Promise<readonly UsbDevice[]>;
  addEventListener(type: 'connect' | 'disconnect', listener: () => void): void;
  removeEventListener(type: 'connect' | 'disconnect', listener: () => void): void;
}

/** What a window has besides. */
export interface UsbChooser extends UsbHost {
  /** @throws DOMException NotFoundError when nothing is chosen, SecurityError without a click or where USB is off */
  requestDevice(options: {
    filters: readonly { readonly vendorId: number; readonly productId: number }[];
  }): Promise<UsbDevice>;
}
