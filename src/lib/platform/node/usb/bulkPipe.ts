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

/** Buffers that wait to be used again. */
const mostSpare = 64;

/**
 * The bulk IN side of one endpoint: transfers are answered in the order in which they were asked for. Buffers that are given back are used again:
 * new ones for 40 MB/s keep V8's collector busy, which stops the thread for up to 50 ms at a time on a loaded machine.
 */
export class BulkPipe {
  readonly #make: () => Slot;
  readonly #idle: Slot[] = [];
  readonly #active = new Set<Slot>();
  readonly #lent = new WeakSet<ArrayBufferLike>();
  readonly #spare: Buffer[] = [];
  #drained: Promise<void> | null = null;
  #drainedNow: () => void = () => undefined;

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
      try {
        slot.transfer.submit(this.#buffer(length));
        slot.settle = { resolve, reject };
        this.#active.add(slot);
      } catch (error) {
        // A transfer that was refused counts as active for `usb` ever after: it is let go.
        reject(hostError('transferIn', error));
      }
    });
  }

  /** Takes back the data of an answer, when nobody reads it any more. What is not from here, or was given back before, is left alone. */
  giveBack(data: ArrayBufferLike): void {
    if (this.#lent.delete(data) && this.#spare.length < mostSpare) this.#spare.push(Buffer.from(data));
  }

  /** Breaks off what runs, and resolves when libusb has let go of all of it. */
  async cancel(): Promise<void> {
    if (this.#active.size === 0) return;
    this.#drained ??= new Promise((resolve) => (this.#drainedNow = resolve));
    for (const { transfer } of this.#active) {
      try {
        transfer.cancel();
      } catch {
        // A device that is gone ends its transfers by itself.
      }
    }
    await this.#drained;
  }

  #buffer(length: number): Buffer {
    const spare = this.#spare.pop();
    if (spare?.length === length) return spare;
    // Of another rate: the others are too.
    this.#spare.length = 0;
    // Not from the pool, which is shared, and not zeroed: libusb says how much of it is data.
    return Buffer.allocUnsafeSlow(length);
  }

  #done(slot: Slot, error: LibUSBException | undefined, buffer: Buffer, actual: number): void {
    const { settle } = slot;
    slot.settle = null;
    this.#active.delete(slot);
    this.#idle.push(slot);
    if (this.#active.size === 0) {
      this.#drained = null;
      this.#drainedNow();
    }
    if (settle === null) return;
    const errno = errnoOf(error);
    if (error === undefined) {
      this.#lent.add(buffer.buffer);
      settle.resolve({ data: new DataView(buffer.buffer, buffer.byteOffset, actual), status: 'ok' });
    } else if (errno === stall) settle.resolve({ status: 'stall' });
    else if (errno === overflow) settle.resolve({ status: 'babble' });
    else settle.reject(hostError('transferIn', error));
  }
}
