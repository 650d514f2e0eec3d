import type { Clock } from '#lib/base/clock.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { UsbHost } from '#lib/platform/any/usbHost.ts';
import { identify, likelyDevices } from '#lib/platform/any/usbIdentity.ts';
import type { Radio } from '#lib/radio/radio.ts';
import type { UsbDevice } from '#lib/radio/usb/usbDevice.ts';
import type { UsbRadioKind } from '#lib/radio/usb/usbRadioKind.ts';
import type { UsbRadioId } from '#lib/state/radioRequest.ts';

export interface OpenedUsbRadio {
  readonly radio: Radio;
  readonly id: UsbRadioId;
  readonly label: string;
}

/** Where USB radios come from. */
export interface UsbRadios {
  readonly usb: UsbHost;
  readonly kinds: readonly UsbRadioKind[];
  readonly clock: Clock;
}

/**
 * Opens the radio that is meant, or one that nothing tells apart from it and that is free.
 * @param id null: the first known radio that is free
 * @param name what is missing when there is none
 * @throws WavepoolError `radio.none`, or why the likeliest one could not be opened
 */
export async function openUsbRadio(
  { usb, kinds, clock }: UsbRadios,
  id: UsbRadioId | null,
  name: string
): Promise<OpenedUsbRadio> {
  const devices = await usb.getDevices();
  let why: WavepoolError | null = null;
  for (const device of likelyDevices(devices, id)) {
    const kind = kindOf(kinds, device);
    if (kind === undefined) continue;
    try {
      return { radio: await kind.open(device, clock), id: identify(device, devices), label: kind.label };
    } catch (error) {
      // Held by another receiver of this page, perhaps: then its equal may be free. Any other reason is one to be told.
      if (!(error instanceof WavepoolError && error.code === 'usb.claimed')) throw error;
      why ??= error;
    }
  }
  throw why ?? new WavepoolError('radio.none', { kind: name });
}

function kindOf(kinds: readonly UsbRadioKind[], { vendorId, productId }: UsbDevice): UsbRadioKind | undefined {
  return kinds.find(({ ids }) => ids.some((one) => one.vendorId === vendorId && one.productId === productId));
}
