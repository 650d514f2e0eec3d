import type { Clock } from '#lib/base/clock.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { Radio, SampleBlock, StreamEnd } from '../radio.ts';
import type { Command } from './commandFrame.ts';
import { commandWant, gainList } from './commandWant.ts';
import { tunerNumber, usualGains } from './remoteTuner.ts';
import { RtlTcpClient } from './rtlTcpClient.ts';
import type { TcpPeer } from './tcpConnection.ts';
import { toCu8 } from './toCu8.ts';

export interface RtlTcpServerOptions {
  readonly radio: Radio;
  readonly clock: Clock;
  /** Factor on the samples on their way to eight bits. Default: 1. */
  readonly scale?: number | undefined;
  /** Before the first client of several gets samples: a recording goes back to its start. */
  readonly begin?: (() => void) | undefined;
  /** Words for the person who runs the server. */
  readonly log: (text: string) => void;
  /** Called when the radio has ended its stream by an error: nothing more will come. */
  readonly failed: (error: unknown) => void;
}

/** More would be no people but a mistake. */
const clientLimit = 32;
/** Silence behind a recording: at least one block of any program. */
const silenceSamples = 262_144;
/** A recording waits so long (s) for a client that does not read; then that client loses samples. */
const patience = 2;

/**
 * Serves a radio as rtl_tcp does, to several clients at once; each of them may tune it, the last one wins. The radio streams while somebody is
 * connected.
 */
export class RtlTcpServer {
  readonly #options: RtlTcpServerOptions;
  readonly #clients = new Set<RtlTcpClient>();
  #streaming: { readonly stop: AbortController; readonly done: Promise<void> } | null = null;
  #closed = false;
  #tuning = Promise.resolve();

  constructor(options: RtlTcpServerOptions) {
    this.#options = options;
  }

  get clients(): number {
    return this.#clients.size;
  }

  /** Somebody has connected. */
  attach(peer: TcpPeer): void {
    const { radio, log } = this.#options;
    if (this.#closed || this.#clients.size >= clientLimit) {
      log(`${peer.where} is turned away: ${clientLimit} clients are connected.`);
      peer.close();
      return;
    }
    const gains = gainList(radio.info).length;
    const client = new RtlTcpClient(peer, {
      greeting: { tuner: tunerNumber(radio.info.model), gains: gains === 0 ? usualGains.length : gains },
      commands: (commands) => this.#obey(client, commands),
      gone: () => this.#leave(client)
    });
    this.#clients.add(client);
    log(`${peer.where} is connected.`);
    this.#streaming ??= this.#start();
  }

  /** Hangs up on everybody, and ends the stream. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const client of this.#clients) client.close();
    this.#clients.clear();
    this.#streaming?.stop.abort();
    await this.#streaming?.done;
  }

  #leave(client: RtlTcpClient): void {
    if (!this.#clients.delete(client)) return;
    this.#options.log(`${client.where} has gone${client.account()}.`);
    if (this.#clients.size === 0) this.#streaming?.stop.abort();
  }

  #start(): { stop: AbortController; done: Promise<void> } {
    const { radio, begin, failed } = this.#options;
    const stop = new AbortController();
    begin?.();
    const done = radio
      .stream((block) => this.#hand(block), stop.signal)
      .then(
        (end) => this.#over(end),
        (error: unknown) => {
          // It will not stream again; who is connected hears nothing more.
          this.#closed = true;
          failed(error);
        }
      )
      .finally(() => {
        this.#streaming = null;
        // Somebody came while the stream for those before was ending.
        if (this.#clients.size > 0 && !this.#closed) this.#streaming = this.#start();
      });
    return { stop, done };
  }

  async #over({ reason }: StreamEnd): Promise<void> {
    if (reason !== 'end') return;
    await this.#fallSilent();
    this.#options.log('The recording is over; the next client gets it from its start.');
    for (const client of [...this.#clients]) {
      client.close();
      this.#leave(client);
    }
  }

  /**
   * Programs read in blocks (rtl_433: 256 KiB), and their decoders wait for the pause behind a message: without some silence behind it the end of a
   * recording would be lost on them.
   */
  async #fallSilent(): Promise<void> {
    const { clock, radio } = this.#options;
    const { rate } = radio.state;
    const step = Math.ceil(rate * 0.02);
    const silence = Uint8Array.from({ length: 2 * step }, (_, at) => 127 + ((at >> 1) & 1));
    const start = clock.now();
    const length = Math.max(silenceSamples, rate / 2);
    for (let sent = step; sent < length + step && this.#clients.size > 0 && !this.#closed; sent += step) {
      for (const client of this.#clients) client.send(silence, rate, false);
      // As fast as the recording, but no slower than 1 MS/s: nobody listens to silence for its own sake.
      await clock.until(start + sent / Math.max(rate, 1e6));
    }
  }

  #hand(block: SampleBlock): void | Promise<void> {
    const { radio, scale = 1 } = this.#options;
    const bytes = toCu8(block.data, block.format, scale);
    const pausing = !radio.info.paced;
    let behind = false;
    for (const client of this.#clients) {
      client.send(bytes, block.rate, pausing);
      behind ||= pausing && client.behind;
    }
    if (behind) return this.#wait();
  }

  /** A recording loses nothing by waiting: until those who read have read, or one has not read for too long. */
  async #wait(): Promise<void> {
    const { clock } = this.#options;
    const end = clock.now() + patience;
    while (clock.now() < end && [...this.#clients].some((client) => client.behind))
      await clock.until(clock.now() + 0.005);
    for (const client of this.#clients) if (client.behind) client.giveUp();
  }

  /** One after the other, for all clients together: a radio is not set twice at once. */
  #obey(client: RtlTcpClient, commands: () => Command | null): void {
    this.#tuning = this.#tuning.then(async () => {
      for (let command = commands(); command !== null; command = commands()) await this.#do(client, command);
    });
  }

  async #do(client: RtlTcpClient, command: Command): Promise<void> {
    const { radio } = this.#options;
    const { want, what } = commandWant(command, radio.info, radio.state);
    if (want === null) {
      this.#note(client, `${what}: this radio has no such thing`);
      return;
    }
    try {
      await radio.configure(want);
    } catch (error) {
      if (error instanceof WavepoolError && error.code === 'radio.closed') return;
      this.#note(client, `${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #note(client: RtlTcpClient, text: string): void {
    if (client.mention(text)) this.#options.log(`${client.where} wants ${text}`);
  }
}
