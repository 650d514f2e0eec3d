import { expose } from 'comlink';
import { sampleFormats } from '#lib/base/sampleFormat.ts';
import { SampleRing } from '#lib/base/sampleRing.ts';
import { hz } from '#lib/base/units.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { OpenedRadio, Outcome, RadioFailure, RadioWorker } from '#lib/platform/tab/radioWorker.ts';
import type { Radio, RadioState, SampleBlock } from '#lib/radio/radio.ts';
import type { SourceRequest } from '#lib/state/receiverEngine.ts';
import { openSource, type OpenedSource } from './openSource.ts';

/** The ring holds this long at the radio's rate: enough for a long pause of the engine, little enough that memory stays small. */
const ringSeconds = 1;
const ringSamplesMost = 2 ** 25;

class RadioHost implements RadioWorker {
  #source: OpenedSource | null = null;
  #ring: SampleRing | null = null;
  #stop: AbortController | null = null;
  #streaming: Promise<void> = Promise.resolve();
  #onFailure: (failure: RadioFailure) => void = () => undefined;
  #number = 0;

  onFailure(listener: (failure: RadioFailure) => void): void {
    this.#onFailure = listener;
  }

  async open(request: SourceRequest, source: number): Promise<Outcome<OpenedRadio>> {
    this.#number = source;
    await this.close();
    try {
      const opened = await openSource(request);
      if (this.#number !== source) {
        // Another one was asked for while this one was being opened.
        await opened.radio.close();
        return { failed: { code: 'superseded', message: 'Another source was opened meanwhile.' } };
      }
      this.#source = opened;
      const { info, state } = opened.radio;
      const { bytes } = sampleFormats[info.format];
      this.#ring = SampleRing.create(Math.min(ringSamplesMost, Math.max(65536, state.rate * ringSeconds)), bytes);
      return {
        ok: {
          title: opened.title,
          info,
          state,
          center: opened.center,
          startTime: opened.startTime,
          ring: this.#ring.buffer
        }
      };
    } catch (error) {
      return { failed: reason(error) };
    }
  }

  start(): void {
    this.#stream();
  }

  async tune({ center }: { center?: number }): Promise<Outcome<RadioState>> {
    const radio = this.#source?.radio;
    if (radio === undefined) return { failed: reason(new WavepoolError('radio.closed', { radio: 'The radio' })) };
    try {
      return { ok: await radio.configure(center === undefined ? {} : { center: hz(center) }) };
    } catch (error) {
      return { failed: reason(error) };
    }
  }

  async stop(): Promise<void> {
    this.#stop?.abort();
    await this.#streaming;
  }

  async seek(sample: number): Promise<void> {
    const running = this.#stop !== null && !this.#stop.signal.aborted;
    await this.stop();
    this.#source?.seek?.(sample);
    if (running) this.#stream();
  }

  async close(): Promise<void> {
    await this.stop();
    await this.#source?.radio.close();
    this.#source = null;
    this.#ring = null;
  }

  #stream(): void {
    const radio = this.#source?.radio;
    const ring = this.#ring;
    if (radio === undefined || ring === null) return;
    const stop = new AbortController();
    this.#stop = stop;
    const source = this.#number;
    this.#streaming = pump(radio, ring, stop.signal).then(
      // Whoever reads the ring sees the end when everything before it is done.
      (ended) => (ended ? ring.end() : undefined),
      (error: unknown) => this.#onFailure({ source, ...reason(error) })
    );
  }
}

/** Streams until the end or the abort: true when the source came to its end. */
async function pump(radio: Radio, ring: SampleRing, signal: AbortSignal): Promise<boolean> {
  // A radio that is paced by hardware cannot wait; a pulled one must.
  const sink = radio.info.paced
    ? (block: SampleBlock) => void ring.deliver(block)
    : (block: SampleBlock) => ring.write(block, signal);
  try {
    const end = await radio.stream(sink, signal);
    return end.reason === 'end';
  } catch (error) {
    // A write that waits for room is ended by the same signal.
    if (signal.aborted) return false;
    throw error;
  }
}

function reason(error: unknown): { code: string; message: string } {
  if (error instanceof WavepoolError) return { code: error.code, message: error.message };
  return { code: 'unexpected', message: error instanceof Error ? error.message : String(error) };
}

expose(new RadioHost());
