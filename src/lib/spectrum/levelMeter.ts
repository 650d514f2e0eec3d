/** The strongest bin of a row inside a frequency span. */
export interface Strongest {
  readonly bin: number;
  readonly power: number;
}

/** Index and linear power of the strongest of `row[from..to]` (inclusive, clamped); null when the span holds no bin. */
export function strongestBin(row: Float32Array, from: number, to: number): Strongest | null {
  const first = Math.max(0, from);
  const last = Math.min(row.length - 1, to);
  if (first > last) return null;
  let bin = first;
  for (let i = first + 1; i <= last; i++) if (row[i] > row[bin]) bin = i;
  return { bin, power: row[bin] };
}
