import type { Clock } from '#lib/base/clock.ts';
import { sampleFormats } from '#lib/base/sampleFormat.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { SampleSink, StreamEnd } from '../radio.ts';
import { BlockQueue, type Tuning } from './blockQueue.ts';
import { SampleAssembler, type ByteCounter, type SplitTransfer } from './sampleAssembler.ts';
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
   * Takes a transfer apart that holds more than samples, with one call of `emit` a part. What is left out gets no index and is no loss;
   * what is lost has to be told, as loss in the device is not looked for then. `data` may be used again once its parts were delivered.
   */
  split?(data: Uint8Array, transfer: SplitTransfer): void;
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
    this.#current.queue.change(transferPlan(tuning.rate * this.#bytes, this.#options.device.queueBytes));
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

  async #run(run: UsbStreamRun): Promise<StreamEnd> {
    const { sink, signal } = run;
    const { device, endpoint, radio, clock, format } = this.#options;
    if (signal.aborted) return { reason: 'aborted', delivered: 0, dropped: 0 };
    const ending = new Ending();
    const blocks = new BlockQueue(
      sink,
      format,
      (error) => ending.fail(error),
      (data) => device.giveBack?.(endpoint, data)
    );
    const { queue, assembler } = this.#connect(run, blocks, ending);
    const abort = () => ending.end();
    signal.addEventListener('abort', abort, { once: true });
    const watch = new AbortController();
    let begun = false;
    try {
      this.#current = { queue, assembler };
      await run.prepare?.();
      if (!ending.over) {
        queue.start();
        await run.begin?.();
        if (run.begin !== undefined) assembler.began(clock.now());
        begun = true;
        void this.#watch(queue, watch.signal, ending);
        await ending.promise;
      }
    } catch (error) {
      ending.fail(usbFailure(error, radio));
    }
    signal.removeEventListener('abort', abort);
    queue.stop();
    const handedOut = blocks.stop();
    // What never began, went silent or is gone does not answer what is queued.
    if (begun && ending.code !== 'radio.silent' && ending.code !== 'usb.unplugged') {
      const late = clock.until(clock.now() + patience, watch.signal).catch(() => undefined);
      await Promise.race([queue.drained, late]);
    }
    watch.abort();
    if (ending.code !== 'usb.unplugged') {
      await run.end?.().catch((error: unknown) => {
        const failure = usbFailure(error, radio);
        // Whoever wanted to stop need not hear that it is gone.
        if (failure.code !== 'usb.unplugged') ending.fail(failure);
      });
    }
    await handedOut;
    this.#index = assembler.index;
    if (ending.failed) throw ending.error;
    return { reason: 'aborted', delivered: blocks.delivered, dropped: blocks.dropped };
  }

  #connect(
    run: UsbStreamRun,
    blocks: BlockQueue,
    ending: Ending
  ): { queue: TransferQueue; assembler: SampleAssembler } {
    const { device, endpoint, radio, clock, counter = null } = this.#options;
    const assembler = new SampleAssembler({
      blocks,
      bytesPerSample: this.#bytes,
      tuning: run.tuning,
      firstIndex: this.#index,
      counter,
      begins: run.begin !== undefined,
      split: run.split === undefined ? null : (data, transfer) => run.split?.(data, transfer)
    });
    const queue: TransferQueue = new TransferQueue({
      device,
      endpoint,
      radio,
      clock,
      plan: transferPlan(run.tuning.rate * this.#bytes, device.queueBytes),
      take: (data, at, submission) => assembler.take(data, at, submission),
      fail: (error) => ending.fail(error)
    });
    return { queue, assembler };
  }

  /** Waits until nothing was heard of for too long. */
  async #watch(queue: TransferQueue, signal: AbortSignal, ending: Ending): Promise<void> {
    const { clock, radio } = this.#options;
    let from = queue.lastAnswer;
    for (;;) {
      const due = Math.max(from, queue.lastAnswer) + silence;
      const aborted = await clock.until(due, signal).then(
        () => false,
        () => true
      );
      if (aborted) return;
      const now = clock.now();
      // A host that was itself asleep has not listened.
      if (now > due + 1) from = now;
      else if (Math.max(from, queue.lastAnswer) + silence <= now) {
        ending.fail(new WavepoolError('radio.silent', { radio }));
        return;
      }
    }
  }

  get #bytes(): number {
    return sampleFormats[this.#options.format].bytes;
  }
}

/** How a run ends: of several reasons the first counts. */
class Ending {
  over = false;
  failed = false;
  error: unknown = undefined;
  readonly #over = Promise.withResolvers<undefined>();

  get promise(): Promise<undefined> {
    return this.#over.promise;
  }

  /** Code of the error that ended it; '' for none, or one that is not ours. */
  get code(): string {
    return this.error instanceof WavepoolError ? this.error.code : '';
  }

  end(): void {
    this.over = true;
    this.#over.resolve(undefined);
  }

  fail(error: unknown): void {
    if (!this.failed) this.error = error;
    this.failed = true;
    this.end();
  }
}
