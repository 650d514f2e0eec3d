import type { Clock } from '#lib/base/clock.ts';
import { SimulatedRadio } from '../simulatedRadio.ts';
import { createDefaultWorld } from './defaultWorld.ts';
import type { SimSpec } from './parseSimSpec.ts';
import type { World } from './world.ts';

/**
 * A radio in the default world, as a spec names it. Tuned to `defaultTuning`; `configure` moves it.
 *
 * @param spec what `parseSimSpec` gave
 * @param clock paces the radio if it is paced, and says what 'now' is
 * @param world shares a world (and its work) with other radios of this thread; default: the spec's own
 */
export function openSimulator(
  spec: SimSpec,
  clock: Clock,
  world: World = createDefaultWorld(spec.seed)
): SimulatedRadio {
  const { format, ppm, noiseFigure, gain, paced, serial } = spec;
  const startOffset = spec.start === 'now' ? Math.max(0, clock.now() - world.epoch) : spec.start;
  return new SimulatedRadio({ world, clock, format, ppm, noiseFigure, gain, paced, serial, startOffset });
}
