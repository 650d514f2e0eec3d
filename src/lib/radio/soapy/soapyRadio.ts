import type { Clock } from '#lib/base/clock.ts';
import { sampleFormats } from '#lib/base/sampleFormat.ts';
import { SampleRing, type RingMark, type RingSpan } from '#lib/base/sampleRing.ts';
import { hz, sampleRate, seconds } from '#lib/base/units.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { Radio, RadioInfo, RadioState, RadioWant, SampleBlock, SampleSink, StreamEnd } from '../radio.ts';
import type { SoapyLink, SoapySensor } from './soapyLink.ts';

export interface SoapyRadioOptions {
  readonly link: SoapyLink;
  readonly clock: Clock;
  /** Samples that wait for a busy sink before any are dropped. Default: half a second at the highest rate, 4 to 64 MiB. */
  readonly ringSamples?: number;
}

const ringSeconds = 0.5;
const leastRingBytes = 4 * 2 ** 20;
const mostRingBytes = 64 * 2 ** 20;
/** Length of a block, seconds; and its samples at most. */
const blockSeconds = 0.01;
const mostBlock = 2 ** 18;
const leastBlock = 1024;
/** How often the ring is looked at, and how long less than a block may wait in it, seconds. */
const look = 0.004;
const longestWait = 0.03;
/** How long a stream works before it lets timers and messages of its thread run, seconds. */
const work = 0.005;

/**
 * A radio that SoapySDR drives. Its samples come through a ring from the thread that reads them, so that this one never blocks; while the sink
 * is busy they wait in the ring, and what finds it full is dropped and counted.
 */
export class SoapyRadio implements Radio {
  readonly info: RadioInfo;
  readonly #link: SoapyLink;
  readonly #clock: Clock;
  readonly #ringSamples: number | null;
  #state: RadioState;
  #stop: AbortController | null = null;
  #closed = false;

  constructor({ link, clock, ringSamples }: SoapyRadioOptions) {
    this.#link = link;
    this.#clock = clock;
    this.#ringSamples = ringSamples ?? null;
    this.info = link.opened.info;
    this.#state = link.opened.state;
  }

  get state(): RadioState {
    return this.#state;
  }

  async configure(want: RadioWant): Promise<RadioState> {
    if (this.#closed) throw new WavepoolError('radio.closed', { radio: this.info.model });
    this.#state = await this.#link.configure(want);
    return this.#state;
  }

  /** What the device measures of itself: temperatures, locks, GPS. */
  async sensors(): Promise<SoapySensor[]> {
    if (this.#closed) throw new WavepoolError('radio.closed', { radio: this.info.model });
    return this.#link.sensors();
  }

  async stream(sink: SampleSink, signal: AbortSignal): Promise<StreamEnd> {
    if (this.#closed) throw new WavepoolError('radio.closed', { radio: this.info.model });
    if (this.#stop !== null) throw new WavepoolError('radio.busy', { radio: this.info.model });
    if (signal.aborted) return { reason: 'aborted', delivered: 0, dropped: 0 };
    const stop = new AbortController();
    const abort = () => stop.abort();
    signal.addEventListener('abort', abort, { once: true });
    this.#stop = stop;
    try {
      return await this.#run(sink, stop.signal);
    } finally {
      signal.removeEventListener('abort', abort);
      this.#stop = null;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stop?.abort();
    // A sink that closes the radio would wait for itself: the thread is told to stop, and ends the stream when it has.
    await this.#link.close();
  }

  async #run(sink: SampleSink, signal: AbortSignal): Promise<StreamEnd> {
    const ring = SampleRing.create(this.#capacity(), sampleFormats[this.info.format].bytes);
    const thread = { over: false };
    const running = this.#link.run(ring.buffer).finally(() => (thread.over = true));
    running.catch(() => undefined);
    const halt = () => void this.#link.stop().catch(() => undefined);
    signal.addEventListener('abort', halt, { once: true });
    const taken = { delivered: 0, dropped: 0 };
    try {
      await this.#carry(ring, sink, signal, thread, taken);
    } catch (error) {
      halt();
      await running.catch(() => undefined);
      throw error;
    } finally {
      signal.removeEventListener('abort', halt);
    }
    if (signal.aborted) await running.catch(() => undefined);
    const reason = signal.aborted ? 'aborted' : (await running) === 'ended' ? 'end' : 'aborted';
    return { reason, ...taken };
  }

  /** Gives the sink what comes through the ring, until there is nothing more. */
  async #carry(
    ring: SampleRing,
    sink: SampleSink,
    signal: AbortSignal,
    thread: { readonly over: boolean },
    taken: { delivered: number; dropped: number }
  ): Promise<void> {
    let mark: RingMark | null = null;
    let rested = this.#clock.now();
    let served = rested;
    while (!signal.aborted) {
      const most = blockSamples(mark?.rate ?? this.#state.rate);
      const ending = thread.over || ring.finished;
      const now = this.#clock.now();
      // Drivers may give a packet at a time. Whole blocks are worth the wait, but none is held back for long.
      if (!ending && (ring.available === 0 || (ring.available < most && now - served < longestWait))) {
        // Rejects only when aborted, which the loop sees by itself.
        await this.#clock.until(now + look, signal).catch(() => undefined);
        rested = this.#clock.now();
        continue;
      }
      const span = ring.peek(most);
      if (span === null) return;
      mark = span.mark ?? mark;
      if (mark === null) throw new RangeError('A ring begins with a mark');
      await sink(this.#block(span, mark));
      ring.advance(span.samples);
      taken.delivered += span.samples;
      taken.dropped += span.mark?.droppedBefore ?? 0;
      served = this.#clock.now();
      if (served - rested < work) continue;
      await new Promise<void>((resolve) => setTimeout(resolve, 0));
      rested = this.#clock.now();
    }
  }

  #block({ data, sampleIndex, mark: here }: RingSpan, mark: RingMark): SampleBlock {
    return {
      format: this.info.format,
      data,
      sampleIndex,
      time: seconds(mark.time + (sampleIndex - mark.sampleIndex) / mark.rate),
      droppedBefore: here?.droppedBefore ?? 0,
      center: hz(mark.center),
      rate: sampleRate(mark.rate)
    };
  }

  #capacity(): number {
    if (this.#ringSamples !== null) return this.#ringSamples;
    const { bytes } = sampleFormats[this.info.format];
    const fastest = Math.max(...this.info.rates.map(({ max }) => max));
    const wanted = Math.min(mostRingBytes, Math.max(leastRingBytes, fastest * ringSeconds * bytes));
    return Math.floor(wanted / bytes);
  }
}

function blockSamples(rate: number): number {
  let length = leastBlock;
  while (length * 2 <= Math.min(mostBlock, rate * blockSeconds)) length *= 2;
  return length;
}
