import type { Clock } from '#lib/base/clock.ts';
import type { UsbControlSetup } from '#lib/radio/usb/usbDevice.ts';
import { EmulatedR82xx } from './emulatedR82xx.ts';
import type { EmulatedTuner } from './emulatedTuner.ts';
import { EmulatedUsbDevice } from './emulatedUsbDevice.ts';
import { rtlEeprom } from './rtlEeprom.ts';
import { EmulatedE4000 } from './tuners/emulatedE4000.ts';
import { EmulatedFc001x } from './tuners/emulatedFc001x.ts';
import { EmulatedFc2580 } from './tuners/emulatedFc2580.ts';
import { SignalSource, type Tone } from './signalSource.ts';

/** Dongles: what their EEPROM says, the tuner that is on them, and their upconverter for short wave. */
export const rtlSdrModels = {
  r820t: {
    maker: 'Realtek',
    product: 'RTL2838UHIDIR',
    tuner: () => new EmulatedR82xx({ chip: 'R820T' }),
    upconverter: 0
  },
  r828d: {
    maker: 'Realtek',
    product: 'RTL2838UHIDIR',
    tuner: () => new EmulatedR82xx({ chip: 'R828D', crystal: 16e6 }),
    upconverter: 0
  },
  'blog-v3': {
    maker: 'Realtek',
    product: 'RTL2838UHIDIR',
    tuner: () => new EmulatedR82xx({ chip: 'R820T' }),
    upconverter: 0
  },
  'blog-v4': {
    maker: 'RTLSDRBlog',
    product: 'Blog V4',
    tuner: () => new EmulatedR82xx({ chip: 'R828D' }),
    upconverter: 28.8e6
  },
  'blog-v4l': {
    maker: 'RTLSDRBlog',
    product: 'Blog V4L',
    // Sold as R828S; it answers as an R820T does (tests/vectors/blogV4).
    tuner: () => new EmulatedR82xx({ chip: 'R820T' }),
    upconverter: 28.8e6
  },
  e4000: { maker: 'Realtek', product: 'RTL2838UHIDIR', tuner: () => new EmulatedE4000(), upconverter: 0 },
  fc0012: {
    maker: 'Realtek',
    product: 'RTL2838UHIDIR',
    tuner: () => new EmulatedFc001x({ chip: 'FC0012' }),
    upconverter: 0
  },
  fc0013: {
    maker: 'Realtek',
    product: 'RTL2838UHIDIR',
    tuner: () => new EmulatedFc001x({ chip: 'FC0013' }),
    upconverter: 0
  },
  fc2580: { maker: 'Realtek', product: 'RTL2838UHIDIR', tuner: () => new EmulatedFc2580(), upconverter: 0 },
  'no-tuner': { maker: 'Realtek', product: 'RTL2838UHIDIR', tuner: () => null, upconverter: 0 }
} as const satisfies Record<
  string,
  { maker: string; product: string; tuner: () => EmulatedTuner | null; upconverter: number }
>;

export interface EmulatedRtlSdrOptions {
  /** Paces the samples; null: as fast as they are asked for. */
  readonly clock: Clock | null;
  /** Default: r820t. */
  readonly model?: keyof typeof rtlSdrModels;
  /** Another tuner than the model's; null for none. */
  readonly tuner?: EmulatedTuner | null;
  readonly maker?: string;
  readonly product?: string;
  /** Default: 00000001. */
  readonly serial?: string;
  readonly vendorId?: number;
  readonly productId?: number;
  readonly tones?: readonly Tone[];
  /** Standard deviation of the noise, steps of the converter. */
  readonly noise?: number;
  /** Bytes it keeps while no transfer is queued. Default: 8192. */
  readonly fifo?: number;
}

const crystal = 28.8e6;
/** Addresses (USB block) of EPA_CTL: bit 4 of the first byte stops the endpoint, bit 1 of the second keeps the FIFO in reset. */
const endpointControl = 0x148;
const blocks = { demodulator: 0, usb: 1, system: 2, tuner: 3, i2c: 6 } as const;
/** System registers: output values, enabled outputs, and direction (a set bit is an input). */
const pinRegisters = { output: 1, enable: 3, direction: 4 } as const;
const eepromAddress = 0xa0;
/** GPIO of the Blog V4 and V4L. */
const upconverterPin = 5;

/**
 * An RTL2832U dongle at the level of its control registers: wIndex is block << 8, with 0x10 for writes (and the page of the demodulator), wValue
 * the address. Facts from the transfers of librtlsdr and of Linux's driver on a dongle. Not modelled: filters, aliases, gain.
 */
export class EmulatedRtlSdr extends EmulatedUsbDevice {
  readonly tuner: EmulatedTuner | null;
  readonly #signal: SignalSource;
  readonly #upconverter: number;
  readonly #strings: readonly [string, string, string];
  readonly #demodulator = Array.from({ length: 16 }, () => new Uint8Array(256));
  readonly #system = new Uint8Array(256);
  readonly #usb = new Uint8Array(0x300);
  readonly eeprom = new Uint8Array(256);
  #eepromAt = 0;
  /** Byte position at which the counter of the test mode was 0. */
  #counterFrom = 0;

  constructor(options: EmulatedRtlSdrOptions) {
    const model = rtlSdrModels[options.model ?? 'r820t'];
    const { maker = model.maker, product = model.product, serial = '00000001' } = options;
    super({
      clock: options.clock,
      vendorId: options.vendorId ?? 0x0bda,
      productId: options.productId ?? 0x2838,
      manufacturerName: maker,
      productName: product,
      serialNumber: serial,
      version: [1, 0, 0],
      interfaces: 2,
      fifo: options.fifo ?? 8192
    });
    this.tuner = options.tuner === undefined ? model.tuner() : options.tuner;
    this.#upconverter = model.upconverter;
    this.#strings = [maker, product, serial];
    this.#signal = new SignalSource(options.tones, options.noise);
    this.powerOn();
  }

  // What its registers mean.

  /** S/s. */
  get rate(): number {
    const d = this.#demodulator[1];
    let ratio = d[0x9f] * 2 ** 24 + d[0xa0] * 2 ** 16 + d[0xa1] * 256 + d[0xa2];
    // The uppermost of its 28 bits counts for the one above it too.
    if ((ratio & 0x08000000) !== 0) ratio |= 0x10000000;
    return ratio === 0 ? 2_048_000 : (crystal * 2 ** 22) / ratio;
  }

  /** What the demodulator mixes down from, Hz. */
  get intermediate(): number {
    const d = this.#demodulator[1];
    const bits = ((d[0x19] & 0x3f) << 16) | (d[0x1a] << 8) | d[0x1b];
    return (-((bits << 10) >> 10) * crystal) / 2 ** 22;
  }

  /** The input that is sampled without the tuner, or null. */
  get direct(): 'I' | 'Q' | null {
    if (this.#demodulator[1][0xb1] !== 0x1a || (this.#demodulator[1][0x15] & 1) !== 0) return null;
    return (this.#demodulator[0][0x06] & 0x10) === 0 ? 'I' : 'Q';
  }

  /** The frequency in the air that comes out at 0 Hz. */
  get center(): number {
    if (this.direct !== null || this.tuner === null) return this.intermediate;
    const { oscillator, highSide } = this.tuner;
    return (highSide ? oscillator - this.intermediate : oscillator + this.intermediate) - this.#shift(this.tuner);
  }

  /** By how much what the tuner hears was moved up before it, Hz. */
  #shift(tuner: EmulatedTuner): number {
    // GPIO 5 feeds the antenna to the upconverter while it is low.
    if (this.#upconverter === 0 || this.pins[upconverterPin] !== false) return 0;
    // A V4 has to listen to it as well: its R828D has three inputs, the V4L's tuner one.
    const threeInputs = tuner instanceof EmulatedR82xx && tuner.name === 'R828D';
    return threeInputs && tuner.input !== 'cable2' ? 0 : this.#upconverter;
  }

  /** The spectrum comes out turned round: the demodulator does not undo what the tuner's oscillator above the signal does. */
  get inverted(): boolean {
    const undone = (this.#demodulator[1][0x15] & 1) !== 0;
    return this.direct === null && (this.tuner?.highSide ?? false) !== undone;
  }

  get testMode(): boolean {
    return this.#demodulator[0][0x19] === 0x03;
  }

  /** Automatic gain of the demodulator. */
  get agc(): boolean {
    return (this.#demodulator[0][0x19] & 0x20) !== 0;
  }

  get repeater(): boolean {
    return (this.#demodulator[1][0x01] & 0x08) !== 0;
  }

  /** Levels of the eight GPIO pins; undefined where one is no output. */
  get pins(): readonly (boolean | undefined)[] {
    const [output, enable, direction] = [pinRegisters.output, pinRegisters.enable, pinRegisters.direction].map(
      (register) => this.#system[register]
    );
    return Array.from({ length: 8 }, (_, pin) => {
      const bit = 1 << pin;
      return (enable & bit) !== 0 && (direction & bit) === 0 ? (output & bit) !== 0 : undefined;
    });
  }

  /** One register, for tests. */
  register(block: 'demodulator' | 'usb' | 'system', address: number, page = 0): number {
    if (block === 'demodulator') return this.#demodulator[page][address];
    return block === 'usb' ? this.#usb[address - 0x2000] : this.#system[address - 0x3000];
  }

  // What it does.

  protected powerOn(): void {
    for (const page of this.#demodulator) page.fill(0);
    this.#system.fill(0);
    this.#usb.fill(0);
    this.#usb.set([0x10, 0x02], endpointControl);
    this.eeprom.set(rtlEeprom(this.vendorId, this.productId, this.#strings));
    this.#eepromAt = 0;
    this.#counterFrom = 0;
    this.tuner?.powerOn();
  }

  protected get sampleBytes(): number {
    return 2 * this.rate;
  }

  protected get endpointStopped(): boolean {
    return (this.#usb[endpointControl] & 0x10) !== 0;
  }

  protected make(out: Uint8Array): void {
    if (this.testMode) {
      const from = this.position - this.#counterFrom;
      for (let i = 0; i < out.length; i++) out[i] = from + i;
      return;
    }
    const { center, rate, inverted } = this;
    this.#signal.fill(out, this.position, { center, rate, inverted, unsigned: true });
  }

  protected controlIn({ value, index }: UsbControlSetup, length: number): Uint8Array | null {
    const block = (index >> 8) & 15;
    switch (block) {
      case blocks.demodulator:
        return readBank(this.#demodulator[index & 15], value >> 8, length);
      case blocks.usb:
        return readBank(this.#usb, value - 0x2000, length);
      case blocks.system:
        return readBank(this.#system, value - 0x3000, length);
      case blocks.tuner:
      case blocks.i2c:
        if ((value & 255) === eepromAddress)
          return Uint8Array.from({ length }, () => this.eeprom[this.#eepromAt++ & 255]);
        return this.#tuned(value & 255)?.read(length) ?? null;
      default:
        return block < blocks.i2c ? new Uint8Array(length) : null;
    }
  }

  protected controlOut({ value, index }: UsbControlSetup, data: Uint8Array): boolean {
    if ((index & 0x10) === 0) return false;
    const block = (index >> 8) & 15;
    switch (block) {
      case blocks.demodulator:
        writeBank(this.#demodulator[index & 15], value >> 8, data);
        return true;
      case blocks.usb:
        writeBank(this.#usb, value - 0x2000, data);
        if (value - 0x2000 === endpointControl) this.#emptyFifo();
        return true;
      case blocks.system:
        writeBank(this.#system, value - 0x3000, data);
        return true;
      case blocks.tuner:
      case blocks.i2c:
        return this.#writeI2c(block, value, data);
      default:
        return block < blocks.i2c;
    }
  }

  #emptyFifo(): void {
    this.#counterFrom = this.position;
    this.pacer.restart();
  }

  /** Block 3 has the register in the upper half of wValue, block 6 at the head of the data. */
  #writeI2c(block: number, value: number, data: Uint8Array): boolean {
    const address = value & 255;
    if (address === eepromAddress) {
      if (data.length > 0) this.#eepromAt = data[0];
      for (const byte of data.subarray(1)) this.eeprom[this.#eepromAt++ & 255] = byte;
      return true;
    }
    const tuner = this.#tuned(address);
    if (tuner === null) return false;
    tuner.write(block === blocks.tuner ? Uint8Array.of(value >> 8, ...data) : data);
    return true;
  }

  /** The tuner, if it acknowledges this address. */
  #tuned(address: number): EmulatedTuner | null {
    const { tuner } = this;
    if (tuner === null || tuner.address !== address || !this.repeater) return null;
    return (tuner.powered?.(this.pins) ?? true) ? tuner : null;
  }
}

function readBank(bank: Uint8Array, address: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => bank[place(bank, address + at)]);
}

function writeBank(bank: Uint8Array, address: number, data: Uint8Array): void {
  data.forEach((byte, at) => (bank[place(bank, address + at)] = byte));
}

function place(bank: Uint8Array, address: number): number {
  return ((address % bank.length) + bank.length) % bank.length;
}
