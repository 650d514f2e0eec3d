import type { Emitter, EmitterPlan } from './emitter.ts';
import type { Place } from './place.ts';

/** What all emitters that stay where they are have in common. */
export function standing(
  plan: EmitterPlan & { readonly kind: string },
  place: Place
): Pick<Emitter, 'id' | 'kind' | 'frequency' | 'eirpDbm' | 'fixed' | 'placeAt'> {
  const { id, kind, frequency, eirpDbm } = plan;
  return { id, kind, frequency, eirpDbm, fixed: true, placeAt: (_time, at) => Object.assign(at, place) };
}
