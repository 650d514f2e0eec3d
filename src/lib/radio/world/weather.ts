import { hash32 } from '#lib/base/prng.ts';
import { sinTurns } from '#lib/dsp/sinCos.ts';

/** What a weather sensor reads at a moment of world time: a day's swing, and a little of its own. Degrees Celsius to 0.1, and per cent. */
export function weatherAt(seed: number, time: number): { temperature: number; humidity: number } {
  const day = sinTurns(time / 86400 - 0.35);
  const own = (hash32(seed) % 100) / 10 - 3;
  const wobble = (hash32(seed, Math.floor(time / 20)) % 5) - 2;
  return {
    temperature: Math.round(10 * (12 + own + 6 * day) + wobble) / 10,
    humidity: Math.round(58 - 14 * day + wobble)
  };
}
