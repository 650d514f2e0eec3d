import { accuracyOf } from '../accuracy.ts';
import type { FixKind, GpsFix } from '../gpsFix.ts';
import { withoutRollover } from '../weekRollover.ts';
import { cycleKey, CycleEnd } from './cycleEnd.ts';
import { mergeQuality, nmeaFacts, type NmeaFacts, type Quality } from './nmeaFacts.ts';
import type { NmeaSentence } from './nmeaSentence.ts';

/** A pause between two sentences that separates two bursts, seconds. */
const pause = 0.25;
/** What is not said with every fix (satellites in view, dimensions) holds for so long, seconds. */
const holds = 10;
const halfDay = 43_200;

/** What the sentences about one moment have said so far. */
interface Epoch {
  time: number | null;
  received: number;
  facts: NmeaFacts | null;
  listed: number;
  given: boolean;
  readonly keys: Map<string, number>;
}

/**
 * Folds sentences into fixes: those with the same time of day are about the same moment, and those without one belong to their neighbours. A
 * moment is over when a sentence about another one comes, after a pause, or with the sentence that has ended the last ones; so that a fix
 * comes without the delay of a second.
 */
export class NmeaEpochs {
  #epoch: Epoch | null = null;
  #latest = -Infinity;
  /** Date and time of day that were last known together. */
  #dated: { day: number; time: number } | null = null;
  #dimensions: { value: 2 | 3; received: number } | null = null;
  #listed: { value: number; received: number } | null = null;
  readonly #seen = new Map<string, { count: number; received: number }>();
  readonly #end = new CycleEnd();
  readonly #emit: (fix: GpsFix) => void;

  constructor(emit: (fix: GpsFix) => void) {
    this.#emit = emit;
  }

  /** @returns whether the sentence is of a kind that is understood */
  push(sentence: NmeaSentence, received: number): boolean {
    const facts = nmeaFacts(sentence);
    if (facts === null) return false;
    const paused = received - this.#latest > pause;
    this.#latest = received;
    const current = this.#epoch;
    const another =
      current !== null &&
      current.time !== null &&
      (facts.time === null ? paused : Math.abs(facts.time - current.time) > 5e-4);
    if (another) this.#close();
    const epoch = (this.#epoch ??= { time: null, received, facts: null, listed: 0, given: false, keys: new Map() });
    epoch.time ??= facts.time;
    this.#remember(sentence, facts, epoch, received);
    epoch.facts = epoch.facts === null ? facts : merge(epoch.facts, facts, sentence.type);
    const key = cycleKey(sentence, epoch.keys);
    if (this.#end.note(key, facts.time !== null && epoch.given)) this.#give(epoch);
    return true;
  }

  /** No more will come. */
  end(): void {
    this.#close();
  }

  #remember({ talker, type }: NmeaSentence, facts: NmeaFacts, epoch: Epoch, received: number): void {
    if (facts.dimensions !== null) this.#dimensions = { value: facts.dimensions, received };
    if (facts.listed !== null) {
      epoch.listed += facts.listed;
      this.#listed = { value: epoch.listed, received };
    }
    // Beidou has two names, and every maker uses one of them.
    if (type === 'GSV' && facts.seen !== null)
      this.#seen.set(talker === 'BD' ? 'GB' : talker, { count: facts.seen, received });
    for (const [name, { received: at }] of this.#seen) if (received - at > holds) this.#seen.delete(name);
  }

  #close(): void {
    const epoch = this.#epoch;
    this.#epoch = null;
    if (epoch === null || epoch.time === null) return;
    this.#end.close();
    this.#give(epoch);
  }

  #give(epoch: Epoch): void {
    const { facts, time, received } = epoch;
    if (epoch.given || facts === null || time === null) return;
    epoch.given = true;
    const stamp = withoutRollover(this.#stamp(facts.day, time), received);
    const fresh = <T>(kept: { value: T; received: number } | null) =>
      kept !== null && received - kept.received <= holds ? kept.value : null;
    const fix = kindOf(facts, fresh(this.#dimensions));
    const none = fix === 'none';
    let seen = 0;
    for (const { count } of this.#seen.values()) seen += count;
    this.#emit({
      ...stamp,
      received,
      fix,
      lat: none ? null : facts.lat,
      lon: none ? null : facts.lon,
      altitude: none ? null : facts.altitude,
      satellitesUsed: facts.used ?? fresh(this.#listed),
      satellitesSeen: this.#seen.size === 0 ? null : seen,
      hdop: facts.hdop,
      speed: none ? null : facts.speed,
      course: none ? null : facts.course,
      accuracy: none ? null : (facts.error ?? accuracyOf(fix, facts.hdop))
    });
  }

  /** Seconds since 1970: sentences without a date follow the last one with it, over midnight too. */
  #stamp(day: number | null, time: number): number | null {
    if (day === null) {
      if (this.#dated === null) return null;
      const leap = time < this.#dated.time - halfDay ? 1 : time > this.#dated.time + halfDay ? -1 : 0;
      day = this.#dated.day + leap;
    }
    this.#dated = { day, time };
    return day * 86_400 + time;
  }
}

/** GGA and GNS know the dilution of the solution; RMC the date only in two digits, which gives way to that of ZDA. */
function merge(a: NmeaFacts, b: NmeaFacts, type: string): NmeaFacts {
  const better = (type === 'GGA' || type === 'GNS' || type === 'ZDA') && b !== a;
  const [first, second] = better ? [b, a] : [a, b];
  const merged: Record<string, unknown> = { ...second };
  for (const [name, value] of Object.entries(first)) if (value !== null) merged[name] = value;
  return { ...(merged as unknown as NmeaFacts), quality: mergeQuality(a.quality, b.quality) };
}

function kindOf({ quality, lat, altitude }: NmeaFacts, dimensions: 2 | 3 | null): FixKind {
  // A position is what makes a fix.
  if (quality === null || lat === null) return 'none';
  const plain: Quality = 'plain';
  if (quality !== plain) return quality;
  return (dimensions ?? (altitude === null ? 2 : 3)) === 2 ? '2d' : '3d';
}
