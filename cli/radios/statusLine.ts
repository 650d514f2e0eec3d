import type { CommandIo } from '../command.ts';

const everyMs = 500;

/** A line on the terminal that says how something that goes on is going; nothing where there is no terminal. */
export class StatusLine {
  readonly #io: CommandIo;
  #shown = -Infinity;

  constructor(io: CommandIo) {
    this.#io = io;
  }

  /** @param text made only when it is shown */
  show(text: () => string): void {
    const now = performance.now();
    if (!this.#io.interactive || now - this.#shown < everyMs) return;
    this.#shown = now;
    this.#io.err(`\r\x1b[K${text()}`);
  }

  /** Takes the line away, so that what follows stands alone. */
  clear(): void {
    if (this.#shown > -Infinity) this.#io.err('\r\x1b[K');
    this.#shown = -Infinity;
  }
}
