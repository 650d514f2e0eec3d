import { expose } from 'comlink';
import { sampleFormats } from '#lib/base/sampleFormat.ts';
import { SampleRing } from '#lib/base/sampleRing.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { ConfiguredRadio, OpenedRadio, Outcome, RadioEvent, RadioWorker } from '#lib/platform/tab/radioWorker.ts';
import type { Radio, RadioInfo, SampleBlock } from '#lib/radio/radio.ts';
import { usbRadioKinds } from '#lib/radio/usb/list.ts';
import type { SourceWant, UsbProduct } from '#lib/state/radioRequest.ts';
import type { SourceRequest } from '#lib/state/receiverEngine.ts';
import { openSource, type OpenedSource } from './openSource.ts';
import { radioWant } from './radioWant.ts';

/** The ring holds this long at the radio's rate: enough for a long pause of the engine, little enough that memory stays small. */
const ringSeconds = 1;
const ringSamplesMost = 2 ** 25;

/** A source with what belongs to it alone. */
interface Opened {
  readonly source: OpenedSource;
  /** Another one for every rate. */
  ring: SampleRing;
  /** The number it was opened with. */
  readonly number: number;
  /** Gives up a write that waits for room: when the source is closed, never when it is only paused. */
  readonly drop: AbortController;
  ended: boolean;
}

class RadioHost implements RadioWorker {
  #onEvent: (event: RadioEvent) => void = () => undefined;
  #opened: Opened | null = null;
  #latest = 0;
  /** What the page wants; a seek interrupts the stream for a moment without changing it. */
  #wanted = false;
  #stop: AbortController | null = null;
  #streaming: Promise<void> = Promise.resolve();
  #turn: Promise<unknown> = Promise.resolve();

  onEvent(listener: (event: RadioEvent) => void): void {
    this.#onEvent = listener;
  }

  usbIds(): readonly UsbProduct[] {
    return usbRadioKinds.flatMap(({ ids }) => ids.map(({ vendorId, productId }) => ({ vendorId, productId })));
  }

  open(request: SourceRequest, source: number): Promise<Outcome<OpenedRadio>> {
    this.#latest = source;
    this.#giveUp();
    return this.#inTurn(async () => {
      await this.#closeOpened();
      if (this.#latest !== source) return superseded;
      try {
        const opened = await openSource(request, (event) => this.#onEvent({ source, ...event }));
        if (this.#latest !== source) {
          await opened.radio.close();
          return superseded;
        }
        const { info, state } = opened.radio;
        const ring = ringFor(info, state.rate);
        this.#opened = { source: opened, ring, number: source, drop: new AbortController(), ended: false };
        const { title, center, startTime, notices, device, reach } = opened;
        return { ok: { title, info, state, center, startTime, notices, device, reach, ring: ring.buffer } };
      } catch (error) {
        return { failed: reason(error) };
      }
    });
  }

  start(): Promise<void> {
    this.#wanted = true;
    return this.#inTurn(() => {
      this.#stream();
      return Promise.resolve();
    });
  }

  async configure(want: SourceWant): Promise<Outcome<ConfiguredRadio>> {
    const rate = this.#opened?.source.radio.state.rate;
    // Within one stream there is nothing to wait for: the radio keeps its wishes in order.
    return want.rate === undefined || want.rate === rate
      ? this.#configure(want)
      : this.#inTurn(() => this.#changeRate(want));
  }

  stop(): Promise<void> {
    this.#wanted = false;
    this.#stop?.abort();
    return this.#inTurn(() => this.#streaming);
  }

  seek(sample: number): Promise<boolean> {
    this.#stop?.abort();
    return this.#inTurn(async () => {
      await this.#streaming;
      const opened = this.#opened;
      // The ring of an ended source takes nothing any more.
      if (opened === null || opened.ended) return false;
      opened.source.seek?.(sample);
      if (this.#wanted) this.#stream();
      return true;
    });
  }

  close(): Promise<void> {
    this.#latest++;
    this.#giveUp();
    return this.#inTurn(() => this.#closeOpened());
  }

  /** What is asked while something else is still being done waits for its turn. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }

  /** Ends the stream at once, also where it waits for room in a ring that nobody reads any more. */
  #giveUp(): void {
    this.#wanted = false;
    this.#stop?.abort();
    this.#opened?.drop.abort();
  }

  async #closeOpened(): Promise<void> {
    const opened = this.#opened;
    if (opened === null) return;
    this.#stop?.abort();
    opened.drop.abort();
    await this.#streaming;
    await opened.source.radio.close();
    this.#opened = null;
  }

  async #configure(want: SourceWant): Promise<Outcome<ConfiguredRadio>> {
    const radio = this.#opened?.source.radio;
    if (radio === undefined) return { failed: reason(new WavepoolError('radio.closed', { radio: 'The radio' })) };
    try {
      const state = await radio.configure(radioWant(want));
      return { ok: { info: radio.info, state, ring: null } };
    } catch (error) {
      return { failed: reason(error) };
    }
  }

  /** Another rate: what is on its way in the ring has the old one, so the stream ends and another begins. The radio stays open. */
  async #changeRate(want: SourceWant): Promise<Outcome<ConfiguredRadio>> {
    this.#stop?.abort();
    await this.#streaming;
    const opened = this.#opened;
    const before = opened?.source.radio.state.rate;
    const outcome = await this.#configure(want);
    if (opened === null || opened.ended) return outcome;
    const { info, state } = opened.source.radio;
    const another = state.rate !== before;
    if (another) opened.ring = ringFor(info, state.rate);
    if (this.#wanted) this.#stream();
    return 'ok' in outcome && another ? { ok: { ...outcome.ok, ring: opened.ring.buffer } } : outcome;
  }

  #stream(): void {
    const opened = this.#opened;
    if (opened === null || opened.ended || (this.#stop !== null && !this.#stop.signal.aborted)) return;
    const stop = new AbortController();
    this.#stop = stop;
    this.#streaming = pump(opened.source.radio, opened.ring, stop.signal, opened.drop.signal).then(
      (ended) => {
        stop.abort();
        if (!ended) return;
        // Whoever reads the ring sees the end when everything before it is done.
        opened.ended = true;
        opened.ring.end();
      },
      (error: unknown) => {
        stop.abort();
        this.#onEvent({ source: opened.number, kind: 'failed', ...reason(error) });
      }
    );
  }
}

function ringFor({ format }: RadioInfo, rate: number): SampleRing {
  const samples = Math.min(ringSamplesMost, Math.max(65536, rate * ringSeconds));
  return SampleRing.create(samples, sampleFormats[format].bytes);
}

/** Streams until the end or until `stop`: true when the source came to its end. */
async function pump(radio: Radio, ring: SampleRing, stop: AbortSignal, drop: AbortSignal): Promise<boolean> {
  let told = 0;
  // A radio that is paced by hardware cannot wait; a pulled one must.
  const sink = (block: SampleBlock): void | Promise<void> => {
    told += block.droppedBefore;
    if (!radio.info.paced) return ring.write(block, drop);
    ring.deliver(block);
  };
  try {
    const end = await radio.stream(sink, stop);
    // What was lost after the last block: the next mark tells of it.
    ring.lose(end.dropped - told);
    return end.reason === 'end';
  } catch (error) {
    if (drop.aborted) return false;
    throw error;
  }
}

const superseded = { failed: { code: 'superseded', message: 'Another source was opened meanwhile.' } };

function reason(error: unknown): { code: string; message: string } {
  if (error instanceof WavepoolError) return { code: error.code, message: error.message };
  return { code: 'unexpected', message: error instanceof Error ? error.message : String(error) };
}

expose(new RadioHost());
