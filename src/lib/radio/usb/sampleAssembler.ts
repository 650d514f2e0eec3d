import { ArrivalTimes } from './arrivalTimes.ts';
import type { BlockQueue, Tuning } from './blockQueue.ts';

/** Value (0 to 255) of a counter that a device sends in place of samples, one step a byte, at the first byte; null when it sends samples. */
export type ByteCounter = (data: Uint8Array) => number | null;

export interface SampleAssemblerOptions {
  readonly blocks: BlockQueue;
  readonly bytesPerSample: number;
  readonly tuning: Tuning;
  readonly firstIndex: number;
  readonly counter: ByteCounter | null;
  /** Takes transfers apart that hold more than samples; null where they do not. */
  readonly split: ((data: Uint8Array, emit: (part: Uint8Array, tuning: Tuning) => void) => void) | null;
}

/** The earliest of the transfers of this long tells when samples came in, however late the host is with some of them, seconds. */
const watched = 0.05;
const mostWatched = 8;
/** A gap shorter than this is not told from chance, seconds. */
const shortestGap = 1e-3;
/** What is known of a transfer that was queued too late; null for one that was in time. */
export interface LateTransfer {
  /** When samples are missing, everything that had waited came before this, s. */
  readonly before: number;
  /** The gap is no longer than this, s. */
  readonly most: number;
}

/** By this a host may be late with handing a transfer on to the device, s. */
const handingOn = 2e-3;
/** What had waited came at once when it took less than this part of its duration. */
const atOnce = 0.75;

/**
 * Makes numbered, timed blocks of what transfers bring.
 *
 * **Loss in the device.** Samples are lost when a device finds no transfer queued. That cannot be seen in them; it is concluded when a
 * transfer was queued later than the one before it must have been full, and all that had been queued then came at once. The transfers after
 * that are kept back (about 50 ms) until the earliest of them tells how long the gap was; it is no longer than the queue was empty, whatever
 * they tell. Its length is exact where the host is punctual once in that time (in a virtual clock; 0.1 ms through libusb on an idle machine,
 * 1 to 2 ms on a busy one), and to the sample where the device sends a counter and the time is right to 64 samples. A sample clock that is
 * off, or a host that is late without letting the queue run dry, is never taken for a loss.
 */
export class SampleAssembler {
  readonly #options: SampleAssemblerOptions;
  #tuning: Tuning;
  #index: number;
  #times: ArrivalTimes | null = null;
  /** When the transfers that are queued will all be full; Infinity before that is known. */
  #full = Infinity;
  /** Queued transfers that were late, so that it is not known when those behind them will be full. */
  #late = 0;
  #lastAt = 0;
  /** Transfers kept back until it is known when their samples came in. */
  readonly #kept: Uint8Array<ArrayBuffer>[] = [];
  #keptSamples = 0;
  #keptSeconds = 0;
  #least = Infinity;
  #keeping: 'start' | 'gap' | null = 'start';
  /** The gap that is being measured is no longer than this, s. */
  #most = 0;
  #before: Uint8Array | null = null;
  /** First byte of a sample whose others come with the next transfer. */
  #carried: number | null = null;
  readonly #retunings: { tuning: Tuning; at: number }[] = [];
  readonly #emitPart: (part: Uint8Array, tuning: Tuning) => void;
  #partsTime = 0;
  #partsEnd = 0;
  #partsLastTime = -Infinity;
  #partsBuffer: Uint8Array | null = null;

  constructor(options: SampleAssemblerOptions) {
    this.#options = options;
    this.#tuning = options.tuning;
    this.#index = options.firstIndex;
    this.#emitPart = (part, tuning) => this.#part(part, tuning);
  }

  /** Index of the next sample. */
  get index(): number {
    return this.#index + this.#keptSamples;
  }

  retune(tuning: Tuning, at: number): void {
    this.#retunings.push({ tuning, at });
  }

  /**
   * A transfer is about to be queued, `now`, behind `waiting` bytes. What is returned belongs to it and comes back with `take` or `nothing`.
   * @param still the endpoint stood still before it
   */
  submitting(length: number, waiting: number, now: number, still: boolean): LateTransfer | null {
    const duration = this.#duration(length);
    if (!still && now <= this.#full) {
      this.#full += duration;
      return null;
    }
    const most = still ? Infinity : now - this.#full + handingOn;
    this.#full = now + duration;
    this.#late += 1;
    return { before: still ? Infinity : now + atOnce * this.#duration(waiting), most };
  }

  /** @param waiting bytes that are still queued behind this transfer */
  take(data: Uint8Array<ArrayBuffer>, at: number, late: LateTransfer | null, waiting: number): void {
    if (late !== null) {
      this.#late -= 1;
      // Whoever was stopped finds everything that was queued at once; when a clock was set it comes as before.
      if (this.#options.split === null && this.#times !== null && this.#lastAt < late.before) {
        this.#release();
        this.#keeping = 'gap';
        this.#most = late.most;
      }
    }
    this.#lastAt = at;
    if (this.#options.split !== null) this.#takeApart(data, at);
    else this.#takeSamples(this.#whole(data), at);
    if (this.#late === 0 && this.#keeping === null && this.#times !== null)
      this.#full = this.#times.at(this.#index) + this.#times.lateness + this.#duration(waiting);
  }

  /** A transfer brought nothing. */
  nothing(late: LateTransfer | null): void {
    if (late !== null) this.#late -= 1;
  }

  #takeSamples(data: Uint8Array<ArrayBuffer>, at: number): void {
    if (data.length === 0) return;
    const samples = data.length / this.#options.bytesPerSample;
    const duration = samples / this.#tuning.rate;
    this.#times ??= new ArrivalTimes(this.#tuning.rate, this.#index, at - duration);
    const end = this.#index + this.#keptSamples + samples;
    if (this.#keeping === null) {
      this.#times.heard(end, at, duration / 2);
      this.#emit(data);
      return;
    }
    this.#least = Math.min(this.#least, at - this.#times.at(end));
    this.#kept.push(data);
    this.#keptSamples += samples;
    this.#keptSeconds += duration;
    if (this.#keptSeconds >= watched || this.#kept.length >= mostWatched) this.#release();
  }

  /** Hands on what was kept back. */
  #release(): void {
    const times = this.#times;
    if (times !== null && this.#kept.length > 0) {
      if (this.#keeping === 'start') {
        this.#times = new ArrivalTimes(this.#tuning.rate, this.#index, times.at(this.#index) + this.#least);
      } else {
        const lost = this.#lost(Math.min(this.#least - times.lateness, this.#most), this.#kept[0]);
        if (lost > 0) this.#options.blocks.lose(lost);
        this.#index += lost;
      }
    }
    this.#keeping = null;
    this.#keptSamples = 0;
    this.#keptSeconds = 0;
    this.#least = Infinity;
    for (const data of this.#kept.splice(0)) this.#emit(data);
  }

  /** Samples lost in a gap of so many seconds before `data`. */
  #lost(gap: number, data: Uint8Array): number {
    if (gap < shortestGap) return 0;
    const { counter, bytesPerSample } = this.#options;
    const lost = Math.round(gap * this.#tuning.rate);
    const [before, after] = [this.#before === null ? null : counter?.(this.#before), counter?.(data)];
    if (this.#before === null || typeof before !== 'number' || typeof after !== 'number') return lost;
    const missing = (((after - before - this.#before.length) % 256) + 256) % 256;
    if (missing % bytesPerSample !== 0) return lost;
    const [step, rest] = [256 / bytesPerSample, missing / bytesPerSample];
    return Math.max(0, rest + step * Math.round((lost - rest) / step));
  }

  /** Whole samples: what is over stays for the next transfer. */
  #whole(data: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    if (this.#carried === null && data.length % 2 === 0) return data;
    const size = data.length + (this.#carried === null ? 0 : 1);
    const whole = new Uint8Array(size - (size % 2));
    if (this.#carried !== null) whole[0] = this.#carried;
    whole.set(data.subarray(0, whole.length - (this.#carried === null ? 0 : 1)), this.#carried === null ? 0 : 1);
    this.#carried = size % 2 === 1 ? data[data.length - 1] : null;
    return whole;
  }

  #emit(data: Uint8Array<ArrayBuffer>): void {
    const { blocks, bytesPerSample } = this.#options;
    const times = this.#times as ArrivalTimes;
    this.#before = this.#options.counter === null ? null : data;
    let rest = data;
    while (this.#retunings.length > 0) {
      const { tuning, at } = this.#retunings[0];
      const samples = rest.length / bytesPerSample;
      const heard = times.at(this.#index + samples) + times.lateness;
      // Came in before the new tuning was in force.
      if (heard <= at + 1e-7) break;
      this.#retunings.shift();
      if (tuning.rate !== this.#tuning.rate) {
        const old = Math.round((at - times.lateness - times.at(this.#index)) * this.#tuning.rate);
        const part = rest.subarray(0, bytesPerSample * Math.min(samples, Math.max(0, old)));
        if (part.length > 0) blocks.push(part, this.#index, times.at(this.#index), this.#tuning);
        this.#index += part.length / bytesPerSample;
        rest = rest.subarray(part.length);
        times.change(this.#index, tuning.rate);
      }
      this.#tuning = tuning;
    }
    if (rest.length === 0) return;
    blocks.push(rest, this.#index, times.at(this.#index), this.#tuning);
    this.#index += rest.length / bytesPerSample;
  }

  #takeApart(data: Uint8Array<ArrayBuffer>, at: number): void {
    const { split } = this.#options;
    while (this.#retunings.length > 0) this.#tuning = (this.#retunings.shift() as { tuning: Tuning }).tuning;
    this.#partsTime = at;
    this.#partsEnd = data.byteOffset + data.length;
    this.#partsBuffer = data;
    split?.(data, this.#emitPart);
    this.#partsBuffer = null;
  }

  /** What the device leaves out between the parts of a sweep is not on its sample clock: only what it sends is numbered. */
  #part(part: Uint8Array, tuning: Tuning): void {
    if (this.#partsBuffer === null || part.length === 0) return;
    const { blocks, bytesPerSample } = this.#options;
    const behind = (this.#partsEnd - part.byteOffset) / bytesPerSample / tuning.rate;
    this.#partsLastTime = Math.max(this.#partsTime - behind, this.#partsLastTime);
    blocks.push(part, this.#index, this.#partsLastTime, tuning);
    this.#index += part.length / bytesPerSample;
  }

  #duration(bytes: number): number {
    return bytes / this.#options.bytesPerSample / this.#tuning.rate;
  }
}
