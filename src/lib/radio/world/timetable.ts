import { Prng, hash32 } from '#lib/base/prng.ts';

/** One appearance: it lies wholly inside its slot, so slots can be looked at one by one. */
export interface Appearance {
  readonly slot: number;
  readonly start: number;
  readonly stop: number;
}

/** Time cut into slots of equal length with at most one appearance each, decided by the slot's number alone. */
export interface Timetable {
  /** The appearance of a slot, or null. */
  at(slot: number): Appearance | null;
  /** The slot that holds a moment. */
  slotOf(time: number): number;
  /** All appearances that touch from <= t < to. */
  between(from: number, to: number): Appearance[];
}

export interface TimetableRules {
  /** Length of a slot, seconds. */
  readonly every: number;
  /** Shortest and longest appearance, seconds; less than `every`. */
  readonly shortest: number;
  readonly longest: number;
  /** How likely a slot is used, 0..1. */
  readonly chance: number;
  /** How much of the free time in a slot may pass before the appearance, 0..1. */
  readonly spread: number;
}

/** Appearances drawn from a seed by rules. */
export function timetable(seed: number, rules: TimetableRules): Timetable {
  let last: { slot: number; appearance: Appearance | null } | null = null;
  const draw = (slot: number): Appearance | null => {
    const random = new Prng(hash32(seed, slot));
    if (random.unit() >= rules.chance) return null;
    const length = random.between(rules.shortest, rules.longest);
    const start = slot * rules.every + random.unit() * rules.spread * (rules.every - length);
    return { slot, start, stop: start + length };
  };
  const at = (slot: number): Appearance | null => {
    // Radios ask for the same slot chunk after chunk.
    if (last?.slot !== slot) last = { slot, appearance: draw(slot) };
    return last.appearance;
  };
  const slotOf = (time: number) => Math.floor(time / rules.every);
  return {
    at,
    slotOf,
    between: (from, to) => {
      const found: Appearance[] = [];
      for (let slot = slotOf(from); slot <= slotOf(to); slot++) {
        const appearance = draw(slot);
        if (appearance !== null && appearance.start < to && appearance.stop > from) found.push(appearance);
      }
      return found;
    }
  };
}
