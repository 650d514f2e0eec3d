import { transpose } from '#lib/dsp/transpose.ts';
import type { Address, Vector, WasmFunction } from '#lib/dsp/wasmFunction.ts';
import { WasmModule } from '#lib/dsp/wasmModule.ts';

/** Bins of a block. */
export const blockBins = 16;
/** Bins of one turn of the loops: four blocks, whose results make one vector. */
export const turnBins = 4 * blockBins;

/** What the module exports; everything is a byte address of floats, in rows whose length is a multiple of `turnBins`. */
export interface RowMathExports {
  /** ratio = power * inverse, or 1 where that is not below `largest` (four equal floats), with the extremes and sums of its blocks. */
  ratios(
    power: number,
    inverse: number,
    largest: number,
    ratio: number,
    blockMost: number,
    blockSum: number,
    powerMost: number,
    powerLeast: number
  ): void;
  /** sums += the lesser of value and `cap` (four equal floats). */
  gather(values: number, cap: number, sums: number): void;
  /** average = (a + b) * share (four equal floats), with the maxima and sums of its blocks. */
  average(a: number, b: number, share: number, average: number, blockMost: number, blockSum: number): void;
  /** sums += values */
  add(values: number, sums: number): void;
}

type Fold = 'f32x4.pmax' | 'f32x4.pmin' | 'f32x4.add';

/** Writes the loops over a row that the detector runs for every row. Plain SIMD128: the same bits everywhere. */
export function rowMathCode(turns: number, pages: number): Uint8Array<ArrayBuffer> {
  const module = new WasmModule(pages);
  const parameters = (count: number) => new Array<'i32'>(count).fill('i32');
  const make = (name: string, count: number, write: (f: WasmFunction, address: readonly Address[]) => void) => {
    const f = module.function(parameters(count), name);
    write(
      f,
      Array.from({ length: count }, (_, i) => f.parameter(i, 'i32'))
    );
  };

  make('ratios', 8, (f, [power, inverse, largest, ratio, blockMost, blockSum, powerMost, powerLeast]) => {
    const limit = f.load(largest, 0);
    const one = f.floats(1);
    f.repeat(turns, () => {
      const powers: Vector[] = [];
      const values: Vector[] = [];
      for (let i = 0; i < turnBins / 4; i++) {
        powers[i] = f.load(power, 16 * i);
        const value = f.mul(powers[i], f.load(inverse, 16 * i));
        const sane = f.binary('f32x4.lt', value, limit);
        values[i] = f.binary('or', f.binary('and', value, sane), f.binary('andnot', one, sane));
        f.store(ratio, 16 * i, values[i]);
      }
      f.store(blockMost, 0, perBlock(f, values, 'f32x4.pmax'));
      f.store(blockSum, 0, perBlock(f, values, 'f32x4.add'));
      f.store(powerMost, 0, perBlock(f, powers, 'f32x4.pmax'));
      f.store(powerLeast, 0, perBlock(f, powers, 'f32x4.pmin'));
      for (const row of [power, inverse, ratio]) f.advance(row, 4 * turnBins);
      for (const blocks of [blockMost, blockSum, powerMost, powerLeast]) f.advance(blocks, 16);
    });
  });

  make('gather', 3, (f, [values, cap, sums]) => {
    const most = f.load(cap, 0);
    f.repeat(turns, () => {
      for (let i = 0; i < turnBins / 4; i++) {
        const value = f.binary('f32x4.pmin', f.load(values, 16 * i), most);
        f.store(sums, 16 * i, f.add(f.load(sums, 16 * i), value));
      }
      for (const row of [values, sums]) f.advance(row, 4 * turnBins);
    });
  });

  make('average', 6, (f, [a, b, share, average, blockMost, blockSum]) => {
    const factor = f.load(share, 0);
    f.repeat(turns, () => {
      const values: Vector[] = [];
      for (let i = 0; i < turnBins / 4; i++) {
        values[i] = f.mul(f.add(f.load(a, 16 * i), f.load(b, 16 * i)), factor);
        f.store(average, 16 * i, values[i]);
      }
      f.store(blockMost, 0, perBlock(f, values, 'f32x4.pmax'));
      f.store(blockSum, 0, perBlock(f, values, 'f32x4.add'));
      for (const row of [a, b, average]) f.advance(row, 4 * turnBins);
      for (const blocks of [blockMost, blockSum]) f.advance(blocks, 16);
    });
  });

  make('add', 2, (f, [values, sums]) => {
    f.repeat(turns, () => {
      for (let i = 0; i < turnBins / 4; i++) f.store(sums, 16 * i, f.add(f.load(sums, 16 * i), f.load(values, 16 * i)));
      for (const row of [values, sums]) f.advance(row, 4 * turnBins);
    });
  });
  return module.bytes();
}

/** Four blocks of four vectors, each folded into one lane. Powers are numbers: a sample that is none reads as 0. */
function perBlock(f: WasmFunction, vectors: readonly Vector[], fold: Fold): Vector {
  const together = (a: Vector, b: Vector) => f.binary(fold, a, b);
  const blocks = [0, 4, 8, 12].map((from) => vectors.slice(from, from + 4).reduce(together));
  return transpose(f, blocks).reduce(together);
}
