/** gpsd's longest reports have some ten thousand characters; what is longer is none. */
const longest = 65_536;

/** Cuts bytes into lines of ASCII (gpsd escapes all else). A line that is too long is passed over to its end. */
export class TextLines {
  readonly #emit: (line: string, received: number) => void;
  readonly #decoder = new TextDecoder('latin1');
  #text = '';
  #skipping = false;

  /** @param emit is given each line without its end, and the host's time at which its last bytes were there */
  constructor(emit: (line: string, received: number) => void) {
    this.#emit = emit;
  }

  push(bytes: Uint8Array, received: number): void {
    const lines = (this.#text + this.#decoder.decode(bytes)).split('\n');
    this.#text = lines.pop() ?? '';
    for (const line of lines) {
      if (!this.#skipping && line.length <= longest) this.#emit(line, received);
      this.#skipping = false;
    }
    if (this.#text.length > longest) {
      this.#text = '';
      this.#skipping = true;
    }
  }
}
