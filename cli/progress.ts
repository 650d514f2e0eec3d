import type { CommandIo } from './command.ts';

const quietMs = 1000;
const everyMs = 200;

/** A line of progress on the terminal, for work that takes longer than a second; nothing where there is no terminal. */
export class Progress {
  readonly #io: CommandIo;
  readonly #what: string;
  readonly #started = performance.now();
  #shown = 0;

  constructor(io: CommandIo, what: string) {
    this.#io = io;
    this.#what = what;
  }

  /** @param share done so far, 0 to 1 */
  show(share: number): void {
    const now = performance.now();
    if (!this.#io.interactive || now - this.#started < quietMs || now - this.#shown < everyMs) return;
    this.#shown = now;
    const left = ((now - this.#started) / 1000 / share) * (1 - share);
    this.#io.err(`\r\x1b[K${this.#what}: ${Math.floor(share * 100)} %, ${left.toFixed(0)} s left`);
  }

  /** Takes the line away, so that what follows stands alone. */
  clear(): void {
    if (this.#shown > 0) this.#io.err('\r\x1b[K');
    this.#shown = 0;
  }
}
