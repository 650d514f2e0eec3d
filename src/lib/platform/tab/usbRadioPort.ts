import { deviceName } from '#lib/radio/usb/deviceName.ts';
import type { UsbDevice } from '#lib/radio/usb/usbDevice.ts';
import type { GrantedRadio, RadioPort } from '#lib/state/radioPort.ts';
import type { UsbChooser } from '../any/usbHost.ts';
import { identify } from '../any/usbIdentity.ts';

/** The window's USB. @param usb `navigator.usb`; undefined where the browser, or an insecure address, has none */
export function createUsbRadioPort(usb: UsbChooser | undefined): RadioPort {
  const granted = async (): Promise<readonly GrantedRadio[]> => {
    const devices = (await usb?.getDevices()) ?? [];
    return devices.map((device) => grantedRadio(device, devices));
  };
  return {
    available: usb !== undefined,
    granted,
    choose: async (products) => {
      if (usb === undefined) return null;
      try {
        const filters = products.map(({ vendorId, productId }) => ({ vendorId, productId }));
        const device = await usb.requestDevice({ filters });
        return grantedRadio(device, await usb.getDevices());
      } catch (error) {
        // Nothing was chosen.
        if (error instanceof DOMException && error.name === 'NotFoundError') return null;
        throw error;
      }
    },
    onPlugged: (listener) => usb?.addEventListener('connect', listener)
  };
}

function grantedRadio(device: UsbDevice, among: readonly UsbDevice[]): GrantedRadio {
  return { id: identify(device, among), name: deviceName(device) };
}
