import { blockBins, rowMathCode, turnBins, type RowMathExports } from './rowMathCode.ts';

/** What is known of the blocks of a row: `blockBins` bins each. */
export interface RowBlocks {
  /** Largest value of each block. */
  readonly most: Float32Array;
  readonly sum: Float32Array;
}

/** Values in the memory of a `RowMath`: one per bin, or one per block. */
export interface MathRow {
  readonly values: Float32Array;
  readonly address: number;
}

/**
 * Arithmetic over whole rows, four bins at a time: what the detector does to every row of its stream. Rows live in one WebAssembly memory; what
 * lies past the last bin (rows are padded to a multiple of 64) is kept at 0.
 */
export class RowMath {
  readonly bins: number;
  /** Blocks of a row, the padding's included. */
  readonly blocks: number;
  readonly #buffer: ArrayBuffer;
  readonly #code: RowMathExports;
  readonly #constant: Float32Array;
  readonly #padded: number;
  readonly #stride: number;
  #end: number;

  /** @param rows how many rows will be asked for, @param blockRows how many rows of blocks */
  constructor(bins: number, rows: number, blockRows: number) {
    this.bins = bins;
    this.#padded = Math.ceil(bins / turnBins) * turnBins;
    this.blocks = this.#padded / blockBins;
    // Rows of power-of-two lengths would all start in the same cache set.
    this.#stride = 4 * this.#padded + 64;
    const blockBytes = 4 * this.blocks + 64;
    const pages = Math.ceil((64 + rows * this.#stride + blockRows * blockBytes) / 65536);
    const memory = new WebAssembly.Memory({ initial: pages });
    this.#buffer = memory.buffer as ArrayBuffer;
    this.#constant = new Float32Array(this.#buffer, 0, 4);
    this.#end = 64;
    const module = new WebAssembly.Module(rowMathCode(this.#padded / turnBins, pages));
    this.#code = new WebAssembly.Instance(module, { host: { memory } }).exports as unknown as RowMathExports;
  }

  /** A new row of zeros. */
  row(): MathRow {
    const address = this.#place(this.#stride);
    return { address, values: new Float32Array(this.#buffer, address, this.bins) };
  }

  /** A new row with one value for each block. */
  blockRow(): MathRow {
    const address = this.#place(4 * this.blocks + 64);
    return { address, values: new Float32Array(this.#buffer, address, this.blocks) };
  }

  /**
   * ratio = power * inverse, 1 where that is no number or not below `largest`; and for each block the largest and the sum of the ratios, the
   * largest and the least of the powers.
   */
  ratios(
    from: { readonly power: MathRow; readonly inverse: MathRow },
    largest: number,
    ratio: MathRow,
    blocks: Readonly<Record<'ratioMost' | 'ratioSum' | 'powerMost' | 'powerLeast', MathRow>>
  ): void {
    this.#constant.fill(largest);
    this.#code.ratios(
      from.power.address,
      from.inverse.address,
      0,
      ratio.address,
      blocks.ratioMost.address,
      blocks.ratioSum.address,
      blocks.powerMost.address,
      blocks.powerLeast.address
    );
  }

  /** sums += the lesser of value and `cap` */
  gather(values: MathRow, cap: number, sums: MathRow): void {
    this.#constant.fill(cap);
    this.#code.gather(values.address, 0, sums.address);
  }

  /** average = (a + b) * share, and the largest and the sum of each block of it */
  average(a: MathRow, b: MathRow, share: number, average: MathRow, most: MathRow, sum: MathRow): void {
    this.#constant.fill(share);
    this.#code.average(a.address, b.address, 0, average.address, most.address, sum.address);
  }

  /** sums += values */
  add(values: MathRow, sums: MathRow): void {
    this.#code.add(values.address, sums.address);
  }

  #place(bytes: number): number {
    const at = this.#end;
    this.#end += bytes;
    if (this.#end > this.#buffer.byteLength) throw new RangeError('More rows than were asked for');
    return at;
  }
}
