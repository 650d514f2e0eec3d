import type { Clock } from '#lib/base/clock.ts';
import { sampleFormats } from '#lib/base/sampleFormat.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { SampleSink, StreamEnd } from '../radio.ts';
import { BlockQueue, type Tuning } from './blockQueue.ts';
import { SampleAssembler, type ByteCounter } from './sampleAssembler.ts';
import { transferPlan } from './transferPlan.ts';
import { TransferQueue } from './transferQueue.ts';
import type { UsbDevice } from './usbDevice.ts';
import { usbFailure } from './usbFailure.ts';

export interface UsbSampleStreamOptions {
  readonly device: UsbDevice;
  /** Number of the bulk-IN endpoint, without the direction bit. */
  readonly endpoint: number;
  readonly format: 'cu8' | 'cs8';
  /** Name of the radio for errors. */
  readonly radio: string;
  readonly clock: Clock;
  /** Reads the counter of a test mode, which makes losses known to the sample. */
  readonly counter?: ByteCounter;
}

export interface UsbStreamRun {
  /** What the radio is tuned to now. */
  readonly tuning: Tuning;
  /** Before transfers are queued: an RTL2832U resets its FIFO. */
  prepare?(): Promise<void>;
  /** Once they are queued: a HackRF begins to receive. */
  begin?(): Promise<void>;
  /** After the last transfer is back: a HackRF stops. */
  end?(): Promise<void>;
  /**
   * Takes a transfer apart that holds more than samples, with one call of `emit` a part; parts lie in `data`. What is left out gets no index
   * and is no loss; times are then those of the host, one transfer at a time, and loss in the device is not looked for.
   */
  split?(data: Uint8Array, emit: (part: Uint8Array, tuning: Tuning) => void): void;
  readonly sink: SampleSink;
  readonly signal: AbortSignal;
}

/** No answer for so long while streaming: the device is silent, seconds. */
const silence = 3;
/** Transfers that are still out so long after a stop are given up, seconds. */
const patience = 1;

/**
 * The bulk-IN side of a USB radio: keeps about 0.35 s of transfers queued, and makes of them numbered and timed blocks for a sink. Samples
 * come at the pace of the device alone. Blocks are the transfers' own arrays; 0.5 s of them wait for a slow sink, then whole
 * blocks are dropped and counted. What the device itself lost is estimated and counted too: see `SampleAssembler`.
 */
export class UsbSampleStream {
  readonly #options: UsbSampleStreamOptions;
  #index = 0;
  #running = false;
  #current: { queue: TransferQueue; assembler: SampleAssembler } | null = null;

  constructor(options: UsbSampleStreamOptions) {
    this.#options = options;
  }

  get running(): boolean {
    return this.#running;
  }

  /**
   * The radio calls it when its transfers for another centre or rate are through. The mark lies at the start of the transfer that was coming
   * in just then, so it may be early by up to one transfer; where the rate changes, it lies within that transfer, at the time of the call.
   */
  retuned(tuning: Tuning): void {
    if (this.#current === null) return;
    this.#current.assembler.retune(tuning, this.#options.clock.now());
    this.#current.queue.change(transferPlan(tuning.rate * this.#bytes));
  }

  /**
   * Streams until `signal` aborts; resolves when the transfers that are queued then are back (about 0.35 s later, 1 s at most) and the
   * sink has done with its last block. Sample indices go on from run to run; the time between is in `time` alone.
   *
   * @throws WavepoolError `radio.busy`, `radio.silent`, `usb.unplugged`, `usb.failed`; and whatever the sink throws
   */
  async run(run: UsbStreamRun): Promise<StreamEnd> {
    if (this.#running) throw new WavepoolError('radio.busy', { radio: this.#options.radio });
    this.#running = true;
    try {
      return await this.#run(run);
    } finally {
      this.#running = false;
      this.#current = null;
    }
  }

  async #run({ tuning, sink, signal, split, ...run }: UsbStreamRun): Promise<StreamEnd> {
    const { radio, clock, format } = this.#options;
    const over = Promise.withResolvers<undefined>();
    // What ended it; the first counts.
    let failure: { error: unknown } | null = null;
    const fail = (error: unknown) => {
      failure ??= { error };
      over.resolve(undefined);
    };
    const abort = () => over.resolve(undefined);
    if (signal.aborted) return { reason: 'aborted', delivered: 0, dropped: 0 };
    const blocks = new BlockQueue(sink, format, fail);
    const { queue, assembler } = this.#connect(tuning, split, blocks, fail);
    signal.addEventListener('abort', abort, { once: true });
    const watch = new AbortController();
    let begun = false;
    try {
      this.#current = { queue, assembler };
      await run.prepare?.();
      if (!signal.aborted) {
        queue.start();
        await run.begin?.();
        begun = true;
        void this.#watch(queue, watch.signal, fail);
        await over.promise;
      }
    } catch (error) {
      fail(usbFailure(error, radio));
    }
    signal.removeEventListener('abort', abort);
    queue.stop();
    const handedOut = blocks.stop();
    const gone = () => failure !== null && code(failure.error) === 'usb.unplugged';
    // What never began, or went silent, does not answer what is queued.
    const answers = begun && !(failure !== null && code(failure.error) === 'radio.silent');
    if (answers && !gone()) {
      const late = clock.until(clock.now() + patience, watch.signal).catch(() => undefined);
      await Promise.race([queue.drained, late]);
    }
    watch.abort();
    if (!gone()) {
      await run.end?.().catch((error: unknown) => {
        const failed = usbFailure(error, radio);
        if (failed.code !== 'usb.unplugged') fail(failed);
      });
    }
    await handedOut;
    this.#index = assembler.index;
    if (failure !== null) throw (failure as { error: unknown }).error;
    return { reason: 'aborted', delivered: blocks.delivered, dropped: blocks.dropped };
  }

  #connect(
    tuning: Tuning,
    split: UsbStreamRun['split'],
    blocks: BlockQueue,
    fail: (error: unknown) => void
  ): { queue: TransferQueue; assembler: SampleAssembler } {
    const { device, endpoint, radio, clock, counter = null } = this.#options;
    const assembler = new SampleAssembler({
      blocks,
      bytesPerSample: this.#bytes,
      tuning,
      firstIndex: this.#index,
      counter,
      split: split ?? null
    });
    const queue: TransferQueue = new TransferQueue({
      device,
      endpoint,
      radio,
      clock,
      plan: transferPlan(tuning.rate * this.#bytes),
      submitting: (length, waiting, broken) => assembler.submitting(length, waiting, clock.now(), broken),
      take: (data, at, note) => assembler.take(data, at, note, queue.waiting),
      fail
    });
    return { queue, assembler };
  }

  /** Waits until nothing was heard of for too long. */
  async #watch(queue: TransferQueue, signal: AbortSignal, fail: (error: unknown) => void): Promise<void> {
    const { clock, radio } = this.#options;
    let from = queue.lastAnswer;
    while (!signal.aborted) {
      const due = Math.max(from, queue.lastAnswer) + silence;
      await clock.until(due, signal).catch(() => undefined);
      if (signal.aborted) return;
      const now = clock.now();
      // A host that was itself asleep has not listened.
      if (now > due + 1) from = now;
      else if (Math.max(from, queue.lastAnswer) + silence <= now) {
        fail(new WavepoolError('radio.silent', { radio }));
        return;
      }
    }
  }

  get #bytes(): number {
    return sampleFormats[this.#options.format].bytes;
  }
}

function code(error: unknown): string {
  return error instanceof WavepoolError ? error.code : '';
}
