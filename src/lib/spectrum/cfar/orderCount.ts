import { WasmModule } from '#lib/dsp/wasmModule.ts';

/** Cells that one step of the loop works on: two vectors. */
const step = 8;

interface Exports {
  /** From the cells at `at` on, `steps` x 8 of them: writes into the counts. */
  readonly count: (at: number, steps: number) => void;
}

/**
 * Counts for each of `cells` cells how many of its training cells lie below its limit: an order statistic's comparison without sorting, since
 * y > a x(k) says that at least k training cells lie below y / a. In WebAssembly SIMD, generated for the training cells' places. Comparisons and one
 * product per cell: the same on every machine.
 */
export class OrderCount {
  /** What the training cells are taken from: `lead` places before the first cell's own, and what follows. Filled by the owner. */
  readonly training: Float32Array;
  /** The cells under test; each is compared after multiplication with `share`. */
  readonly tested: Float32Array;
  readonly #counts: Int32Array;
  readonly #count: Exports['count'];
  readonly #steps: number;

  /**
   * @param offsets of the training cells in `training`, from the cell's own place (its index + `lead`) @param places length of `training`
   * @param share the multiplier's inverse
   */
  constructor(cells: number, offsets: readonly number[], lead: number, places: number, share: number) {
    this.#steps = Math.ceil(cells / step);
    const room = this.#steps * step;
    const tested = 0;
    const counts = 4 * room;
    const training = 2 * counts;
    const last = lead + Math.max(...offsets);
    if (lead + Math.min(...offsets) < 0) throw new RangeError('A training cell lies before all places');
    const end = training + 4 * Math.max(places, last + room);
    const pages = Math.ceil(end / 65536);
    const memory = new WebAssembly.Memory({ initial: pages });
    const buffer = memory.buffer as ArrayBuffer;
    this.tested = new Float32Array(buffer, tested, cells);
    this.#counts = new Int32Array(buffer, counts, cells);
    this.training = new Float32Array(buffer, training, places);
    const code = new WebAssembly.Module(
      countCode(
        offsets.map((offset) => training + 4 * (lead + offset)),
        counts,
        share,
        pages
      )
    );
    this.#count = (new WebAssembly.Instance(code, { host: { memory } }).exports as unknown as Exports).count;
  }

  /** Marks the cells with at least `rank` training cells below their limit. @returns how many they are */
  mark(rank: number, mask: Uint8Array): number {
    this.#count(0, this.#steps);
    const counts = this.#counts;
    let marked = 0;
    for (let cell = 0; cell < counts.length; cell++) {
      // Both halves of the lane hold the count.
      const hit = (counts[cell] & 0xffff) >= rank ? 1 : 0;
      mask[cell] = hit;
      marked += hit;
    }
    return marked;
  }
}

/** @param places byte addresses of the first cell's training cells; all others follow at the same distance */
function countCode(places: readonly number[], counts: number, share: number, pages: number): Uint8Array<ArrayBuffer> {
  const module = new WasmModule(pages);
  const code = module.function(['i32', 'i32'], 'count');
  const at = code.parameter(0, 'i32');
  const scale = code.floats(share);
  const zero = code.integers(0);
  code.repeat(code.parameter(1, 'i32'), () => {
    const limits = [0, 16].map((vector) => code.mul(code.load(at, vector), scale));
    const sums = [zero, zero];
    for (const place of places) {
      for (let i = 0; i < 2; i++) {
        const below = code.binary('f32x4.lt', code.load(at, place + 16 * i), limits[i]);
        // True is -1 in both halves of a lane.
        sums[i] = code.binary('i16x8.sub', sums[i], below);
      }
    }
    sums.forEach((sum, i) => code.store(at, counts + 16 * i, sum));
    code.advance(at, 4 * step);
  });
  return module.bytes();
}
