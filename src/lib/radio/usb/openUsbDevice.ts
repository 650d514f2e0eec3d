import type { UsbDevice } from './usbDevice.ts';
import { usbFailure } from './usbFailure.ts';

/**
 * Opens a device and claims the interface its samples come from. Configuration 1 is selected only where none is in force: selecting it anew
 * would reset the device, and fails while anybody else holds one of its interfaces. A device that this context has open already is
 * used as it is. When something fails, the device is closed again.
 *
 * @param radio name of the radio for errors
 * @throws WavepoolError `usb.claimed` when another program or driver holds the interface, `usb.denied` when the system does not let it be
 * opened, `usb.unplugged`, `usb.failed`
 */
export async function openUsbDevice(device: UsbDevice, radio: string, interfaceNumber = 0): Promise<void> {
  try {
    if (!device.opened) await device.open();
    if (device.configuration === null || device.configuration === undefined) await device.selectConfiguration(1);
    await device.claimInterface(interfaceNumber);
  } catch (error) {
    // Closing tells nothing new: what matters is why it could not be opened.
    await device.close().catch(() => undefined);
    throw usbFailure(error, radio);
  }
}
