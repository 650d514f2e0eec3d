import type { Clock } from '#lib/base/clock.ts';
import { sampleFormats } from '#lib/base/sampleFormat.ts';
import { hz, sampleRate, seconds } from '#lib/base/units.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { checkSettings } from './checkSettings.ts';
import type { Radio, RadioInfo, RadioState, RadioWant, Range, SampleSink, StreamEnd } from './radio.ts';
import { defaultPosition, defaultTuning } from './world/defaultWorld.ts';
import { toPlace, type Position } from './world/place.ts';
import { settledGain, trueRate, type Receiver, type SimulatedFormat } from './world/receiver.ts';
import { Synthesizer } from './world/synthesizer.ts';
import type { World } from './world/world.ts';

export interface SimulatedRadioOptions {
  readonly world: World;
  /** Paces a paced radio; an unpaced one never looks at it. */
  readonly clock: Clock;
  /** Default: `defaultPosition`. */
  readonly position?: Position;
  /** Width of the converter. Default: cu8. */
  readonly format?: SimulatedFormat;
  /** dB. Default: 6. */
  readonly noiseFigure?: number;
  /** dB, or 'auto' (the default): as high as what is in the band allows, chosen anew at every tuning. */
  readonly gain?: number | 'auto';
  /** Error of the oscillator: it runs this much too fast, in sampling and in tuning. Default: 0. */
  readonly ppm?: number;
  /** World time of sample 0, seconds. Default: 0. */
  readonly startOffset?: number;
  /** Default: true. */
  readonly paced?: boolean;
  /** Default: about 10 ms, a power of two. */
  readonly blockSamples?: number;
  /** Blocks that wait for a busy sink before any are dropped. Default: 64, about what drivers queue. */
  readonly queueBlocks?: number;
  /** Tells radios of one world apart: names it, and seeds its noise. Default: SIM-1. */
  readonly serial?: string;
}

/** A stretch of samples that has come in and waits for the sink. What it holds need not be made before it is handed over. */
interface Waiting {
  readonly receiver: Receiver;
  readonly start: number;
  readonly count: number;
  readonly droppedBefore: number;
}

interface Streaming {
  readonly stop: AbortController;
  readonly queue: Waiting[];
  /** Lost since the last block that was queued, and altogether. */
  pending: number;
  dropped: number;
}

const ranges = {
  centers: [{ min: 500e3, max: 6e9 }],
  rates: [{ min: 225e3, max: 20e6 }],
  gains: [{ min: 0, max: 50 }],
  ppm: [{ min: -1000, max: 1000 }]
} as const;

/** How long a stream works before it lets timers and messages of its thread run, and how long it lets them, seconds. */
const work = 0.03;
const breath = 0.001;

/**
 * A radio in the simulated world.
 *
 * Paced, it behaves like hardware on the clock: samples come in whether anybody takes them or not, a few blocks wait, the rest is dropped and
 * counted; a machine too slow to make them in time drops in the same way. Unpaced, the sink pulls and nothing is ever dropped.
 */
export class SimulatedRadio implements Radio {
  readonly info: RadioInfo;
  readonly #clock: Clock;
  readonly #world: World;
  readonly #synthesizer: Synthesizer;
  readonly #blockSamples: number | null;
  readonly #queueBlocks: number;
  /** The crystal's own error; `state.ppm` corrects it. */
  readonly #crystal: number;
  #state: RadioState;
  #receiver: Receiver;
  /** Clock time at which the anchor of the receiver came in; null before the first stream of a paced radio. */
  #anchored: number | null = null;
  /** Index of the next sample that comes in. */
  #next = 0;
  #streaming: Streaming | null = null;
  #closed = false;
  #buffer = new Uint8Array(0);

  constructor(options: SimulatedRadioOptions) {
    const { world, position = defaultPosition, format = 'cu8', ppm = 0, startOffset = 0, serial = 'SIM-1' } = options;
    this.#world = world;
    this.#clock = options.clock;
    this.#synthesizer = new Synthesizer(world);
    this.#blockSamples = options.blockSamples ?? null;
    this.#queueBlocks = options.queueBlocks ?? 64;
    this.#crystal = ppm;
    this.info = {
      driver: 'sim',
      model: 'Simulated radio',
      serial,
      format,
      centers: ranges.centers,
      rates: ranges.rates,
      gains: ranges.gains,
      settings: [],
      clock: { source: 'simulated', ppm },
      paced: options.paced ?? true,
      samples: null,
      notices: ['A simulated world: nothing here was received off the air.']
    };
    const whole = Math.floor(startOffset);
    this.#state = { ...defaultTuning, gain: 'auto', ppm: 0, settings: {} };
    this.#receiver = {
      serial,
      place: toPlace(world.origin, position),
      format,
      noiseFigure: options.noiseFigure ?? 6,
      gain: 0,
      ...defaultTuning,
      ppm,
      anchor: { index: 0, whole, part: startOffset - whole, time: world.epoch + startOffset }
    };
    this.#tune(this.#checked({ gain: options.gain ?? 'auto' }));
  }

  get state(): RadioState {
    return this.#state;
  }

  /** The front end as it is now: what `world.truth` wants to know. */
  get receiver(): Receiver {
    return this.#receiver;
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- async turns what is thrown into a rejection
  async configure(want: RadioWant): Promise<RadioState> {
    if (this.#closed) throw new WavepoolError('radio.closed', { radio: this.info.model });
    const state = this.#checked(want);
    if (Object.keys(want).length > 0) this.#tune(state);
    return this.#state;
  }

  async stream(sink: SampleSink, signal: AbortSignal): Promise<StreamEnd> {
    if (this.#closed) throw new WavepoolError('radio.closed', { radio: this.info.model });
    if (this.#streaming !== null) throw new WavepoolError('radio.busy', { radio: this.info.model });
    const stop = new AbortController();
    const streaming: Streaming = { stop, queue: [], pending: 0, dropped: 0 };
    const abort = () => stop.abort();
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    this.#streaming = streaming;
    try {
      const delivered = await this.#run(streaming, sink);
      return { reason: 'aborted', delivered, dropped: streaming.dropped };
    } finally {
      signal.removeEventListener('abort', abort);
      this.#streaming = null;
    }
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#streaming?.stop.abort();
    return Promise.resolve();
  }

  async #run(streaming: Streaming, sink: SampleSink): Promise<number> {
    const { stop, queue } = streaming;
    if (this.info.paced) this.#catchUp();
    let delivered = 0;
    let rested = this.#working();
    while (!stop.signal.aborted) {
      this.#comeIn(streaming);
      const waiting = queue.shift();
      if (waiting === undefined) {
        // Rejects only when aborted, which the loop sees by itself.
        await this.#clock.until(this.#due(this.#next + this.#blockLength()), stop.signal).catch(() => undefined);
        rested = this.#working();
        continue;
      }
      await sink(this.#block(waiting));
      delivered += waiting.count;
      if (this.#working() - rested < work) continue;
      await this.#rest(stop.signal);
      rested = this.#working();
    }
    return delivered;
  }

  /** Seconds by which work is measured: the clock's, so that a paced radio's behaviour hangs on nothing else. */
  #working(): number {
    return this.info.paced ? this.#clock.now() : Date.now() / 1000;
  }

  async #rest(signal: AbortSignal): Promise<void> {
    if (this.info.paced) await this.#clock.until(this.#clock.now() + breath, signal).catch(() => undefined);
    else await new Promise<void>((resolve) => setTimeout(resolve, 0));
  }

  #block({ receiver, start, count, droppedBefore }: Waiting) {
    const { format, center, rate, anchor } = receiver;
    const size = count * sampleFormats[format].bytes;
    if (this.#buffer.length < size) this.#buffer = new Uint8Array(size);
    const data = this.#buffer.subarray(0, size);
    this.#synthesizer.read(receiver, start, data);
    const time = seconds(anchor.time + (start - anchor.index) / rate);
    return { format, data, sampleIndex: start, time, droppedBefore, center: hz(center), rate: sampleRate(rate) };
  }

  /** Takes in what is due: all of it goes to the queue or is counted as dropped. An unpaced radio takes in a block when the queue is empty. */
  #comeIn(streaming: Streaming): void {
    const length = this.#blockLength();
    if (!this.info.paced) {
      if (streaming.queue.length === 0) this.#enqueue(streaming, length);
      return;
    }
    const now = this.#clock.now();
    while (this.#due(this.#next + length) <= now) {
      if (streaming.queue.length < this.#queueBlocks) {
        this.#enqueue(streaming, length);
        continue;
      }
      // However long nobody looked, one step is enough.
      const late = Math.floor(((now - this.#due(this.#next)) * trueRate(this.#receiver)) / length);
      this.#lose(streaming, Math.max(1, late - 1) * length);
    }
  }

  #enqueue(streaming: Streaming, count: number): void {
    if (streaming.queue.length >= this.#queueBlocks) {
      this.#lose(streaming, count);
      return;
    }
    streaming.queue.push({ receiver: this.#receiver, start: this.#next, count, droppedBefore: streaming.pending });
    streaming.pending = 0;
    this.#next += count;
  }

  #lose(streaming: Streaming, count: number): void {
    streaming.pending += count;
    streaming.dropped += count;
    this.#next += count;
  }

  /** Clock time at which a sample has come in. */
  #due(index: number): number {
    return (this.#anchored ?? this.#clock.now()) + (index - this.#receiver.anchor.index) / trueRate(this.#receiver);
  }

  /** The sample clock of a paced radio runs on between streams; what nobody asked for is not counted as dropped. */
  #catchUp(): void {
    const now = this.#clock.now();
    if (this.#anchored === null)
      this.#anchored = now - (this.#next - this.#receiver.anchor.index) / trueRate(this.#receiver);
    const late = Math.round((now - this.#due(this.#next)) * trueRate(this.#receiver));
    if (late > 0) this.#next += late;
  }

  /** Puts settings in force from the next sample on. */
  #tune(state: RadioState): void {
    const streaming = this.#streaming;
    if (streaming !== null && this.info.paced) {
      // What has come in by now was received with the old tuning, to the sample.
      this.#comeIn(streaming);
      const begun = Math.round((this.#clock.now() - this.#due(this.#next)) * trueRate(this.#receiver));
      if (begun > 0) this.#enqueue(streaming, begun);
    }
    const old = this.#receiver;
    const { anchor } = old;
    const passed = (this.#next - anchor.index) / trueRate(old);
    const part = anchor.part + passed;
    if (this.#anchored !== null) this.#anchored = this.#due(this.#next);
    const time = anchor.time + (this.#next - anchor.index) / old.rate;
    const receiver: Receiver = {
      ...old,
      center: state.center,
      rate: state.rate,
      // What is left of the crystal's error once it is corrected.
      ppm: ((1 + this.#crystal * 1e-6) / (1 + state.ppm * 1e-6) - 1) * 1e6,
      gain: 0,
      anchor: { index: this.#next, whole: anchor.whole + Math.floor(part), part: part - Math.floor(part), time }
    };
    const gain = state.gain === 'auto' ? settledGain(receiver, this.#world.emitters, ranges.gains[0]) : state.gain;
    this.#receiver = { ...receiver, gain };
    this.#state = state;
  }

  /** @throws WavepoolError `radio.range` */
  #checked(want: RadioWant): RadioState {
    const { center, rate, gain, ppm } = { ...this.#state, ...want };
    checkSettings(this.info, want.settings);
    this.#check('Centre frequency', center, ranges.centers, 'Hz');
    this.#check('Sample rate', rate, ranges.rates, 'S/s');
    if (gain !== 'auto') this.#check('Gain', gain, ranges.gains, 'dB');
    this.#check('Frequency correction', ppm, ranges.ppm, 'ppm');
    return {
      center: hz(Math.round(center)),
      rate: sampleRate(Math.round(rate)),
      gain: gain === 'auto' ? gain : Math.round(gain * 10) / 10,
      ppm,
      settings: {}
    };
  }

  #check(what: string, value: number, allowed: readonly Range[], unit: string): void {
    if (allowed.some(({ min, max }) => value >= min && value <= max)) return;
    const want = allowed.map(({ min, max }) => `${min} to ${max} ${unit}`).join(', ');
    throw new WavepoolError('radio.range', { what, value, radio: this.info.model, want });
  }

  #blockLength(): number {
    if (this.#blockSamples !== null) return this.#blockSamples;
    let length = 1024;
    while (length * 2 <= this.#receiver.rate / 100) length *= 2;
    return length;
  }
}
