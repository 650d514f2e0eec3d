import type { Clock } from '#lib/base/clock.ts';
import type { UsbControlSetup } from '#lib/radio/usb/usbDevice.ts';
import { EmulatedUsbDevice } from './emulatedUsbDevice.ts';
import { HackRfSweep } from './hackRfSweep.ts';
import { SignalSource, type Tone } from './signalSource.ts';

export interface EmulatedHackRfOptions {
  /** Paces the samples; null: as fast as they are asked for. */
  readonly clock: Clock | null;
  /** Default: 2022.09.1. */
  readonly firmware?: string;
  /** Version of its requests, 0xMMmm. Default: 0x0107. Sweeps and hardware synchronisation came with 0x0102. */
  readonly api?: number;
  /** Default: 2, a HackRF One. */
  readonly board?: number;
  /** 32 hexadecimal digits. */
  readonly serial?: string;
  readonly tones?: readonly Tone[];
  /** Standard deviation of the noise, steps of the converter. */
  readonly noise?: number;
  /** Bytes it keeps while no transfer is queued. Default: 32768. */
  readonly fifo?: number;
}

export type EmulatedHackRfMode = 'off' | 'receive' | 'transmit' | 'sweep';

const modes: Readonly<Record<number, EmulatedHackRfMode>> = { 0: 'off', 1: 'receive', 2: 'transmit', 5: 'sweep' };
const sweepApi = 0x0102;

interface Settings {
  mode: EmulatedHackRfMode;
  rate: number;
  center: number;
  filter: number;
  amp: boolean;
  lna: number;
  vga: number;
  transmitVga: number;
  antennaPower: boolean;
  hardwareSync: boolean;
}

const afterPowerOn: Settings = {
  mode: 'off',
  rate: 10e6,
  center: 900e6,
  filter: 0,
  amp: false,
  lna: 0,
  vga: 0,
  transmitVga: 0,
  antennaPower: false,
  hardwareSync: false
};

/**
 * A HackRF One at the level of its vendor requests, receiving and sweeping. Facts from the transfers of the real tools and from hackrf.js.
 * Gains do not change the samples.
 */
export class EmulatedHackRf extends EmulatedUsbDevice {
  /** What was set. */
  readonly state: Settings = { ...afterPowerOn };
  readonly #options: EmulatedHackRfOptions;
  readonly #signal: SignalSource;
  #sweep: HackRfSweep | null = null;

  constructor(options: EmulatedHackRfOptions) {
    const { api = 0x0107, serial = '0000000000000000a06063c800000001' } = options;
    super({
      clock: options.clock,
      vendorId: 0x1d50,
      productId: 0x6089,
      manufacturerName: 'Great Scott Gadgets',
      productName: 'HackRF One',
      serialNumber: serial,
      version: [api >> 8, (api >> 4) & 15, api & 15],
      interfaces: 1,
      fifo: options.fifo ?? 32768
    });
    this.#options = { ...options, api, serial };
    this.#signal = new SignalSource(options.tones, options.noise);
  }

  protected powerOn(): void {
    Object.assign(this.state, afterPowerOn);
    this.#sweep = null;
  }

  protected get sampleBytes(): number {
    const { mode, rate } = this.state;
    if (mode === 'receive') return 2 * rate;
    return mode === 'sweep' && this.#sweep !== null ? this.#sweep.byteRate(rate) : 0;
  }

  protected readonly endpointStopped = false;

  protected make(out: Uint8Array): void {
    const { mode, rate, center } = this.state;
    if (mode === 'sweep' && this.#sweep !== null) this.#sweep.fill(out, this.position, rate, this.#signal);
    else this.#signal.fill(out, this.position, { center, rate, inverted: false, unsigned: false });
  }

  protected controlIn({ request, index }: UsbControlSetup): Uint8Array | null {
    const { board = 2, firmware = '2022.09.1', serial = '' } = this.#options;
    switch (request) {
      case 14:
        return Uint8Array.of(board);
      case 15:
        return new TextEncoder().encode(firmware);
      case 18:
        return partAndSerial(serial);
      case 19:
        return this.#gain('lna', index, 8, 40);
      case 20:
        return this.#gain('vga', index, 2, 62);
      case 21:
        return this.#gain('transmitVga', index, 1, 47);
      case 45:
        return Uint8Array.of(2);
      case 46:
        return Uint8Array.of(0, 0, 0, 2);
      default:
        return null;
    }
  }

  protected controlOut({ request, value, index }: UsbControlSetup, data: Uint8Array): boolean {
    const { state } = this;
    const view = new DataView(data.buffer, data.byteOffset, data.length);
    const wide = value + index * 65536;
    switch (request) {
      case 1:
        return this.#mode(value);
      case 6:
        if (data.length < 8) return false;
        state.rate = view.getUint32(0, true) / Math.max(1, view.getUint32(4, true));
        return true;
      case 7:
        state.filter = wide;
        return true;
      case 16:
        if (data.length < 8) return false;
        state.center = view.getUint32(0, true) * 1e6 + view.getUint32(4, true);
        return true;
      case 17:
        state.amp = value !== 0;
        return value <= 1;
      case 23:
        state.antennaPower = value !== 0;
        return value <= 1;
      case 26:
        if (!this.#sweeps) return false;
        this.#sweep = HackRfSweep.parse(wide, view);
        return this.#sweep !== null;
      case 29:
        state.hardwareSync = value !== 0;
        return this.#sweeps;
      default:
        return false;
    }
  }

  get #sweeps(): boolean {
    return (this.#options.api ?? 0) >= sweepApi;
  }

  #mode(value: number): boolean {
    if (!(value in modes) || (value === 5 && this.#sweep === null)) return false;
    this.state.mode = modes[value];
    if (this.state.mode === 'sweep') this.#sweep?.begin(this.position);
    this.pacer.restart();
    return true;
  }

  /** Answers 1, or 0 for a gain that does not exist. */
  #gain(which: 'lna' | 'vga' | 'transmitVga', value: number, step: number, most: number): Uint8Array {
    const exists = value <= most;
    // The firmware takes what lies between two steps and uses the lower one.
    if (exists) this.state[which] = value - (value % step);
    return Uint8Array.of(exists ? 1 : 0);
  }
}

function partAndSerial(serial: string): Uint8Array {
  const view = new DataView(new ArrayBuffer(24));
  view.setUint32(0, 0xa000743e, true);
  view.setUint32(4, 0x00004f5b, true);
  for (let word = 0; word < 4; word++)
    view.setUint32(8 + 4 * word, parseInt(serial.slice(8 * word, 8 * word + 8), 16) >>> 0, true);
  return new Uint8Array(view.buffer);
}
