import type { Emitter, EmitterSurroundings } from '../emitter.ts';
import { adsbAircraft } from './adsbAircraft.ts';
import { driftingCarrier } from './driftingCarrier.ts';
import { fmBroadcast } from './fmBroadcast.ts';
import { fskSensor } from './fskSensor.ts';
import { nfmVoice } from './nfmVoice.ts';
import { ookSensor } from './ookSensor.ts';

/** Every kind of emitter there is. A new one is a file beside this one and a line here. */
const kinds = {
  'adsb-aircraft': adsbAircraft,
  'drifting-carrier': driftingCarrier,
  'fm-broadcast': fmBroadcast,
  'fsk-sensor': fskSensor,
  'nfm-voice': nfmVoice,
  'ook-sensor': ookSensor
};

/** What may stand in the list of a world. */
export type AnyEmitterPlan = Parameters<(typeof kinds)[keyof typeof kinds]>[0];

export function makeEmitter(plan: AnyEmitterPlan, surroundings: EmitterSurroundings): Emitter {
  // Each maker takes the plan of its own kind, which the key guarantees and the type checker cannot follow.
  const make = kinds[plan.kind] as (plan: AnyEmitterPlan, surroundings: EmitterSurroundings) => Emitter;
  return make(plan, surroundings);
}
