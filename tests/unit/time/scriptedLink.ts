import type { VirtualClock } from '#lib/base/virtualClock.ts';
import type { ByteChunk, ByteLink } from '#lib/time/byteLink.ts';
import { bytesOf } from './nmeaLog.ts';

/** A line on which a test says what comes, and sees what was sent. */
export class ScriptedLink implements ByteLink {
  readonly sent: string[] = [];
  closed = false;
  readonly #clock: VirtualClock;
  #waiting: ((chunk: ByteChunk | null) => void) | null = null;
  #queue: (ByteChunk | null)[] = [];

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  say(text: string | Uint8Array): void {
    this.#give({ bytes: typeof text === 'string' ? bytesOf(text) : text, received: this.#clock.now() });
  }
  hangUp(): void {
    this.#give(null);
  }

  read(): Promise<ByteChunk | null> {
    const next = this.#queue.shift();
    if (next !== undefined) return Promise.resolve(next);
    return new Promise((resolve) => (this.#waiting = resolve));
  }
  write(bytes: Uint8Array): Promise<void> {
    this.sent.push(String.fromCharCode(...bytes));
    return Promise.resolve();
  }
  close(): Promise<void> {
    this.closed = true;
    this.#give(null);
    return Promise.resolve();
  }

  #give(chunk: ByteChunk | null): void {
    if (this.#waiting === null) this.#queue.push(chunk);
    else this.#waiting(chunk);
    this.#waiting = null;
  }
}
