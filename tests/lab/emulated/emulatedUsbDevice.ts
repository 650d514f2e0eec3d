import type { Clock } from '#lib/base/clock.ts';
import type { UsbControlSetup, UsbDevice, UsbInResult, UsbOutResult } from '#lib/radio/usb/usbDevice.ts';
import { BulkPacer, type BulkSource } from './bulkPacer.ts';

/** bmRequestType, wValue, wIndex (hex), wLength, data (hex), what came of it: bytes, or -9 for a stall. The form of tests/vectors/librtlsdr. */
export type ControlRecord = [
  requestType: string,
  value: string,
  index: string,
  length: number,
  data: string,
  result: number
];

/** What goes wrong with a device on request. */
export interface Faults {
  /** The system keeps the device to itself. */
  openRefused: boolean;
  /** Another program or driver has it. */
  claimRefused: boolean;
  /** Sends no samples, though it answers. */
  silent: boolean;
  /** True for a control transfer that is answered with a stall. */
  controlStall: ((setup: UsbControlSetup) => boolean) | null;
  /** The endpoint halts, and halts again after so many `clearHalt` less one. */
  halts: number;
  /** The next so many transfers end with what a bad cable gives. */
  transferErrors: number;
  /** The next transfer is answered with a babble. */
  babble: boolean;
  /** More than this many queued transfers are refused. */
  mostTransfers: number;
}

export interface EmulatedUsbDeviceOptions {
  /** Paces the samples; null: as fast as they are asked for. */
  readonly clock: Clock | null;
  readonly vendorId: number;
  readonly productId: number;
  readonly manufacturerName?: string | undefined;
  readonly productName?: string | undefined;
  readonly serialNumber?: string | undefined;
  readonly version: readonly [major: number, minor: number, subminor: number];
  readonly interfaces: number;
  /** Bytes that it keeps while no transfer is queued. */
  readonly fifo: number;
}

const mostRecords = 50_000;
const stalled = -9;

/**
 * A USB 2.0 device with one bulk-IN endpoint (1), as WebUSB shows it, with the errors of Chromium. Models answer the vendor requests and
 * make the samples. A device that is pulled out loses what was set; the same object is there again when it is plugged in.
 */
export abstract class EmulatedUsbDevice implements UsbDevice, BulkSource {
  readonly vendorId: number;
  readonly productId: number;
  readonly manufacturerName?: string | undefined;
  readonly productName?: string | undefined;
  readonly serialNumber?: string | undefined;
  readonly deviceVersionMajor: number;
  readonly deviceVersionMinor: number;
  readonly deviceVersionSubminor: number;
  readonly faults: Faults = {
    openRefused: false,
    claimRefused: false,
    silent: false,
    controlStall: null,
    halts: 0,
    transferErrors: 0,
    babble: false,
    mostTransfers: Infinity
  };
  /** Every control transfer so far (the last 50 000). */
  readonly log: ControlRecord[] = [];
  /** bRequest of each of them. */
  readonly requests: number[] = [];
  /** Called when it is pulled out, or plugged in. */
  onPresence: (present: boolean) => void = () => undefined;
  /** Bytes that went to the host. */
  bytes = 0;
  protected readonly pacer: BulkPacer;
  /** Byte position of what comes next since power-on, lost bytes included. */
  protected position = 0;
  readonly #interfaces: number;
  readonly #claimed = new Set<number>();
  #present = true;
  #opened = false;
  #configured = true;
  #halted = false;

  constructor(options: EmulatedUsbDeviceOptions) {
    const { vendorId, productId, manufacturerName, productName, serialNumber, version } = options;
    this.vendorId = vendorId;
    this.productId = productId;
    this.manufacturerName = manufacturerName;
    this.productName = productName;
    this.serialNumber = serialNumber;
    [this.deviceVersionMajor, this.deviceVersionMinor, this.deviceVersionSubminor] = version;
    this.#interfaces = options.interfaces;
    this.pacer = new BulkPacer(this, options.clock, options.fifo);
  }

  /** Every register as after power-on. */
  protected abstract powerOn(): void;
  /** @returns the answer, or null for a stall */
  protected abstract controlIn(setup: UsbControlSetup, length: number): Uint8Array | null;
  /** @returns false for a stall */
  protected abstract controlOut(setup: UsbControlSetup, data: Uint8Array): boolean;
  /** Bytes per second of samples, 0 while it does not stream. */
  protected abstract readonly sampleBytes: number;
  /** True where the device itself stops its endpoint. */
  protected abstract readonly endpointStopped: boolean;
  protected abstract make(out: Uint8Array): void;

  get present(): boolean {
    return this.#present;
  }

  /** Samples lost because no transfer was queued. */
  get dropped(): number {
    return this.pacer.dropped / 2;
  }

  /** Lengths in bytes of the next transfers that end early. */
  get short(): number[] {
    return this.pacer.short;
  }

  /** Pulls it out: everything that waits fails. */
  unplug(): void {
    if (!this.#present) return;
    this.#present = false;
    this.#forget();
    this.pacer.abort(gone());
    this.onPresence(false);
  }

  plug(): void {
    if (this.#present) return;
    this.#present = true;
    this.position = 0;
    this.powerOn();
    this.onPresence(true);
  }

  /** Puts changed faults in force for transfers that wait already. */
  applyFaults(): void {
    this.#halted ||= this.faults.halts > 0;
    this.pacer.settle();
    this.pacer.changed();
  }

  // What feeds the endpoint.

  get byteRate(): number {
    return this.faults.silent ? 0 : this.sampleBytes;
  }

  get stalled(): boolean {
    return this.#halted || this.endpointStopped;
  }

  fill(out: Uint8Array): void {
    this.make(out);
    this.position += out.length;
    this.bytes += out.length;
  }

  skip(bytes: number): void {
    this.position += bytes;
  }

  // What the host calls.

  get opened(): boolean {
    return this.#opened;
  }

  get configuration(): unknown {
    return this.#configured ? { configurationValue: 1 } : null;
  }

  /** As on a host that has not configured it yet. */
  unconfigure(): void {
    this.#configured = false;
  }

  async open(): Promise<void> {
    await this.#there(false);
    if (this.faults.openRefused) throw new DOMException('Access denied.', 'SecurityError');
    this.#opened = true;
  }

  async close(): Promise<void> {
    await Promise.resolve();
    if (!this.#opened) return;
    this.#forget();
    this.pacer.abort(new DOMException('The transfer was cancelled.', 'AbortError'));
  }

  async selectConfiguration(value: number): Promise<void> {
    await this.#there();
    if (value !== 1) throw new DOMException('The configuration value provided is not supported.', 'NotFoundError');
    if (this.faults.claimRefused) throw new DOMException('Unable to set device configuration.', 'NetworkError');
    this.#configured = true;
  }

  async claimInterface(number: number): Promise<void> {
    await this.#there();
    if (!this.#configured || number >= this.#interfaces)
      throw new DOMException(
        'The interface number provided is not supported by the device in its current configuration.',
        'NotFoundError'
      );
    if (this.faults.claimRefused) throw new DOMException('Unable to claim interface.', 'NetworkError');
    this.#claimed.add(number);
  }

  async releaseInterface(number: number): Promise<void> {
    await this.#there();
    this.#claimed.delete(number);
    if (number === 0) this.pacer.abort(new DOMException('The transfer was cancelled.', 'AbortError'));
  }

  async controlTransferIn(setup: UsbControlSetup, length: number): Promise<UsbInResult> {
    await this.#there();
    const answer = this.#refuses(setup) ? null : (this.controlIn(setup, length)?.slice(0, length) ?? null);
    this.#record(setup, 0x80, length, answer ?? new Uint8Array(0), answer?.length ?? stalled);
    if (answer === null) return { status: 'stall' };
    return { status: 'ok', data: new DataView(answer.buffer, answer.byteOffset, answer.length) };
  }

  async controlTransferOut(setup: UsbControlSetup, data?: Uint8Array<ArrayBuffer>): Promise<UsbOutResult> {
    const bytes = data?.slice() ?? new Uint8Array(0);
    await this.#there();
    this.pacer.settle();
    const taken = !this.#refuses(setup) && this.controlOut(setup, bytes);
    this.pacer.changed();
    this.#record(setup, 0, bytes.length, bytes, taken ? bytes.length : stalled);
    return taken ? { status: 'ok', bytesWritten: bytes.length } : { status: 'stall', bytesWritten: 0 };
  }

  async transferIn(endpoint: number, length: number): Promise<UsbInResult> {
    this.#check();
    if (endpoint !== 1 || !this.#claimed.has(0))
      throw new DOMException(
        'The specified endpoint is not part of a claimed and selected alternate interface.',
        'NotFoundError'
      );
    const { faults } = this;
    this.#halted ||= faults.halts > 0;
    if (faults.transferErrors > 0 || this.pacer.queued >= faults.mostTransfers) {
      faults.transferErrors = Math.max(0, faults.transferErrors - 1);
      throw new DOMException('A transfer error has occurred.', 'NetworkError');
    }
    if (faults.babble) {
      faults.babble = false;
      return { status: 'babble' };
    }
    return this.pacer.submit(length);
  }

  async clearHalt(direction: 'in' | 'out', endpoint: number): Promise<void> {
    await this.#there();
    if (direction !== 'in' || endpoint !== 1) throw new DOMException('No such endpoint.', 'NotFoundError');
    if (this.#halted) this.faults.halts = Math.max(0, this.faults.halts - 1);
    this.#halted = this.faults.halts > 0;
    this.pacer.changed();
  }

  #refuses(setup: UsbControlSetup): boolean {
    return this.faults.controlStall?.(setup) ?? false;
  }

  #forget(): void {
    this.#opened = false;
    this.#claimed.clear();
    this.#halted = false;
  }

  /** Calls to a device are answered later, never at once. */
  async #there(open = true): Promise<void> {
    await Promise.resolve();
    this.#check(open);
  }

  #check(open = true): void {
    if (!this.#present) throw gone();
    if (open && !this.#opened) throw new DOMException('The device must be opened first.', 'InvalidStateError');
  }

  #record(setup: UsbControlSetup, direction: number, length: number, data: Uint8Array, result: number): void {
    const types = { standard: 0, class: 0x20, vendor: 0x40 } as const;
    const recipients = { device: 0, interface: 1, endpoint: 2, other: 3 } as const;
    const type = direction | types[setup.requestType] | recipients[setup.recipient];
    if (this.log.length >= mostRecords) {
      this.log.splice(0, mostRecords / 2);
      this.requests.splice(0, mostRecords / 2);
    }
    this.log.push([hex(type, 2), hex(setup.value, 4), hex(setup.index, 4), length, bytesHex(data), result]);
    this.requests.push(setup.request);
  }
}

function gone(): DOMException {
  return new DOMException('The device was disconnected.', 'NotFoundError');
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

function bytesHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => hex(byte, 2)).join('');
}
