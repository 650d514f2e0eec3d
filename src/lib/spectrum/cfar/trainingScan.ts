import { WasmModule } from '#lib/dsp/wasmModule.ts';
import type { Address, Vector, WasmFunction } from '#lib/dsp/wasmFunction.ts';
import type { CfarKind } from './cfarSettings.ts';

/** Cells that one step of the loop works on: two vectors. */
const step = 8;

interface Exports {
  /** Works on `steps` x 8 cells; the training cells' places begin at address `from`. */
  readonly scan: (cells: number, from: number, steps: number) => void;
}

export interface TrainingScanOptions {
  /** Cells under test. */
  readonly cells: number;
  readonly kind: CfarKind;
  /** Where the training cells of cell 0 are, as indices into `training` from a starting place on; the other cells' follow. First half, second half. */
  readonly offsets: readonly (readonly number[])[];
  /** Values in `training`. */
  readonly places: number;
  /** Rank for 'os'. */
  readonly rank: number;
  readonly multiplier: number;
}

/**
 * Compares cells with their training, four at a time, in WebAssembly SIMD generated for the places of the training cells. Means are added up anew for each
 * cell: nothing strong leaves its rounding behind. An order statistic is compared without sorting: y > a x(k) says that at least k training
 * cells lie below y / a, so those are counted. Single precision without fused operations: the same on every machine.
 */
export class TrainingScan {
  /** Filled by the owner before `mark`. */
  readonly training: Float32Array;
  readonly tested: Float32Array;
  readonly #counts: Int32Array;
  readonly #scan: Exports['scan'];
  readonly #steps: number;
  readonly #trainingAt: number;
  /** Comparisons that a marked cell has passed, at least. */
  readonly #needed: number;

  constructor(options: TrainingScanOptions) {
    const { cells, kind, offsets, places, rank } = options;
    this.#steps = Math.ceil(cells / step);
    const room = 4 * this.#steps * step;
    this.#trainingAt = 2 * room;
    this.#needed = { ca: 1, so: 1, go: 2, os: rank }[kind];
    // Up to a step's worth of cells that do not exist are read beyond the last.
    const pages = Math.ceil((this.#trainingAt + 4 * (places + step)) / 65536);
    const memory = new WebAssembly.Memory({ initial: pages });
    const buffer = memory.buffer as ArrayBuffer;
    this.tested = new Float32Array(buffer, 0, cells);
    this.#counts = new Int32Array(buffer, room, cells);
    this.training = new Float32Array(buffer, this.#trainingAt, places);
    const module = new WebAssembly.Module(scanCode(options, offsets, room, pages));
    this.#scan = (new WebAssembly.Instance(module, { host: { memory } }).exports as unknown as Exports).scan;
  }

  /** Marks the cells that exceed. @param start added to the offsets: where in `training` they begin @returns how many they are */
  mark(start: number, mask: Uint8Array): number {
    this.#scan(0, this.#trainingAt + 4 * start, this.#steps);
    const counts = this.#counts;
    const needed = this.#needed;
    let marked = 0;
    for (let cell = 0; cell < counts.length; cell++) {
      // Both halves of the lane hold the count.
      const hit = (counts[cell] & 0xffff) >= needed ? 1 : 0;
      mask[cell] = hit;
      marked += hit;
    }
    return marked;
  }
}

function scanCode(
  { kind, multiplier }: TrainingScanOptions,
  offsets: readonly (readonly number[])[],
  counts: number,
  pages: number
): Uint8Array<ArrayBuffer> {
  const module = new WasmModule(pages);
  const code = module.function(['i32', 'i32', 'i32'], 'scan');
  const cells = code.parameter(0, 'i32');
  const from = code.parameter(1, 'i32');
  const zero = code.integers(0);
  // Means of both halves are one mean to 'ca', and compared one by one otherwise.
  const groups = kind === 'go' || kind === 'so' ? offsets : [offsets.flat()];
  const shares = groups.map((group) => code.floats(kind === 'os' ? 1 / multiplier : multiplier / group.length));
  code.repeat(code.parameter(2, 'i32'), () => {
    for (const at of [0, 16]) {
      const tested = code.load(cells, at);
      let passed = zero;
      groups.forEach((group, i) => {
        if (kind === 'os') passed = countBelow(code, code.mul(tested, shares[i]), from, at, group, passed);
        else {
          const sum = addUp(code, from, at, group);
          passed = code.binary('i16x8.sub', passed, code.binary('f32x4.lt', code.mul(sum, shares[i]), tested));
        }
      });
      code.store(cells, counts + at, passed);
    }
    code.advance(cells, 4 * step);
    code.advance(from, 4 * step);
  });
  return module.bytes();
}

/** True is -1 in both halves of a lane; taking it away counts. */
function countBelow(
  code: WasmFunction,
  limit: Vector,
  from: Address,
  at: number,
  group: readonly number[],
  zero: Vector
): Vector {
  return group.reduce(
    (count, place) => code.binary('i16x8.sub', count, code.binary('f32x4.lt', code.load(from, at + 4 * place), limit)),
    zero
  );
}

/** In four chains, so that one addition need not wait for the other. */
function addUp(code: WasmFunction, from: Address, at: number, group: readonly number[]): Vector {
  const sums: Vector[] = [];
  group.forEach((place, i) => {
    const value = code.load(from, at + 4 * place);
    if (i < 4) sums.push(value);
    else sums[i % 4] = code.add(sums[i % 4], value);
  });
  return sums.reduce((a, b) => code.add(a, b));
}
