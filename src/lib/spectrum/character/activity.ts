import type { Channel } from './downconvert.ts';

/** When a signal is on, sample by sample, and what its power does. */
export interface Activity {
  /** |x|^2 averaged over about the time the band needs to change. */
  readonly level: Float64Array;
  /** 1 where the level is over the threshold: every keying shows. */
  readonly keyed: Uint8Array;
  /** The same with short gaps closed: a burst is one piece. */
  readonly on: Uint8Array;
  readonly duty: number;
  /** Stretches of `keyed`, first sample and the first after. */
  readonly runs: readonly (readonly [number, number])[];
}

/** Gaps up to so many times 1 / bandwidth belong to a signal that is on. */
const closedGap = 48;
/** Under so many times the noise, longer averages are taken. */
const weak = 6;

/** @param width of the band, Hz @param noise power of a sample without signal @param from first sample of the detection @param to the first after it */
export function activity(channel: Channel, width: number, noise: number, from: number, to: number): Activity {
  const { re, rate } = channel;
  const n = re.length;
  let reach = Math.max(1, Math.round(rate / width));
  let level = runningLevel(channel, reach);
  let high = upperLevel(level, from, to);
  if (high < weak * noise) {
    // Near the noise a short average crosses any threshold by chance.
    reach *= 4;
    level = runningLevel(channel, reach);
    high = upperLevel(level, from, to);
  }
  const keyed = new Uint8Array(n);
  // Half the amplitude is a quarter of the power.
  const threshold = high > 2 * noise ? noise + 0.25 * (high - noise) : 0;
  for (let i = from; i < to; i++) keyed[i] = level[i] >= threshold ? 1 : 0;
  dropShort(keyed, 0, reach);
  dropShort(keyed, 1, reach);
  const on = keyed.slice();
  dropShort(on, 0, Math.round((closedGap * rate) / width));
  let count = 0;
  for (let i = from; i < to; i++) count += keyed[i];
  return { level, keyed, on, duty: to > from ? count / (to - from) : 0, runs: runsOf(keyed) };
}

/** The level that a tenth of the samples lies above. */
function upperLevel(level: Float64Array, from: number, to: number): number {
  const sorted = level.slice(from, to).sort();
  return sorted[Math.floor(0.9 * (sorted.length - 1))] ?? 0;
}

function runningLevel({ re, im }: Channel, reach: number): Float64Array {
  const n = re.length;
  const level = new Float64Array(n);
  let sum = 0;
  for (let i = 0; i < n + reach; i++) {
    if (i < n) sum += re[i] * re[i] + im[i] * im[i];
    const gone = i - 2 * reach - 1;
    if (gone >= 0) sum -= re[gone] * re[gone] + im[gone] * im[gone];
    const at = i - reach;
    if (at >= 0) level[at] = Math.max(0, sum / (Math.min(n - 1, i) - Math.max(0, gone + 1) + 1));
  }
  return level;
}

/** Turns stretches of `value` that are no longer than `most` into the other one; those at the ends stay. */
function dropShort(mask: Uint8Array, value: 0 | 1, most: number): void {
  for (let i = 0; i < mask.length;) {
    let end = i;
    while (end < mask.length && mask[end] === mask[i]) end++;
    const inner = i > 0 && end < mask.length;
    if (mask[i] === value && inner && end - i <= most) mask.fill(value === 1 ? 0 : 1, i, end);
    i = end;
  }
}

function runsOf(mask: Uint8Array): [number, number][] {
  const runs: [number, number][] = [];
  for (let i = 0; i < mask.length;) {
    let end = i;
    while (end < mask.length && mask[end] === mask[i]) end++;
    if (mask[i] === 1) runs.push([i, end]);
    i = end;
  }
  return runs;
}
