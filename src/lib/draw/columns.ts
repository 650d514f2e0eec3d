/** Which bins each pixel column shows, first and last inclusive. */
export interface Columns {
  readonly low: Int32Array;
  readonly high: Int32Array;
}

/** The highest code of each column, from a row of codes that starts at `at`. */
export function columnMaxima(codes: Uint16Array, at: number, columns: Columns, into: Uint16Array): void {
  const { low, high } = columns;
  for (let x = 0; x < low.length; x++) {
    let top = 0;
    for (let i = at + low[x]; i <= at + high[x]; i++) if (codes[i] > top) top = codes[i];
    into[x] = top;
  }
}
