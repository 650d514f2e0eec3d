import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { TunerBus } from '#lib/radio/rtlsdr/tuner.ts';
import type { EmulatedTuner } from '#tests/lab/emulated/emulatedTuner.ts';

/** A tuner chip on a bus without a demodulator: what it was told is kept, and nobody answers at other addresses. */
export class TunerBench implements TunerBus {
  readonly writes: [address: number, ...bytes: number[]][] = [];
  readonly reads: [address: number, register: number][] = [];
  readonly pins: (boolean | undefined)[] = new Array<boolean | undefined>(8).fill(undefined);
  /** Milliseconds. */
  settled = 0;
  /** What happens meanwhile. */
  onSettle = (): void => undefined;
  readonly #chip: EmulatedTuner | null;

  constructor(chip: EmulatedTuner | null) {
    this.#chip = chip;
    chip?.powerOn();
  }

  write(address: number, bytes: readonly number[]): Promise<void> {
    this.writes.push([address, ...bytes]);
    const chip = this.#answering(address);
    if (chip === null) return Promise.reject(silence(address));
    chip.write(Uint8Array.from(bytes));
    return Promise.resolve();
  }

  read(address: number, register: number, length: number): Promise<Uint8Array> {
    this.reads.push([address, register]);
    const chip = this.#answering(address);
    if (chip === null) return Promise.reject(silence(address));
    chip.write(Uint8Array.of(register));
    return Promise.resolve(chip.read(length));
  }

  setGpio(pin: number, high: boolean): Promise<void> {
    this.pins[pin] = high;
    return Promise.resolve();
  }

  settle(milliseconds: number): Promise<void> {
    this.settled += milliseconds;
    this.onSettle();
    return Promise.resolve();
  }

  #answering(address: number): EmulatedTuner | null {
    const chip = this.#chip;
    return chip !== null && chip.address === address && (chip.powered?.(this.pins) ?? true) ? chip : null;
  }
}

function silence(address: number): WavepoolError {
  return new WavepoolError('usb.failed', { radio: 'bench', why: `nobody answers at ${address}` });
}
