import { ArrivalTimes } from './arrivalTimes.ts';
import type { BlockQueue, Tuning } from './blockQueue.ts';
import { GapFinder, type Gap } from './gapFinder.ts';
import type { Submission } from './submission.ts';

/** Value (0 to 255) of a counter that a device sends in place of samples, one step a byte, at the first byte; null when it sends samples. */
export type ByteCounter = (data: Uint8Array) => number | null;

/** A transfer that holds more than samples, for whoever takes it apart. */
export interface SplitTransfer {
  /** When it came, s. */
  readonly at: number;
  /** A transfer failed, or the endpoint was restarted, between the one before and it. */
  readonly broken: boolean;
  /** @param part whole samples, kept as they are until the sink has had them @param time of the first of them, s; it never runs backwards */
  readonly emit: (part: Uint8Array, time: number, tuning: Tuning) => void;
  /** So many samples are missing before the next part. */
  readonly lose: (samples: number) => void;
}

export interface SampleAssemblerOptions {
  readonly blocks: BlockQueue;
  readonly bytesPerSample: number;
  readonly tuning: Tuning;
  readonly firstIndex: number;
  readonly counter: ByteCounter | null;
  /** The device is told to begin when transfers are queued already: `began` says when. Else it sends as soon as the first is. */
  readonly begins: boolean;
  /** Takes transfers apart that hold more than samples; null where they do not. */
  readonly split: ((data: Uint8Array, transfer: SplitTransfer) => void) | null;
}

/** The earliest of the transfers of this long tells when samples came in, however late the host is with some of them, seconds. */
const watched = 0.05;
const mostWatched = 8;
/** A gap shorter than this is not told from chance, seconds. */
const shortestGap = 1e-3;
/** A device may keep samples for so long while no transfer is queued, seconds: a gap shorter than this is believed of a punctual host only. */
const kept = 2e-3;
/** By this a host may be late with handing a transfer on to the device, seconds. */
const handingOn = 1e-3;
/** A device sends its first sample within this of being told to, seconds. */
const starting = 5e-3;

/**
 * Makes numbered, timed blocks of what transfers bring.
 *
 * **Loss in the device.** Samples are lost when a device finds no transfer queued. That cannot be seen in them; it is concluded when a
 * transfer was queued later than those before it must have been full (`GapFinder`). It and the transfers after it are kept back (about
 * 50 ms) until the earliest of them tells how long the gap was. The time at which it was queued tells too: a gap cannot be longer than the
 * queue was empty, so a host that is late with all of them makes it no longer. Its length is exact where the host is punctual once in that
 * time (in a virtual clock; 0.1 ms through libusb on an idle machine, about 1 ms on a busy one), and to the sample where the device sends a
 * counter and the time is right to 64 samples. A sample clock that is off, or a host that is late without letting the queue run dry, is
 * never taken for a loss.
 */
export class SampleAssembler {
  readonly #options: SampleAssemblerOptions;
  readonly #gaps = new GapFinder();
  #tuning: Tuning;
  #index: number;
  #times: ArrivalTimes | null = null;
  /** Transfers kept back until it is known when their samples came in. */
  readonly #kept: Uint8Array<ArrayBuffer>[] = [];
  #keptSamples = 0;
  #keptSeconds = 0;
  #least = Infinity;
  #keeping: 'start' | Gap['kind'] | null = 'start';
  /** Length of the gap that is being measured, by the time at which the transfer behind it was queued, s. */
  #length = 0;
  /** When the kept transfers were full by that time, s. */
  #full = -Infinity;
  /** The first sample came in before this, s. */
  #began = Infinity;
  /** Counter behind the last bytes; null where there is none. */
  #count: number | null = null;
  /** First byte of a sample whose others come with the next transfer. */
  #carried: number | null = null;
  readonly #retunings: { tuning: Tuning; at: number }[] = [];
  #partsTime = -Infinity;

  constructor(options: SampleAssemblerOptions) {
    this.#options = options;
    this.#tuning = options.tuning;
    this.#index = options.firstIndex;
  }

  /** Index of the next sample. */
  get index(): number {
    return this.#index + this.#keptSamples;
  }

  retune(tuning: Tuning, at: number): void {
    // Durations of what is kept are those of the old rate: it is measured with what is there.
    if (tuning.rate !== this.#tuning.rate && this.#kept.length > 0) this.#release();
    this.#retunings.push({ tuning, at });
  }

  /** The device had begun at `at`. */
  began(at: number): void {
    this.#began = at + starting;
  }

  /** The data of a transfer, which came at `at`. */
  take(data: Uint8Array<ArrayBuffer>, at: number, submission: Submission): void {
    if (this.#options.split !== null) {
      this.#takeApart(data, at, submission);
      return;
    }
    const seconds = this.#duration(data.length);
    if (this.#keeping === 'start') this.#begin(submission);
    // Of several gaps in a row each is measured with what came between it and the next.
    if (this.#measuring && (submission.from > this.#full || submission.restarted || submission.failed > 0))
      this.#release();
    const gap = this.#gaps.judge(submission, at, seconds, this.#end, this.#duration(submission.failed));
    if (gap !== null && this.#times !== null && !this.#measuring) {
      this.#release();
      this.#keeping = gap.kind;
      this.#length = gap.length;
      this.#full = gap.kind === 'lost' ? Math.max(submission.to, this.#end) + handingOn : Infinity;
    }
    this.#full += seconds;
    this.#takeSamples(this.#whole(data), at);
  }

  /** A host that was stopped while it queued the first transfers has let the queue run dry: what came before that is left out. */
  #begin({ from, to }: Submission): void {
    if (from <= this.#full) return;
    if (!this.#options.begins) this.began(to);
    this.#full = to + handingOn;
    this.#times = null;
    this.#kept.length = 0;
    this.#keptSamples = 0;
    this.#keptSeconds = 0;
    this.#least = Infinity;
    this.#carried = null;
  }

  get #measuring(): boolean {
    return this.#keeping === 'lost' || this.#keeping === 'clock set';
  }

  /** When everything before the next transfer had come in, as far as that is known, s. */
  get #end(): number {
    return this.#times === null ? Infinity : this.#times.at(this.index) + this.#times.lateness;
  }

  #takeSamples(data: Uint8Array<ArrayBuffer>, at: number): void {
    if (data.length === 0) return;
    const samples = data.length / this.#options.bytesPerSample;
    const duration = samples / this.#tuning.rate;
    this.#times ??= new ArrivalTimes(this.#tuning.rate, this.#index, at - duration);
    if (this.#keeping === null) {
      this.#emit(data);
      // Afterwards, when a change of the rate within it is known.
      this.#times.heard(this.#index, at, duration / 2);
      return;
    }
    this.#least = Math.min(this.#least, at - this.#times.at(this.index + samples));
    this.#kept.push(data);
    this.#keptSamples += samples;
    this.#keptSeconds += duration;
    // A counter comes round so soon that it is worth while to wait for more.
    const enough = this.#options.counter === null && this.#keptSeconds >= watched;
    if (enough || this.#kept.length >= mostWatched) this.#release();
  }

  /** Hands on what was kept back. */
  #release(): void {
    const times = this.#times;
    if (times !== null && this.#kept.length > 0) {
      const gap = this.#least - times.lateness;
      if (this.#keeping === 'start') {
        this.#times = new ArrivalTimes(
          this.#tuning.rate,
          this.#index,
          Math.min(times.at(this.#index) + this.#least, this.#began)
        );
      } else if (this.#keeping === 'clock set') times.shift(gap);
      else {
        const lost = this.#lost(gap <= this.#length + handingOn ? gap : this.#length, this.#kept[0]);
        if (lost > 0) this.#options.blocks.lose(lost);
        this.#index += lost;
        times.confirm();
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
    // The host was late with all that came, so nothing is known but how long the queue was empty.
    const unsure = gap === this.#length && gap < kept;
    if (gap < shortestGap || unsure) return 0;
    const { counter, bytesPerSample } = this.#options;
    const lost = Math.round(gap * this.#tuning.rate);
    const after = counter?.(data) ?? null;
    if (this.#count === null || after === null) return lost;
    const missing = (((after - this.#count) % 256) + 256) % 256;
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
    const count = this.#options.counter?.(data) ?? null;
    this.#count = count === null ? null : (count + data.length) % 256;
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

  #takeApart(data: Uint8Array<ArrayBuffer>, at: number, { restarted, failed }: Submission): void {
    while (this.#retunings.length > 0) this.#tuning = (this.#retunings.shift() as { tuning: Tuning }).tuning;
    this.#options.split?.(data, {
      at,
      broken: restarted || failed > 0,
      emit: (part, time, tuning) => this.#part(part, time, tuning),
      lose: (samples) => {
        this.#options.blocks.lose(samples);
        this.#index += samples;
      }
    });
  }

  /** What the device leaves out between the parts of a sweep is not on its sample clock: only what it sends is numbered. */
  #part(part: Uint8Array, time: number, tuning: Tuning): void {
    if (part.length === 0) return;
    const { blocks, bytesPerSample } = this.#options;
    this.#partsTime = Math.max(time, this.#partsTime);
    blocks.push(part, this.#index, this.#partsTime, tuning);
    this.#index += part.length / bytesPerSample;
  }

  #duration(bytes: number): number {
    return bytes / this.#options.bytesPerSample / this.#tuning.rate;
  }
}
