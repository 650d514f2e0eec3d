import type { PlotRow } from '#lib/draw/plot.ts';

/** A row of `bins` bins at one level (dBFS), with single bins raised. */
export function flatRow(
  bins: number,
  time: number,
  seconds: number,
  dbfs: number,
  raised: Readonly<Record<number, number>> = {}
): PlotRow {
  const mean = new Float32Array(bins).fill(10 ** (dbfs / 10));
  for (const [bin, level] of Object.entries(raised)) mean[Number(bin)] = 10 ** (level / 10);
  return { time, seconds, mean, peak: mean.map((power) => power * 2) };
}

/** A seeded generator of numbers in 0..1. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}
