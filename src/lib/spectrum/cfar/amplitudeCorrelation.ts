import { cosTurns, sinTurns } from '#lib/dsp/sinCos.ts';
import { windowSamples, type WindowName } from '#lib/dsp/window.ts';
import { hopOf } from '../hopOf.ts';

/** What is left out: a correlation of amplitudes below 1e-5. */
const negligible = 1e-5;
/** As far as training cells go; and after so many negligible ones in a row nothing more is looked for. Only the rectangle reaches far. */
const reach = 96;
const enough = 4;
/** The correlation of windowed segments hardly depends on their length; at this one it is exact to 1e-5. */
const size = 1024;
/** Those that were asked for: a dozen at most. */
const known = new Map<string, readonly (readonly number[])[]>();

/**
 * Correlation of the amplitudes of cells of a short-time transform of white noise: `[r][d]` for segments r hops and bins d apart,
 * |sum over i of w(i) w(i - r hop) exp(-2 pi j d i / n)| / sum w(i)^2. It follows from E[x(i) x*(i')] = 0 for i other than i', and nothing else.
 * Cut off where it is negligible; the first row is that of one segment, `[0][0]` is 1.
 */
export function amplitudeCorrelation(window: WindowName, overlap: number): readonly (readonly number[])[] {
  const key = `${window} ${overlap}`;
  let rows = known.get(key);
  if (rows === undefined) {
    rows = correlate(window, overlap);
    known.set(key, rows);
  }
  return rows;
}

function correlate(window: WindowName, overlap: number): number[][] {
  const taper = windowSamples(window, size);
  const hop = hopOf(size, overlap);
  const energy = taper.reduce((sum, value) => sum + value * value, 0);
  const rows: number[][] = [];
  for (let r = 0; r * hop < size; r++) {
    const row: number[] = [];
    for (let d = 0, little = 0; d <= reach && little < enough; d++) {
      let re = 0;
      let im = 0;
      for (let i = r * hop; i < size; i++) {
        const product = taper[i] * taper[i - r * hop];
        const turns = ((d * i) % size) / size;
        re += product * cosTurns(turns);
        im += product * sinTurns(turns);
      }
      const correlation = Math.hypot(re, im) / energy;
      little = correlation < negligible ? little + 1 : 0;
      row.push(little > 0 ? 0 : correlation);
    }
    rows.push(row);
  }
  while (rows.length > 1 && rows.at(-1)!.every((value) => value === 0)) rows.pop();
  return rows;
}
