import type { Vector, WasmFunction } from './wasmFunction.ts';

/** Emits the transposition of four vectors of four: lane i of result j is lane j of row i. */
export function transpose(f: WasmFunction, rows: readonly Vector[]): Vector[] {
  const [a, b, c, d] = rows as [Vector, Vector, Vector, Vector];
  const abLow = f.shuffle(a, b, [0, 4, 1, 5]);
  const abHigh = f.shuffle(a, b, [2, 6, 3, 7]);
  const cdLow = f.shuffle(c, d, [0, 4, 1, 5]);
  const cdHigh = f.shuffle(c, d, [2, 6, 3, 7]);
  return [
    f.shuffle(abLow, cdLow, [0, 1, 4, 5]),
    f.shuffle(abLow, cdLow, [2, 3, 6, 7]),
    f.shuffle(abHigh, cdHigh, [0, 1, 4, 5]),
    f.shuffle(abHigh, cdHigh, [2, 3, 6, 7])
  ];
}
