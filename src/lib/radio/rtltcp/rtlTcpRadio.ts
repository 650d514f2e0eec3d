import type { Clock } from '#lib/base/clock.ts';
import { hz, sampleRate } from '#lib/base/units.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { checkRange } from '../checkRange.ts';
import { checkSettings } from '../checkSettings.ts';
import { nearestInRanges } from '../nearestInRanges.ts';
import type { Radio, RadioInfo, RadioState, RadioWant, SampleSink, StreamEnd } from '../radio.ts';
import { ArrivalTimes } from '../usb/arrivalTimes.ts';
import { BlockQueue } from '../usb/blockQueue.ts';
import { commandFrame, commandIds } from './commandFrame.ts';
import type { Greeting } from './greeting.ts';
import { remoteTuner } from './remoteTuner.ts';
import { rtlTcpDefaults, rtlTcpSettings, settingFrame } from './rtlTcpSettings.ts';
import type { TcpConnection } from './tcpConnection.ts';

/** No samples for so long: the server hangs, seconds. */
const silence = 10;
/** Servers send lumps (librtlsdr's: 256 KiB, 0.13 s at 1 MS/s), and networks make larger ones: times are no better than this, s. */
const lumps = 0.4;
/** Length of a block, s. */
const blockSeconds = 0.01;
const ppmRange = [{ min: -1000, max: 1000 }];

interface Streaming {
  readonly blocks: BlockQueue;
  readonly times: ArrivalTimes;
  readonly end: (error: unknown) => void;
}

/**
 * A dongle behind an rtl_tcp server. The protocol has no answers: `state` is what was asked for, and holds if the dongle there can do it. Nor does it say
 * from which sample on a new tuning holds: it is taken to begin with what comes in after the command was sent. What the server dropped nobody is told;
 * what this side drops is counted.
 */
export class RtlTcpRadio implements Radio {
  readonly info: RadioInfo;
  readonly #connection: TcpConnection;
  readonly #clock: Clock;
  #state: RadioState;
  #streaming: Streaming | null = null;
  #closed = false;
  #broken: WavepoolError | null = null;
  /** The block that is being filled: the network cuts where it likes. */
  #block = new Uint8Array(0);
  #filled = 0;
  /** True when half a sample has come that is not wanted. */
  #odd = false;
  #index = 0;
  #heard = 0;

  /** @param greeting what the server said first; `connection` gives what follows to `take` and `ended` of this radio */
  constructor(connection: TcpConnection, greeting: Greeting, clock: Clock) {
    const tuner = remoteTuner(greeting.tuner, greeting.gains);
    this.#connection = connection;
    this.#clock = clock;
    this.info = {
      driver: 'rtltcp',
      model: tuner.name === '' ? 'rtl_tcp server' : `rtl_tcp server (${tuner.name})`,
      serial: connection.where,
      format: 'cu8',
      centers: tuner.centers,
      rates: tuner.rates,
      gains: tuner.gains,
      settings: rtlTcpSettings,
      clock: { source: 'crystal', ppm: null },
      paced: true,
      samples: null,
      notices: []
    };
    this.#state = { center: hz(100e6), rate: sampleRate(2_048_000), gain: 'auto', ppm: 0, settings: rtlTcpDefaults };
    // Whoever was connected before may have left it in any state.
    const { rate, center } = this.#state;
    connection.send(commandFrame(commandIds.rate, rate));
    connection.send(commandFrame(commandIds.center, center));
    connection.send(commandFrame(commandIds.gainMode, 0));
  }

  get state(): RadioState {
    return this.#state;
  }

  configure(want: RadioWant): Promise<RadioState> {
    try {
      this.#checkOpen();
      this.#state = this.#set(this.#checked(want), want);
      return Promise.resolve(this.#state);
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }

  async stream(sink: SampleSink, signal: AbortSignal): Promise<StreamEnd> {
    this.#checkOpen();
    if (this.#streaming !== null) throw new WavepoolError('radio.busy', { radio: this.info.model });
    if (signal.aborted) return { reason: 'aborted', delivered: 0, dropped: 0 };
    const over = Promise.withResolvers<undefined>();
    let failure: { error: unknown } | null = null;
    const end = (error: unknown) => {
      if (error !== null) failure ??= { error };
      over.resolve(undefined);
    };
    const blocks = new BlockQueue(sink, 'cu8', end);
    const abort = () => end(null);
    const watch = new AbortController();
    signal.addEventListener('abort', abort, { once: true });
    this.#heard = this.#clock.now();
    const times = new ArrivalTimes(this.#state.rate, this.#index, this.#heard, lumps);
    this.#streaming = { blocks, times, end };
    void this.#watch(watch.signal, end);
    try {
      await over.promise;
    } finally {
      watch.abort();
      signal.removeEventListener('abort', abort);
      this.#streaming = null;
      this.#odd = this.#filled % 2 === 1;
      this.#filled = 0;
      await blocks.stop();
    }
    // The sink may have thrown while it was waited for.
    const failed = failure as { error: unknown } | null;
    if (failed !== null) throw asError(failed.error);
    return { reason: 'aborted', delivered: blocks.delivered, dropped: blocks.dropped };
  }

  close(): Promise<void> {
    if (!this.#closed) {
      this.#closed = true;
      this.#connection.close();
      this.#streaming?.end(null);
    }
    return Promise.resolve();
  }

  /** What came over the connection. Always taken: a server whose samples nobody reads drops them in its own way. */
  take(bytes: Uint8Array<ArrayBuffer>): void {
    this.#heard = this.#clock.now();
    if (this.#streaming === null) {
      this.#odd = this.#odd !== (bytes.length % 2 === 1);
      return;
    }
    let from = 0;
    if (this.#odd && bytes.length > 0) [from, this.#odd] = [1, false];
    while (from < bytes.length) {
      if (this.#filled === 0) this.#block = new Uint8Array(2 * Math.ceil(this.#state.rate * blockSeconds));
      const part = bytes.subarray(from, from + this.#block.length - this.#filled);
      this.#block.set(part, this.#filled);
      this.#filled += part.length;
      from += part.length;
      if (this.#filled === this.#block.length) this.#hand(this.#streaming);
    }
  }

  /** The connection is over. */
  ended(error: Error | null): void {
    this.#broken = new WavepoolError('net.closed', { where: this.#connection.where }, error ?? undefined);
    this.#streaming?.end(this.#broken);
  }

  /** Hands over the whole samples of the block, as far as it is filled. */
  #hand({ blocks, times }: Streaming): void {
    const count = this.#filled >> 1;
    const { rate, center } = this.#state;
    const end = this.#index + count;
    times.heard(end, this.#heard, 1);
    if (count > 0)
      blocks.push(this.#block.subarray(0, 2 * count), this.#index, times.at(this.#index), { center, rate });
    const rest = this.#block.slice(2 * count, this.#filled);
    this.#index = end;
    this.#filled = 0;
    if (rest.length > 0) {
      this.#block = new Uint8Array(2 * Math.ceil(rate * blockSeconds));
      this.#block.set(rest);
      this.#filled = rest.length;
    }
  }

  /** Checks all before anything is sent. */
  #checked({ center, rate, gain, ppm, settings }: RadioWant): RadioState {
    const { model, centers, rates, gains } = this.info;
    const before = this.#state;
    if (center !== undefined) checkRange(model, 'Centre frequency', center, centers, 'Hz');
    if (rate !== undefined) checkRange(model, 'Sample rate', rate, rates, 'S/s');
    if (gain !== undefined && gain !== 'auto') {
      const edges = gains.flatMap(({ min, max }) => [min, max]);
      checkRange(model, 'Gain', gain, [{ min: Math.min(...edges), max: Math.max(...edges) }], 'dB');
    }
    if (ppm !== undefined) checkRange(model, 'Clock correction', ppm, ppmRange, 'ppm');
    checkSettings(this.info, settings);
    return {
      // The protocol carries whole numbers.
      center: center === undefined ? before.center : hz(Math.round(center)),
      rate: rate === undefined ? before.rate : sampleRate(Math.round(rate)),
      gain:
        gain === undefined || gain === 'auto'
          ? (gain ?? before.gain)
          : Math.round(nearestInRanges(gains, gain) * 10) / 10,
      ppm: ppm === undefined ? before.ppm : Math.round(ppm),
      settings: { ...before.settings, ...settings }
    };
  }

  #set(next: RadioState, want: RadioWant): RadioState {
    const send = (id: number, value: number) => this.#connection.send(commandFrame(id, value));
    const { center, rate, gain, ppm } = next;
    // What has come in belongs to the tuning before.
    const retuned = center !== this.#state.center || rate !== this.#state.rate;
    if (retuned && this.#streaming !== null) this.#hand(this.#streaming);
    if (want.rate !== undefined) {
      send(commandIds.rate, rate);
      if (rate !== this.#state.rate) this.#streaming?.times.change(this.#index, rate);
    }
    if (want.ppm !== undefined) send(commandIds.ppm, ppm);
    for (const [key, value] of Object.entries(want.settings ?? {})) this.#connection.send(settingFrame(key, value));
    if (want.center !== undefined) send(commandIds.center, center);
    if (want.gain !== undefined) {
      send(commandIds.gainMode, gain === 'auto' ? 0 : 1);
      if (gain !== 'auto') send(commandIds.gain, Math.round(gain * 10));
    }
    return next;
  }

  async #watch(signal: AbortSignal, end: (error: unknown) => void): Promise<void> {
    for (;;) {
      const due = this.#heard + silence;
      await this.#clock.until(due, signal).catch(() => undefined);
      if (signal.aborted) return;
      if (this.#heard + silence > this.#clock.now()) continue;
      const why = `no samples have come for ${silence} s`;
      end(new WavepoolError('net.refused', { where: this.#connection.where, why }));
      return;
    }
  }

  #checkOpen(): void {
    if (this.#closed) throw new WavepoolError('radio.closed', { radio: this.info.model });
    if (this.#broken !== null) throw this.#broken;
  }
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
