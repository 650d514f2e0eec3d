import { Prng } from '#lib/base/prng.ts';
import type { SweepBand } from '#lib/spectrum/sweepBand.ts';

/** The usable parts and stops of a HackRF's interleaved sweep at 20 MS/s. */
export const rate = 20e6;
const hackRfUsable = [
  { min: -0.375, max: -0.125 },
  { min: 0.125, max: 0.375 }
];

export function band(low: number, high: number, visit = 8187): SweepBand {
  return { low, high, usable: hackRfUsable, visit };
}

/** Centres of one round: 7.5 and 12.5 MHz above each 20 MHz of the band. */
export function stops(low: number, high: number): number[] {
  const centers: number[] = [];
  for (let at = low; at < high; at += 20e6) centers.push(at + 7.5e6, at + 12.5e6);
  return centers;
}

export interface Tone {
  readonly hz: number;
  /** 0 to 1 */
  readonly amplitude: number;
}

/** cs8 samples at a centre: tones that fall into the sampled band, an offset of the converter, and a little noise that spreads the rounding. */
export function samplesAt(center: number, count: number, tones: readonly Tone[], offset = 0, seed = 1): Uint8Array {
  const noise = new Prng(seed + center / 1e3);
  const data = new Int8Array(2 * count);
  const near = tones.filter(({ hz }) => Math.abs(hz - center) < rate / 2);
  for (let n = 0; n < count; n++) {
    let [re, im] = [offset, offset];
    for (const { hz, amplitude } of near) {
      const turns = (((hz - center) / rate) * n) % 1;
      re += amplitude * Math.cos(2 * Math.PI * turns);
      im += amplitude * Math.sin(2 * Math.PI * turns);
    }
    data[2 * n] = Math.round(128 * re + 3 * noise.unit() - 1.5);
    data[2 * n + 1] = Math.round(128 * im + 3 * noise.unit() - 1.5);
  }
  return new Uint8Array(data.buffer);
}
