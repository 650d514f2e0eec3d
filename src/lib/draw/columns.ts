/** Which bins each pixel column shows, first and last inclusive. */
export interface Columns {
  readonly low: Int32Array;
  readonly high: Int32Array;
}

/**
 * The highest code of each column, from a row of codes that starts at `at`, written to `into` from `intoAt` on. The maximum is taken without
 * a branch: noise makes every guess of the processor wrong, which costs three times as much.
 */
export function columnMaxima(
  codes: Uint16Array,
  at: number,
  columns: Columns,
  into: Uint16Array,
  intoAt: number
): void {
  const { low, high } = columns;
  for (let x = 0; x < low.length; x++) {
    let top = 0;
    const last = at + high[x];
    for (let i = at + low[x]; i <= last; i++) {
      const over = top - codes[i];
      top -= over & (over >> 31);
    }
    into[intoAt + x] = top;
  }
}

/** Raises `into[from..to]` to the codes that start at `at + from`: the maximum of rows, bin by bin. */
export function raiseTo(codes: Uint16Array, at: number, from: number, to: number, into: Uint16Array): void {
  for (let i = from; i <= to; i++) {
    const top = into[i];
    const over = top - codes[at + i];
    into[i] = top - (over & (over >> 31));
  }
}
