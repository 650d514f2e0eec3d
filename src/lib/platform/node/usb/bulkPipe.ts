import type { Device, LibUSBException, Transfer } from 'usb';
import type { UsbInResult } from '#lib/radio/usb/usbDevice.ts';
import { errnoOf, hostError } from './hostError.ts';

type TransferClass = typeof Transfer;

const bulk = 2;
const stall = 4;
const overflow = 6;

/** One libusb transfer, used again and again: making one costs more than running it. */
interface Slot {
  readonly transfer: Transfer;
  settle: { resolve: (result: UsbInResult) => void; reject: (error: unknown) => void } | null;
}

/** The bulk IN side of one endpoint: transfers are answered in the order in which they were asked for. */
export class BulkPipe {
  readonly #make: () => Slot;
  readonly #idle: Slot[] = [];
  readonly #active = new Set<Slot>();
  #drained: (() => void) | null = null;

  /** @param endpoint number without the direction bit */
  constructor(TransferClass: TransferClass, device: Device, endpoint: number) {
    this.#make = () => {
      const slot: Slot = {
        transfer: new TransferClass(device, endpoint | 0x80, bulk, 0, (error, buffer, actual) =>
          this.#done(slot, error, buffer, actual)
        ),
        settle: null
      };
      return slot;
    };
  }

  read(length: number): Promise<UsbInResult> {
    return new Promise((resolve, reject) => {
      const slot = this.#idle.pop() ?? this.#make();
      slot.settle = { resolve, reject };
      try {
        // Not from the pool, which is shared, and not zeroed: libusb says how much of it is data.
        slot.transfer.submit(Buffer.allocUnsafeSlow(length));
        this.#active.add(slot);
      } catch (error) {
        slot.settle = null;
        this.#idle.push(slot);
        reject(hostError('transferIn', error));
      }
    });
  }

  /** Breaks off what runs, and resolves when libusb has let go of all of it. */
  async cancel(): Promise<void> {
    if (this.#active.size === 0) return;
    const drained = new Promise<void>((resolve) => (this.#drained = resolve));
    for (const { transfer } of this.#active) {
      try {
        transfer.cancel();
      } catch {
        // A device that is gone ends its transfers by itself.
      }
    }
    await drained;
  }

  #done(slot: Slot, error: LibUSBException | undefined, buffer: Buffer, actual: number): void {
    const { settle } = slot;
    slot.settle = null;
    this.#active.delete(slot);
    this.#idle.push(slot);
    if (this.#active.size === 0) {
      this.#drained?.();
      this.#drained = null;
    }
    if (settle === null) return;
    const errno = errnoOf(error);
    if (error === undefined)
      settle.resolve({ data: new DataView(buffer.buffer, buffer.byteOffset, actual), status: 'ok' });
    else if (errno === stall) settle.resolve({ status: 'stall' });
    else if (errno === overflow) settle.resolve({ status: 'babble' });
    else settle.reject(hostError('transferIn', error));
  }
}
