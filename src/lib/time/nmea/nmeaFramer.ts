/** NMEA 0183 allows 82 characters; receivers send longer ones of their own, but none as long as this. */
const longest = 256;
const dollar = 0x24;

/**
 * Cuts a stream of bytes into lines that begin with `$`. What lies between (a partial line at the start, binary messages such as UBX, noise of
 * a wrong rate) is passed over: a byte that no sentence may hold ends the attempt, and the next `$` begins another. Holds one line at most.
 */
export class NmeaFramer {
  readonly #line = new Uint8Array(longest);
  /** -1 while waiting for a `$`. */
  #length = -1;
  #received = 0;
  readonly #emit: (line: string, received: number) => void;

  /** @param emit is given each line without its end, and the host's time at which its first byte was there */
  constructor(emit: (line: string, received: number) => void) {
    this.#emit = emit;
  }

  push(bytes: Uint8Array, received: number): void {
    for (const byte of bytes) {
      if (byte === dollar) {
        this.#length = 0;
        this.#received = received;
      }
      if (this.#length < 0) continue;
      if (byte === 0x0d || byte === 0x0a) this.end();
      else if (byte < 0x20 || byte > 0x7e || this.#length === longest) this.#length = -1;
      else this.#line[this.#length++] = byte;
    }
  }

  /** Gives a line whose end did not come. */
  end(): void {
    if (this.#length <= 0) return;
    const line = String.fromCharCode(...this.#line.subarray(0, this.#length));
    this.#length = -1;
    this.#emit(line, this.#received);
  }
}
