import { hash32 } from '#lib/base/prng.ts';
import { cosTurns, sinTurns } from '#lib/dsp/sinCos.ts';
import { addTrack } from '../addTrack.ts';
import type { Emitter, EmitterPlan, EmitterSurroundings } from '../emitter.ts';
import { toPlace } from '../place.ts';
import { chunkSamples, type Reception } from '../reception.ts';
import { standing } from '../standing.ts';

/** A bare carrier that wanders, as a bad oscillator or a switching supply does. */
export interface DriftingCarrierPlan extends EmitterPlan {
  readonly kind: 'drifting-carrier';
  /** Farthest it gets from its frequency, Hz. */
  readonly swing: number;
  /** Seconds of its slower turn. */
  readonly period: number;
}

/** Share of the slower and of the faster movement, and how much faster that one is. */
const shares = [0.75, 0.25] as const;
const faster = 5.3;

export function driftingCarrier(plan: DriftingCarrierPlan, { seed, origin }: EmitterSurroundings): Emitter {
  const place = toPlace(origin, plan.position);
  const waves = [1, faster].map((rate, k) => ({
    frequency: rate / plan.period,
    start: hash32(seed, k) / 4294967296,
    swing: plan.swing * shares[k]
  }));
  const offsetAt = (time: number): number =>
    waves.reduce((sum, wave) => sum + wave.swing * sinTurns(wave.frequency * time + wave.start), 0);
  // The area under a sine of frequency f is -cos / (2 pi f).
  const turnsAt = (time: number): number =>
    waves.reduce(
      (sum, wave) =>
        sum - (wave.swing / (6.283185307179586 * wave.frequency)) * cosTurns(wave.frequency * time + wave.start),
      0
    );
  // A chunk is far shorter than any movement: one cubic per chunk follows it to better than 1e-6 of a turn.
  const track = {
    rate: 1,
    length: 1,
    phase: new Float64Array(2),
    slope: new Float32Array(2),
    amplitude: null
  };

  return {
    ...standing(plan, place),
    transmissions: (from, to) => {
      let low = Infinity;
      let high = -Infinity;
      for (let k = 0; k <= 64; k++) {
        const offset = offsetAt(from + ((to - from) * k) / 64);
        low = Math.min(low, offset);
        high = Math.max(high, offset);
      }
      const center = plan.frequency + (low + high) / 2;
      const content = { modulation: 'CW' };
      return [{ start: -Infinity, stop: Infinity, center, bandwidth: Math.max(1, high - low), content }];
    },
    add: (reception: Reception): void => {
      const length = chunkSamples * reception.step;
      const time = reception.whole + reception.part;
      track.rate = 1 / length;
      track.phase[0] = turnsAt(time);
      track.phase[1] = turnsAt(time + length);
      track.slope[0] = offsetAt(time) * length;
      track.slope[1] = offsetAt(time + length) * length;
      addTrack(reception, track, 0, 0, chunkSamples);
    }
  };
}
