import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { TunerBus } from '../tuner.ts';

/** Registers of a chip on the tuner bus whose reads start at the register asked for. */
export class ChipRegisters {
  readonly #bus: TunerBus;
  readonly #address: number;

  /** @param address of the chip on the bus, 8-bit form */
  constructor(bus: TunerBus, address: number) {
    this.#bus = bus;
    this.#address = address;
  }

  async read(register: number): Promise<number> {
    return (await this.#bus.read(this.#address, register, 1))[0];
  }

  async write(register: number, value: number): Promise<void> {
    await this.#bus.write(this.#address, [register, value]);
  }

  /** Writes rows of [register, value], in order. */
  async writeAll(rows: readonly (readonly [register: number, value: number])[]): Promise<void> {
    for (const [register, value] of rows) await this.write(register, value);
  }

  /** Sets the bits of `mask` to those of `value`; writes only where that changes something. */
  async update(register: number, mask: number, value: number): Promise<void> {
    const now = await this.read(register);
    const next = (now & ~mask) | (value & mask);
    if (next !== now) await this.write(register, next);
  }
}

/** Whether a chip answers at `address`, and with `value` (of the bits in `mask`) in `register`. Silence is an answer; only a lost dongle throws. */
export async function identifies(
  bus: TunerBus,
  address: number,
  register: number,
  value: number,
  mask = 0xff
): Promise<boolean> {
  try {
    return ((await bus.read(address, register, 1))[0] & mask) === value;
  } catch (error) {
    if (error instanceof WavepoolError && error.code === 'usb.failed') return false;
    throw error;
  }
}

/** Index of the first of `steps` (rising, not empty) that is no less than `wanted`, else of the last: gains are never less than asked for. */
export function stepUp(wanted: number, steps: readonly number[]): number {
  const at = steps.findIndex((step) => step >= wanted);
  return at < 0 ? steps.length - 1 : at;
}
