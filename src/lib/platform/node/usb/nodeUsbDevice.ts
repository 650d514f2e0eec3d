import type { Device, LibUSBException, Transfer } from 'usb';
import type { UsbControlSetup, UsbDevice, UsbInResult, UsbOutResult } from '#lib/radio/usb/usbDevice.ts';
import { BulkPipe } from './bulkPipe.ts';
import { errnoOf, hostError } from './hostError.ts';
import { queueBytes } from './queueBytes.ts';

const types = { standard: 0x00, class: 0x20, vendor: 0x40 } as const;
const recipients = { device: 0, interface: 1, endpoint: 2, other: 3 } as const;
const stall = 4;
const overflow = 6;

/**
 * A device of `usb` (libusb) in the shape of WebUSB.
 *
 * `usb` has such a wrapper itself. This one copies no bulk data (which halves the main thread's work at 20 MS/s), makes no transfer object and no buffer for each block,
 * resets the host's data toggle with `clearHalt`, and cancels on `close` what still runs, as browsers do; theirs refuses to close then.
 */
export class NodeUsbDevice implements UsbDevice {
  readonly vendorId: number;
  readonly productId: number;
  readonly deviceVersionMajor: number;
  readonly deviceVersionMinor: number;
  readonly deviceVersionSubminor: number;
  manufacturerName: string | undefined;
  productName: string | undefined;
  serialNumber: string | undefined;
  /** Where it is plugged in: 'bus-port.port', as Linux names it. Stays the same over a replug into the same socket. */
  readonly place: string;
  readonly queueBytes = queueBytes();
  /** Why the strings could not be read: the device may not be opened, or is gone. Null when they were read. */
  unreadable: Error | null = null;
  readonly #device: Device;
  readonly #transferClass: typeof Transfer;
  readonly #pipes = new Map<number, BulkPipe>();
  readonly #claimed = new Set<number>();
  #reading: Promise<void> | null = null;
  #closing: Promise<void> | null = null;
  #controls = 0;
  #controlsDone: (() => void) | null = null;

  constructor(device: Device, transferClass: typeof Transfer) {
    this.#device = device;
    this.#transferClass = transferClass;
    this.vendorId = device.deviceDescriptor.idVendor;
    this.productId = device.deviceDescriptor.idProduct;
    const version = device.deviceDescriptor.bcdDevice;
    this.deviceVersionMajor = version >> 8;
    this.deviceVersionMinor = (version >> 4) & 15;
    this.deviceVersionSubminor = version & 15;
    // Absent where the system does not tell, whatever the type says.
    const ports = (device as { readonly portNumbers?: number[] }).portNumbers;
    this.place = `${device.busNumber}-${(ports ?? [device.deviceAddress]).join('.')}`;
  }

  get opened(): boolean {
    return this.#device.interfaces !== undefined;
  }

  get configuration(): { readonly configurationValue: number } | null {
    const descriptor = this.#device.configDescriptor;
    return descriptor === undefined ? null : { configurationValue: descriptor.bConfigurationValue };
  }

  /** Reads what the device calls itself; opens it for that where it is not open, and says in `unreadable` when that is refused. */
  readStrings(): Promise<void> {
    this.#reading ??= this.#readStrings().finally(() => (this.#reading = null));
    return this.#reading;
  }

  async #readStrings(): Promise<void> {
    if (this.serialNumber !== undefined) return;
    const wasOpen = this.opened;
    try {
      if (!wasOpen) this.#device.open();
      const { iManufacturer, iProduct, iSerialNumber } = this.#device.deviceDescriptor;
      this.manufacturerName = await this.#string(iManufacturer);
      this.productName = await this.#string(iProduct);
      this.serialNumber = await this.#string(iSerialNumber);
      this.unreadable = null;
    } catch (error) {
      this.unreadable = hostError('open', error);
    } finally {
      if (!wasOpen) this.#closeAgain();
    }
  }

  async open(): Promise<void> {
    // Else it would be closed again under whoever opens it now.
    await this.#reading;
    await attempt('open', () => {
      if (this.opened) return;
      this.#device.open();
      try {
        // As librtlsdr does: Linux's DVB driver steps aside for the time of the claim, and gets the dongle back afterwards.
        this.#device.setAutoDetachKernelDriver(true);
      } catch {
        // Windows has no such thing, macOS only for programs with a special right; the claim tells what that means.
      }
    });
  }

  close(): Promise<void> {
    this.#closing ??= this.#close().finally(() => (this.#closing = null));
    return this.#closing;
  }

  async #close(): Promise<void> {
    if (!this.opened) return;
    await Promise.all([...this.#pipes.values()].map((pipe) => pipe.cancel()));
    this.#pipes.clear();
    if (this.#controls > 0) await new Promise<void>((resolve) => (this.#controlsDone = resolve));
    for (const number of [...this.#claimed]) await this.releaseInterface(number).catch(() => undefined);
    await attempt('close', () => {
      if (this.opened) this.#device.close();
    });
  }

  selectConfiguration(value: number): Promise<void> {
    if (this.configuration?.configurationValue === value) return Promise.resolve();
    return this.#call('selectConfiguration', (done) => this.#device.setConfiguration(value, done));
  }

  claimInterface(number: number): Promise<void> {
    return attempt('claimInterface', () => {
      if (this.#claimed.has(number)) return;
      this.#device.interface(number).claim();
      this.#claimed.add(number);
    });
  }

  releaseInterface(number: number): Promise<void> {
    this.#claimed.delete(number);
    return this.#call('releaseInterface', (done) => this.#device.interface(number).release(done));
  }

  async controlTransferIn(setup: UsbControlSetup, length: number): Promise<UsbInResult> {
    try {
      const data = (await this.#control(0x80, setup, length)) as Buffer;
      return { data: new DataView(data.buffer, data.byteOffset, data.length), status: 'ok' };
    } catch (error) {
      if (errnoOf(error) === stall) return { status: 'stall' };
      if (errnoOf(error) === overflow) return { status: 'babble' };
      throw hostError('controlTransferIn', error);
    }
  }

  async controlTransferOut(setup: UsbControlSetup, data?: Uint8Array<ArrayBuffer>): Promise<UsbOutResult> {
    try {
      const bytes = data === undefined ? Buffer.alloc(0) : Buffer.from(data.buffer, data.byteOffset, data.length);
      return { bytesWritten: (await this.#control(0, setup, bytes)) as number, status: 'ok' };
    } catch (error) {
      if (errnoOf(error) === stall) return { bytesWritten: 0, status: 'stall' };
      throw hostError('controlTransferOut', error);
    }
  }

  transferIn(endpoint: number, length: number): Promise<UsbInResult> {
    let pipe = this.#pipes.get(endpoint);
    if (pipe === undefined) {
      pipe = new BulkPipe(this.#transferClass, this.#device, endpoint);
      this.#pipes.set(endpoint, pipe);
    }
    return pipe.read(length);
  }

  giveBack(endpoint: number, data: ArrayBufferLike): void {
    this.#pipes.get(endpoint)?.giveBack(data);
  }

  clearHalt(direction: 'in' | 'out', endpoint: number): Promise<void> {
    const address = endpoint | (direction === 'in' ? 0x80 : 0);
    return this.#call('clearHalt', (done) => this.#device.__clearHalt(address, done));
  }

  #control(direction: 0 | 0x80, setup: UsbControlSetup, data: number | Buffer): Promise<Buffer | number | undefined> {
    const type = direction | types[setup.requestType] | recipients[setup.recipient];
    this.#controls++;
    return new Promise<Buffer | number | undefined>((resolve, reject) => {
      this.#device.controlTransfer(type, setup.request, setup.value, setup.index, data, (error, answer) => {
        if (--this.#controls === 0) this.#controlsDone?.();
        if (error === undefined) resolve(answer);
        else reject(error);
      });
    });
  }

  #call(doing: string, start: (done: (error?: LibUSBException) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      try {
        start((error) => (error === undefined ? resolve() : reject(hostError(doing, error))));
      } catch (error) {
        reject(hostError(doing, error));
      }
    });
  }

  #closeAgain(): void {
    if (this.opened) this.#device.close();
  }

  #string(index: number): Promise<string> {
    return new Promise((resolve, reject) => {
      // A device may have none, and may refuse to say; only its absence is an error.
      this.#device.getStringDescriptor(index, (error, text) =>
        errnoOf(error) === 5 ? reject(error!) : resolve(text ?? '')
      );
    });
  }
}

function attempt(doing: string, action: () => void): Promise<void> {
  try {
    action();
    return Promise.resolve();
  } catch (error) {
    return Promise.reject(hostError(doing, error));
  }
}
