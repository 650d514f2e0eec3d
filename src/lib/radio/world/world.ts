import { hashText } from '#lib/base/prng.ts';
import type { Emitter } from './emitter.ts';
import { makeEmitter, type AnyEmitterPlan } from './emitters/list.ts';
import type { Position } from './place.ts';
import type { Receiver } from './receiver.ts';
import { truthAt, type TruthRow } from './truth.ts';

/** One deterministic radio-frequency world. Every simulated radio in it hears the same emitters, each from its own place. */
export interface World {
  readonly seed: number;
  /** World time 0, whole seconds since 1970. */
  readonly epoch: number;
  /** The place that distances are counted from. */
  readonly origin: Position;
  readonly emitters: readonly Emitter[];
  /**
   * What is on the air at a radio at any time in from <= t < to, and at what level: what a perfect receiver would report. Times are the
   * radio's own, as in its blocks.
   */
  truth(radio: { readonly receiver: Receiver }, from: number, to: number): TruthRow[];
}

export interface WorldPlan {
  readonly seed: number;
  readonly emitters: readonly AnyEmitterPlan[];
  /** Default: 47.3 N 8.5 E. */
  readonly origin?: Position;
  /** Default: 2026-01-01T00:00:00Z. */
  readonly epoch?: number;
}

/** @throws RangeError when two emitters share an id */
export function createWorld(plan: WorldPlan): World {
  const { seed, origin = { latitude: 47.3, longitude: 8.5, height: 0 }, epoch = 1767225600 } = plan;
  const ids = new Set<string>();
  const emitters = plan.emitters.map((emitter) => {
    if (ids.has(emitter.id)) throw new RangeError(`Two emitters are called ${emitter.id}`);
    ids.add(emitter.id);
    return makeEmitter(emitter, { seed: hashText(seed, emitter.id), origin, epoch });
  });
  return {
    seed,
    epoch,
    origin,
    emitters,
    truth: (radio, from, to) => truthAt(emitters, radio.receiver, from, to)
  };
}
