import { CommandReader, type Command } from './commandFrame.ts';
import { writeGreeting, type Greeting } from './greeting.ts';
import type { TcpPeer } from './tcpConnection.ts';

export interface RtlTcpClientOptions {
  readonly greeting: Greeting;
  /** Told that commands wait: `next` gives one after the other, then null. */
  readonly commands: (next: () => Command | null) => void;
  readonly gone: () => void;
}

/** So much may wait for a client that does not read, seconds of samples and at least bytes; then it loses samples. */
const queueSeconds = 1;
const queueBytes = 1 << 20;
/** Different complaints about one client that are worth a line each. */
const mentionLimit = 20;

/** One program that is connected to an rtl_tcp server. What it sends may be anything. */
export class RtlTcpClient {
  readonly where: string;
  readonly #peer: TcpPeer;
  readonly #reader = new CommandReader();
  readonly #gone: () => void;
  /** Commands that wait, at most one of each kind: of two the later one counts, and nobody can pile them up. */
  readonly #pending = new Map<number, Command>();
  readonly #mentioned = new Set<string>();
  #limit = queueBytes;
  #sent = 0;
  #dropped = 0;
  #behindForLong = false;

  constructor(peer: TcpPeer, { greeting, commands, gone }: RtlTcpClientOptions) {
    this.#peer = peer;
    this.where = peer.where;
    this.#gone = gone;
    peer.send(writeGreeting(greeting));
    peer.listen(
      (bytes) => {
        const idle = this.#pending.size === 0;
        const come = this.#reader.read(bytes);
        for (const command of come) {
          this.#pending.delete(command.id);
          this.#pending.set(command.id, command);
        }
        if (idle && come.length > 0) commands(() => this.#next());
      },
      () => this.#gone()
    );
  }

  /** True when as much waits for it as may. */
  get behind(): boolean {
    return !this.#behindForLong && this.#peer.waiting > this.#limit;
  }

  /** @param pausing true when the source waits for those that are behind, and drops only for those that were given up */
  send(bytes: Uint8Array, rate: number, pausing: boolean): void {
    this.#limit = Math.max(queueBytes, 2 * rate * queueSeconds);
    const full = this.#peer.waiting > this.#limit;
    if (!full) this.#behindForLong = false;
    if (full && (!pausing || this.#behindForLong)) {
      this.#dropped += bytes.length / 2;
      return;
    }
    this.#sent += bytes.length / 2;
    this.#peer.send(bytes);
  }

  /** Waited for in vain: it loses samples until it reads again. */
  giveUp(): void {
    this.#behindForLong = true;
  }

  /** @returns true when this has not been said before, and is worth saying */
  mention(text: string): boolean {
    if (this.#mentioned.has(text) || this.#mentioned.size >= mentionLimit) return false;
    this.#mentioned.add(text);
    return true;
  }

  /** What it got, for the log. */
  account(): string {
    return ` after ${this.#sent} samples${this.#dropped === 0 ? '' : `, ${this.#dropped} of them dropped because it did not read`}`;
  }

  close(): void {
    this.#peer.close();
  }

  #next(): Command | null {
    const first = this.#pending.values().next();
    if (first.done === true) return null;
    this.#pending.delete(first.value.id);
    return first.value;
  }
}
