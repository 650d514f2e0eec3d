import type { SignalClass } from './character.ts';

/** A detection's class with what it weighs. */
export interface ClassVote {
  readonly class: SignalClass;
  readonly confidence: number;
  /** Energy of the detection: power (linear) times seconds. */
  readonly energy: number;
}

/** Detections weaker than the strongest by more than this (energy, 10 dB) are its images, its splatter, or somebody else. */
const leastShare = 0.1;
/** The class must hold this share of what the classified detections weigh … */
const leastOfKnown = 0.6;
/** … and of what all weigh. */
const leastOfAll = 0.3;

/** The class of what dominates a stretch of time, out of the classes of its detections; "unknown" when they do not agree. */
export function tallyClasses(votes: readonly ClassVote[]): SignalClass {
  let strongest = 0;
  for (const { energy } of votes) strongest = Math.max(strongest, energy);
  const weights = new Map<SignalClass, number>();
  let all = 0;
  let known = 0;
  for (const vote of votes) {
    if (vote.energy < leastShare * strongest) continue;
    all += vote.energy;
    if (vote.class === 'unknown') continue;
    const weight = vote.energy * vote.confidence;
    known += weight;
    weights.set(vote.class, (weights.get(vote.class) ?? 0) + weight);
  }
  let best: SignalClass = 'unknown';
  for (const [name, weight] of weights) if (best === 'unknown' || weight > (weights.get(best) ?? 0)) best = name;
  const weight = weights.get(best) ?? 0;
  return weight >= leastOfKnown * known && weight >= leastOfAll * all ? best : 'unknown';
}
