import type { TunerBus } from '../tuner.ts';

/** First register that can be written. */
const first = 0x05;
/** Longest I2C message of the RTL2832U with these chips, the register number included. */
const longest = 8;

/**
 * The registers of an R82xx, which can be written but not read back (reading begins at 0 and gives status): what was written is kept here, so
 * that parts of a register can be changed.
 */
export class R82xxRegisters {
  readonly #bus: TunerBus;
  readonly #address: number;
  readonly #written = new Uint8Array(0x23);

  constructor(bus: TunerBus, address: number) {
    this.#bus = bus;
    this.#address = address;
  }

  /** Sets all from register 5 on. */
  async writeAll(values: readonly number[]): Promise<void> {
    this.#written.set(values, first);
    for (let at = 0; at < values.length; at += longest - 1)
      await this.#bus.write(this.#address, [first + at, ...values.slice(at, at + longest - 1)]);
  }

  async write(register: number, value: number): Promise<void> {
    this.#written[register] = value;
    await this.#bus.write(this.#address, [register, value]);
  }

  /** Changes the bits of `mask` to those of `value`. */
  async change(register: number, value: number, mask: number): Promise<void> {
    await this.write(register, (this.#written[register] & ~mask) | (value & mask));
  }

  /** Registers 0 … `length` - 1: 2 has the PLL's lock (bit 6), 4 the VCO's fine tune (5:4) and the filter's calibration (3:0). */
  async status(length: number): Promise<Uint8Array> {
    const data = await this.#bus.read(this.#address, 0, length);
    return data.map(reversed);
  }
}

/** The chip sends its bits in reverse order. */
function reversed(byte: number): number {
  let out = 0;
  for (let bit = 0; bit < 8; bit++) if (byte & (1 << bit)) out |= 0x80 >> bit;
  return out;
}
