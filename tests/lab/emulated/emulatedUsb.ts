import type { EmulatedUsbDevice } from './emulatedUsbDevice.ts';

interface Filter {
  readonly vendorId?: number;
  readonly productId?: number;
  readonly serialNumber?: string;
}

type UsbEventType = 'connect' | 'disconnect';
type UsbListener = (event: { readonly type: UsbEventType; readonly device: EmulatedUsbDevice }) => void;

/**
 * `navigator.usb` with emulated devices behind it, for pages and workers: dongles that were chosen once are listed again, and being pulled
 * out and plugged in is told by events. Uses nothing of Node.
 */
export class EmulatedUsb {
  readonly devices: readonly EmulatedUsbDevice[];
  /** Which of the devices that match a person chooses; null to close the dialogue without a choice. */
  choose: (matching: readonly EmulatedUsbDevice[]) => EmulatedUsbDevice | null = (matching) => matching.at(0) ?? null;
  readonly #allowed = new Set<EmulatedUsbDevice>();
  readonly #listeners = { connect: new Set<UsbListener>(), disconnect: new Set<UsbListener>() };

  /** @param allowed true: as if a person had chosen all of them before */
  constructor(devices: readonly EmulatedUsbDevice[], allowed = false) {
    this.devices = devices;
    for (const device of devices) {
      if (allowed) this.#allowed.add(device);
      device.onPresence = (present) => this.#tell(present ? 'connect' : 'disconnect', device);
    }
  }

  getDevices(): Promise<EmulatedUsbDevice[]> {
    return Promise.resolve([...this.#allowed].filter(({ present }) => present));
  }

  async requestDevice({ filters }: { readonly filters: readonly Filter[] }): Promise<EmulatedUsbDevice> {
    await Promise.resolve();
    const matching = this.devices.filter(
      (device) => device.present && (filters.length === 0 || filters.some((filter) => matches(device, filter)))
    );
    const chosen = this.choose(matching);
    if (chosen === null) throw new DOMException('No device selected.', 'NotFoundError');
    this.#allowed.add(chosen);
    return chosen;
  }

  addEventListener(type: UsbEventType, listener: UsbListener): void {
    this.#listeners[type].add(listener);
  }

  removeEventListener(type: UsbEventType, listener: UsbListener): void {
    this.#listeners[type].delete(listener);
  }

  /** A page hears only of devices that it may use. */
  #tell(type: UsbEventType, device: EmulatedUsbDevice): void {
    if (!this.#allowed.has(device)) return;
    queueMicrotask(() => {
      for (const listener of [...this.#listeners[type]]) listener({ type, device });
    });
  }
}

function matches(device: EmulatedUsbDevice, filter: Filter): boolean {
  return (['vendorId', 'productId', 'serialNumber'] as const).every(
    (key) => filter[key] === undefined || filter[key] === device[key]
  );
}
