import type { VirtualClock } from '#lib/base/virtualClock.ts';
import { CommandReader, type Command } from '#lib/radio/rtltcp/commandFrame.ts';
import { writeGreeting } from '#lib/radio/rtltcp/greeting.ts';
import type { TcpConnection } from '#lib/radio/rtltcp/tcpConnection.ts';

/** An rtl_tcp server at the other end of a connection that needs no network: it sends a counter at the rate it was told, in crooked pieces. */
export class FakeServer implements TcpConnection {
  readonly where = 'fake:1234';
  readonly commands: Command[] = [];
  closed = false;
  readonly #clock: VirtualClock;
  readonly #reader = new CommandReader();
  #take: (bytes: Uint8Array<ArrayBuffer>) => void = () => undefined;
  #ended: (error: Error | null) => void = () => undefined;
  #rate = 2_048_000;
  #counter = 0;
  silent = false;

  constructor(clock: VirtualClock, greeting: Uint8Array<ArrayBuffer> | null = writeGreeting({ tuner: 5, gains: 29 })) {
    this.#clock = clock;
    queueMicrotask(() => {
      // In two pieces, as a network may cut it.
      if (greeting !== null) {
        this.#take(greeting.slice(0, 5));
        this.#take(greeting.slice(5));
      }
      void this.#run();
    });
  }

  listen(take: (bytes: Uint8Array<ArrayBuffer>) => void, ended: (error: Error | null) => void): void {
    this.#take = take;
    this.#ended = ended;
  }

  send(bytes: Uint8Array): void {
    for (const command of this.#reader.read(bytes)) {
      this.commands.push(command);
      if (command.id === 2) this.#rate = command.word;
    }
  }

  close(): void {
    this.closed = true;
  }

  hangUp(error: Error | null = null): void {
    this.closed = true;
    this.#ended(error);
  }

  words(id: number): number[] {
    return this.commands.filter((command) => command.id === id).map(({ word }) => word);
  }

  async #run(): Promise<void> {
    let owed = 0;
    while (!this.closed) {
      await this.#clock.until(this.#clock.now() + 0.004);
      if (this.silent) continue;
      // An odd number of bytes each time: samples come in halves.
      owed += this.#rate * 2 * 0.004;
      const bytes = Math.floor(owed) - (Math.floor(owed) % 2 === 0 ? 1 : 0);
      owed -= bytes;
      const data = new Uint8Array(Math.min(bytes, 1 << 20));
      for (let at = 0; at < data.length; at++) data[at] = this.#counter++;
      this.#take(data);
    }
  }
}
