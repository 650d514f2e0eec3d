import { chunkSamples, type Reception } from './reception.ts';
import { turnStepRadians, turnSteps, turnTable } from './turnTable.ts';

/** A modulated stretch of signal on an even grid of the emitter's own time. */
export interface Track {
  /** Grid steps per second. */
  readonly rate: number;
  /** Intervals; the arrays hold one value more. */
  readonly length: number;
  /** Phase on top of the carrier, turns. */
  readonly phase: Float64Array;
  /** Its derivative, turns per grid step: the frequency offset. */
  readonly slope: Float32Array;
  /** Envelope, 1 = carrier fully on; null where it is on throughout. */
  readonly amplitude: Float32Array | null;
}

/** Keeps phases positive, so that cutting off the fraction rounds down; half of it is what may be turned within one interval. */
const bias = 65536;

/**
 * Adds samples from <= n < to of a track to a chunk; sample 0 lies `position` grid steps after the track's start.
 *
 * Between grid points the phase is the cubic through both values with both slopes (Hermite): its images stay under -75 dB for content
 * below an eighth of the grid rate. The envelope is linear.
 */
export function addTrack(reception: Reception, track: Track, position: number, from: number, to: number): void {
  const { i, q, amplitude, carrier, turn } = reception;
  const { phase, slope, length } = track;
  const table = turnTable();
  const dpos = reception.step * track.rate;
  let n = from;
  while (n < to) {
    let k = Math.floor(position + n * dpos);
    k = k < 0 ? 0 : k >= length ? length - 1 : k;
    let end = k === length - 1 ? to : Math.ceil((k + 1 - position) / dpos);
    end = end > to ? to : end <= n ? n + 1 : end;
    let level = amplitude;
    let growth = 0;
    if (track.amplitude !== null) {
      level *= track.amplitude[k];
      growth = amplitude * track.amplitude[k + 1] - level;
      if (level === 0 && growth === 0) {
        n = end;
        continue;
      }
    }
    const m0 = slope[k];
    const m1 = slope[k + 1];
    const rise = phase[k + 1] - phase[k];
    const c2 = 3 * rise - 2 * m0 - m1;
    const c3 = m0 + m1 - 2 * rise;
    const whole = phase[k] + carrier + turn * n;
    const base = (whole - Math.floor(whole) + bias) * turnSteps - 0.5;
    const start = position - k;
    const first = n;
    for (; n < end; n++) {
      const u = start + n * dpos;
      const x = base + turnSteps * (u * (m0 + u * (c2 + u * c3)) + turn * (n - first));
      const at = (x + 0.5) | 0;
      const d = (x - at) * turnStepRadians;
      const a = level + growth * u;
      const c = table[(at & (turnSteps - 1)) * 2];
      const s = table[(at & (turnSteps - 1)) * 2 + 1];
      i[n] += a * (c - d * s);
      q[n] += a * (s + d * c);
    }
  }
}

/**
 * The samples of a chunk that fall into a stretch of `length` grid steps: the first sample at or after its start, and the first one at or
 * after its end. Stretches that follow each other must use the same `position` (counted from one start) or a sample could be left out.
 */
export function sampleAt(reception: Reception, rate: number, position: number, grid: number): number {
  const n = Math.ceil((grid - position) / (reception.step * rate));
  return n < 0 ? 0 : n > chunkSamples ? chunkSamples : n;
}
