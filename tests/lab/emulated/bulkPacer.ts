import type { Clock } from '#lib/base/clock.ts';
import type { UsbInResult } from '#lib/radio/usb/usbDevice.ts';

export interface BulkSource {
  /** Bytes per second; 0 while nothing is sent. */
  readonly byteRate: number;
  /** The endpoint stands still: transfers are answered with a stall. */
  readonly stalled: boolean;
  /** Puts the next bytes of the stream into `out`. */
  fill(out: Uint8Array): void;
  /** So many bytes were lost. */
  skip(bytes: number): void;
}

interface Transfer {
  readonly data: Uint8Array<ArrayBuffer>;
  /** Bytes that make it complete: fewer than its length for a short one. */
  readonly size: number;
  filled: number;
  readonly resolve: (result: UsbInResult) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A bulk-IN endpoint fed by a sample clock, which runs whether or not transfers are queued. While one is queued, data flows into it; while
 * none is, the device keeps the newest `fifo` bytes and loses the rest, as dongles do. Without a clock transfers are answered as
 * fast as they are asked for.
 */
export class BulkPacer {
  /** Bytes lost because no transfer was queued. */
  dropped = 0;
  /** Lengths (bytes) of the next transfers that end early. */
  readonly short: number[] = [];
  readonly #source: BulkSource;
  readonly #clock: Clock | null;
  readonly #fifo: number;
  readonly #queue: Transfer[] = [];
  /** Time at which the device had made `#base` bytes; null before the stream begins. */
  #origin: number | null = null;
  #base = 0;
  #rate = 0;
  /** Bytes that are in transfers, or lost. */
  #taken = 0;
  /** Counts the waits; only the newest one is still meant. */
  #wait = 0;

  constructor(source: BulkSource, clock: Clock | null, fifo: number) {
    this.#source = source;
    this.#clock = clock;
    this.#fifo = fifo;
  }

  get queued(): number {
    return this.#queue.length;
  }

  submit(length: number): Promise<UsbInResult> {
    this.#advance(0);
    const { promise, resolve, reject } = Promise.withResolvers<UsbInResult>();
    const size = Math.min(length, this.short.shift() ?? length);
    this.#queue.push({ data: new Uint8Array(length), size, filled: 0, resolve, reject });
    if (this.#queue.length === 1) this.#arm();
    return promise;
  }

  /** Call before anything changes that samples depend on: what has come in by now is put into its transfer as it was. */
  settle(): void {
    this.#advance(0);
    const head = this.#queue.at(0);
    if (head === undefined || this.#origin === null || this.#clock === null) return;
    const bytes = Math.min(head.size - head.filled, this.#made(this.#clock.now()) - this.#taken);
    if (bytes <= 0) return;
    this.#source.fill(head.data.subarray(head.filled, head.filled + bytes));
    head.filled += bytes;
    this.#taken += bytes;
  }

  /** Call after it: the rate may be another, or none. */
  changed(): void {
    if (this.#origin !== null && this.#clock !== null && this.#source.byteRate !== this.#rate) {
      const now = this.#clock.now();
      this.#base += (now - this.#origin) * this.#rate;
      this.#origin = now;
      this.#rate = this.#source.byteRate;
      if (this.#rate === 0) this.#origin = null;
    }
    this.#arm();
  }

  /** Empties the device: the stream begins anew with the next transfer. */
  restart(): void {
    this.#origin = null;
    this.#arm();
  }

  /** Ends everything that is queued with this error. */
  abort(error: unknown): void {
    this.#origin = null;
    this.#wait += 1;
    for (const { reject } of this.#queue.splice(0)) reject(error);
  }

  /** Whole samples' bytes that the device has made by `now`. */
  #made(now: number): number {
    const made = this.#origin === null ? 0 : this.#base + (now - this.#origin) * this.#rate;
    // Times since 1970 are right to a quarter of a microsecond: that is 10 bytes of the fastest radio.
    return 2 * Math.floor(made / 2 + 1e-3);
  }

  /** @param least bytes that have been made at least, whatever the clock's rounding says */
  #advance(least: number): void {
    if (this.#clock === null || this.#origin === null) return;
    const made = Math.max(least, this.#made(this.#clock.now()));
    for (let head = this.#queue.at(0); head !== undefined; head = this.#queue.at(0)) {
      const missing = head.size - head.filled;
      if (made - this.#taken < missing) return;
      this.#taken += missing;
      this.#complete(head);
    }
    const lost = made - this.#taken - this.#fifo;
    if (lost <= 0) return;
    this.dropped += lost;
    this.#taken += lost;
    this.#source.skip(lost);
  }

  #complete(transfer: Transfer): void {
    this.#queue.shift();
    this.#source.fill(transfer.data.subarray(transfer.filled, transfer.size));
    transfer.resolve({ data: new DataView(transfer.data.buffer, 0, transfer.size), status: 'ok' });
  }

  #arm(): void {
    const wait = ++this.#wait;
    const head = this.#queue.at(0);
    if (head === undefined) return;
    if (this.#source.stalled) {
      this.#queue.shift();
      // What it held is lost with it.
      this.dropped += head.filled;
      head.resolve({ status: 'stall' });
      queueMicrotask(() => {
        if (wait === this.#wait) this.#arm();
      });
      return;
    }
    this.#rate = this.#source.byteRate;
    if (this.#rate === 0) return;
    if (this.#clock === null) {
      setTimeout(() => this.#burst(wait), 0);
      return;
    }
    if (this.#origin === null) {
      this.#origin = this.#clock.now();
      this.#base = 0;
      this.#taken = 0;
    }
    const least = this.#taken + head.size - head.filled;
    void this.#clock.until(this.#origin + (least - this.#base) / this.#rate).then(() => {
      if (wait !== this.#wait) return;
      this.#advance(least);
      this.#arm();
    });
  }

  /** Unpaced: some at a time, so that timers and messages get their turn. */
  #burst(wait: number): void {
    if (wait !== this.#wait) return;
    for (let head = this.#queue.at(0), left = 64; head !== undefined && left > 0; head = this.#queue.at(0), left--)
      this.#complete(head);
    this.#arm();
  }
}
