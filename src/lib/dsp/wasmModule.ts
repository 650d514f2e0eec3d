import { name, sized, unsigned, vector } from './wasmBytes.ts';
import { WasmFunction, wasmTypes, type WasmType } from './wasmFunction.ts';

/**
 * Writes a WebAssembly module: functions without results that work on one imported memory (`host.memory`). No more of the format than the
 * generated kernels use.
 */
export class WasmModule {
  readonly #functions: WasmFunction[] = [];
  readonly #exports = new Map<string, WasmFunction>();
  readonly #pages: number;
  readonly #fused: boolean;

  /**
   * @param pages size of the memory that will be handed in, in pages of 64 KiB.
   * @param fused products may be added with one rounding instead of two, by relaxed SIMD: faster, and not the same bits on every machine.
   */
  constructor(pages: number, fused = false) {
    this.#pages = pages;
    this.#fused = fused;
  }

  /** Adds a function; its body is written by calling its methods. With a name it is exported. */
  function(parameters: readonly WasmType[], exportName?: string): WasmFunction {
    const made = new WasmFunction(this.#functions.length, parameters, this.#fused);
    this.#functions.push(made);
    if (exportName !== undefined) this.#exports.set(exportName, made);
    return made;
  }

  bytes(): Uint8Array<ArrayBuffer> {
    // One type per function: a repeated type costs a few bytes, a table of types costs a page of code.
    const types = this.#functions.map(({ parameters }) => [
      0x60,
      ...vector(parameters.map((type) => [wasmTypes[type]])),
      0
    ]);
    const memory = [...name('host'), ...name('memory'), 0x02, 0x00, ...unsigned(this.#pages)];
    const exported = Array.from(this.#exports, ([text, { index }]) => [...name(text), 0x00, ...unsigned(index)]);
    return Uint8Array.from([
      ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      ...[0x01, ...sized(vector(types))],
      ...[0x02, ...sized(vector([memory]))],
      ...[0x03, ...sized(vector(this.#functions.map(({ index }) => unsigned(index))))],
      ...[0x07, ...sized(vector(exported))],
      ...[0x0a, ...sized(vector(this.#functions.map((made) => made.bytes())))]
    ]);
  }
}
