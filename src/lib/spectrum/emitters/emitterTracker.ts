import { burstOf, compareBursts, gate, longest, scales, type Burst } from './burst.ts';
import { dbscan, noise } from './dbscan.ts';
import type { Emitter, EmitterDetection, EmitterUpdate } from './emitter.ts';
import { EmitterTrack } from './emitterTrack.ts';
import { findHops } from './findHops.ts';
import { gridTolerance, HopState } from './hopState.ts';

export interface EmitterTrackerOptions {
  /** S/s */
  readonly rate: number;
  /** Width of the detector's bins: how well it knows a frequency, Hz. */
  readonly binHz: number;
  /** Where detections' frequencies are counted from, Hz; 0 unless given: then emitters' frequencies are offsets too. */
  readonly center?: number;
  readonly limits?: Partial<EmitterLimits>;
}

export interface EmitterLimits {
  /** Emitters remembered at once. */
  readonly emitters: number;
  /** Bursts clustered at a time. What is above it in a batch waits for the next turn, in order of time. */
  readonly batch: number;
  /** Bursts among which hopping is looked for. */
  readonly recent: number;
}

const defaults: EmitterLimits = { emitters: 512, batch: 512, recent: 512 };

/** DBSCAN among the bursts of a batch, in the same units: points that make a core. */
const leastNeighbours = 3;
/** An emitter is remembered for this long after it was last heard, and for `lifeShare` times as long as it has been known, up to `mostHold`. Seconds. */
const leastHold = 900;
const lifeShare = 4;
const mostHold = 86_400;

/** Hopping is looked for when this share of the recent bursts is new: what it costs is spread over them. */
const newShare = 1 / 8;

interface HeardBurst extends Burst {
  readonly track: EmitterTrack;
}

/**
 * Gathers detections into emitters, batch by batch: hopping emitters claim what continues their pattern; the rest is clustered by frequency, width,
 * level and length (DBSCAN); a cluster goes to the nearest emitter within the gate, or is a new one; emitters whose bursts turn out to hop
 * become one. docs/emitters.md says why, and what cannot be told apart.
 *
 * Deterministic: the order of detections in a batch does not matter. Time is what the detections say and what `push` is told, never a
 * clock's. Memory is bounded by the limits, whatever comes.
 */
export class EmitterTracker {
  readonly #options: EmitterTrackerOptions;
  readonly #limits: EmitterLimits;
  #center: number;
  readonly #tracks = new Map<number, EmitterTrack>();
  /** Open detections by their id, and who they belong to. */
  readonly #open = new Map<number, { readonly track: EmitterTrack; stop: number }>();
  #recent: HeardBurst[] = [];
  /** Of those, how many came since hopping was looked for. */
  #unseen = 0;
  #nextId = 1;
  #now = -Infinity;
  #refused = 0;
  readonly #changed = new Set<EmitterTrack>();
  #merged: { id: number; into: number }[] = [];
  #forgotten: Emitter[] = [];

  constructor(options: EmitterTrackerOptions) {
    this.#options = options;
    this.#limits = { ...defaults, ...options.limits };
    this.#center = options.center ?? 0;
    for (const limit of Object.values(this.#limits))
      if (!(limit >= 1)) throw new RangeError(`A limit of ${limit} leaves nothing`);
  }

  /** Emitters that are remembered, oldest first. */
  get emitters(): Emitter[] {
    return [...this.#tracks.values()].map((track) => track.describe());
  }

  /** Detections that were none: with times or frequencies that cannot be. */
  get refused(): number {
    return this.#refused;
  }

  /** The radio listens elsewhere. What was open has ended; emitters are kept, on their own frequencies. */
  retune(center: number): void {
    for (const { track } of this.#open.values()) track.open--;
    this.#open.clear();
    this.#center = center;
  }

  /**
   * Takes a batch of detections: closed ones once each, and open ones as they stand, any number of times under one id.
   * @param now the radio's time in samples: how far the detector has heard. What is forgotten hangs on it.
   */
  push(detections: readonly EmitterDetection[], now: number): EmitterUpdate {
    const { rate } = this.#options;
    const fresh: { burst: Burst; id: number; open: boolean }[] = [];
    for (const detection of detections) {
      const burst = burstOf(detection, rate, this.#center);
      if (burst === null) this.#refused++;
      else if (!this.#goOn(detection, burst)) fresh.push({ burst, id: detection.id, open: detection.open });
    }
    fresh.sort((a, b) => compareBursts(a.burst, b.burst));
    const owners = new Map<Burst, EmitterTrack>();
    for (let done = 0; done < fresh.length; done += this.#limits.batch) {
      const part = fresh.slice(done, done + this.#limits.batch);
      this.#take(
        part.map(({ burst }) => burst),
        owners
      );
      for (const { burst, id, open } of part) {
        if (open) this.#opened(id, burst, owners.get(burst)!);
      }
      owners.clear();
      this.#findHoppers();
      this.#forget();
    }
    this.#now = Math.max(this.#now, Number.isFinite(now) ? now / rate : -Infinity);
    this.#forget();
    return this.#update();
  }

  /** An open detection that is known already. */
  #goOn({ id, open }: EmitterDetection, burst: Burst): boolean {
    const known = this.#open.get(id);
    if (known === undefined) return false;
    known.stop = Math.max(known.stop, burst.stop);
    known.track.refresh(burst);
    this.#changed.add(known.track);
    if (!open) {
      known.track.open--;
      this.#open.delete(id);
    }
    return true;
  }

  #opened(id: number, burst: Burst, track: EmitterTrack): void {
    if (this.#open.has(id)) return;
    track.open++;
    this.#open.set(id, { track, stop: burst.stop });
    if (this.#open.size <= this.#limits.emitters) return;
    // A detector closes what it has opened; whoever does not is not listened to for ever.
    const [oldest, { track: other }] = this.#open.entries().next().value!;
    other.open--;
    this.#open.delete(oldest);
  }

  #take(bursts: readonly Burst[], owners: Map<Burst, EmitterTrack>): void {
    const hoppers = [...this.#tracks.values()].filter(({ hop }) => hop !== null);
    const rest: Burst[] = [];
    for (const burst of bursts) {
      const hopper = hoppers.length === 0 ? null : this.#hopperOf(burst, hoppers);
      if (hopper === null) rest.push(burst);
      else {
        hopper.hop!.add(burst);
        this.#give(burst, hopper, owners);
      }
    }
    for (const cluster of this.#clusters(rest)) {
      const track = this.#trackOf(cluster) ?? this.#begin();
      for (const burst of cluster) {
        this.#give(burst, track, owners);
        if (!(burst.stop - burst.start < longest)) continue;
        this.#recent.push({ ...burst, track });
        this.#unseen++;
      }
    }
    this.#recent.sort(compareBursts);
    if (this.#recent.length > this.#limits.recent) this.#recent = this.#recent.slice(-this.#limits.recent);
  }

  #give(burst: Burst, track: EmitterTrack, owners: Map<Burst, EmitterTrack>): void {
    track.add(burst);
    owners.set(burst, track);
    this.#changed.add(track);
    this.#now = Math.max(this.#now, burst.stop);
  }

  #begin(): EmitterTrack {
    const track = new EmitterTrack(this.#nextId++);
    this.#tracks.set(track.id, track);
    return track;
  }

  /** The hopping emitter whose pattern a burst continues, unless one that stays on its frequency is nearer. */
  #hopperOf(burst: Burst, hoppers: readonly EmitterTrack[]): EmitterTrack | null {
    let best: EmitterTrack | null = null;
    let least = gate;
    for (const track of hoppers) {
      const distance = hopDistance(track, burst);
      if (distance >= least) continue;
      least = distance;
      best = track;
    }
    if (best === null) return null;
    const steady = this.#nearest(burst.center, burst.logWidth, burst.level, burst.logDuration);
    return steady !== null && steady.distance < least ? null : best;
  }

  /** DBSCAN over a batch; what belongs to no cluster is one of its own. In order of their first bursts. */
  #clusters(bursts: readonly Burst[]): Burst[][] {
    const points = new Float64Array(4 * bursts.length);
    const hertz = scales.bins * this.#options.binHz;
    bursts.forEach(({ center, logWidth, level, logDuration }, i) => {
      points[4 * i] = center / hertz;
      points[4 * i + 1] = logWidth / scales.width;
      points[4 * i + 2] = level / scales.level;
      points[4 * i + 3] = logDuration / scales.duration;
    });
    const clusters: Burst[][] = [];
    const places = new Map<number, Burst[]>();
    dbscan(points, 4, 1, leastNeighbours).forEach((label, i) => {
      const known = label === noise ? undefined : places.get(label);
      if (known !== undefined) {
        known.push(bursts[i]);
        return;
      }
      const cluster = [bursts[i]];
      clusters.push(cluster);
      if (label !== noise) places.set(label, cluster);
    });
    return clusters;
  }

  #trackOf(cluster: readonly Burst[]): EmitterTrack | null {
    const mean = (of: (burst: Burst) => number) => cluster.reduce((sum, burst) => sum + of(burst), 0) / cluster.length;
    const found = this.#nearest(
      mean(({ center }) => center),
      mean(({ logWidth }) => logWidth),
      mean(({ level }) => level),
      mean(({ logDuration }) => logDuration)
    );
    return found?.track ?? null;
  }

  /** The nearest emitter on one frequency within the gate; of two as near, the older. */
  #nearest(center: number, logWidth: number, level: number, logDuration: number) {
    let best: { track: EmitterTrack; distance: number } | null = null;
    for (const track of this.#tracks.values()) {
      if (track.hop !== null) continue;
      const distance = track.distance(center, logWidth, level, logDuration, this.#options.binHz);
      if (distance < (best?.distance ?? gate)) best = { track, distance };
    }
    return best;
  }

  /** Makes one emitter of those whose bursts hop. */
  #findHoppers(): void {
    if (this.#unseen < newShare * this.#recent.length || this.#unseen === 0) return;
    this.#unseen = 0;
    for (const { bursts, interval } of findHops(this.#recent, this.#options.binHz)) {
      const members = new Set(bursts);
      const tracks = [...new Set(bursts.map(({ track }) => track))].filter((track) => {
        const own = this.#recent.filter((burst) => burst.track === track);
        // Who was here before, or does something else as well, only looks alike for now.
        return 2 * own.filter((burst) => members.has(burst)).length >= own.length && 2 * own.length >= track.bursts;
      });
      if (tracks.length < 2) continue;
      const [into, ...others] = tracks.sort((a, b) => a.id - b.id);
      const hop = new HopState(interval, this.#options.binHz);
      for (const burst of bursts) if (tracks.includes(burst.track)) hop.add(burst);
      into.hop = hop;
      this.#changed.add(into);
      for (const other of others) {
        into.absorb(other);
        this.#tracks.delete(other.id);
        this.#changed.delete(other);
        this.#merged.push({ id: other.id, into: into.id });
        for (const [id, known] of this.#open) if (known.track === other) this.#open.set(id, { ...known, track: into });
      }
      this.#recent = this.#recent.filter(({ track }) => !tracks.includes(track));
    }
  }

  /** Lets go of what has not been heard for long, and of more than there is room for. */
  #forget(): void {
    const until = (track: EmitterTrack) =>
      track.last + Math.min(mostHold, leastHold + lifeShare * (track.last - track.first));
    const lost = new Set<EmitterTrack>();
    for (const track of this.#tracks.values()) if (track.open === 0 && until(track) < this.#now) lost.add(track);
    const tooMany = this.#tracks.size - lost.size - this.#limits.emitters;
    if (tooMany > 0) {
      const kept = [...this.#tracks.values()].filter((track) => !lost.has(track));
      kept.sort((a, b) => a.open - b.open || until(a) - until(b) || b.id - a.id);
      for (const track of kept.slice(0, tooMany)) lost.add(track);
    }
    if (lost.size === 0) return;
    for (const track of lost) {
      this.#forgotten.push(track.describe());
      this.#tracks.delete(track.id);
      this.#changed.delete(track);
    }
    this.#recent = this.#recent.filter(({ track }) => !lost.has(track));
    for (const [id, { track }] of this.#open) if (lost.has(track)) this.#open.delete(id);
  }

  #update(): EmitterUpdate {
    const changed = [...this.#changed].sort((a, b) => a.id - b.id).map((track) => track.describe());
    const update = { changed, merged: this.#merged, forgotten: this.#forgotten };
    this.#changed.clear();
    this.#merged = [];
    this.#forgotten = [];
    return update;
  }
}

/** Squared distance of a burst from what a hopping emitter would do next. */
function hopDistance(track: EmitterTrack, burst: Burst): number {
  const hop = track.hop!;
  const width = (burst.logWidth - track.logWidth) / scales.width;
  const level = (burst.level - track.level) / scales.level;
  const length = (burst.logDuration - track.logDuration) / (scales.duration / 2);
  const sum = width * width + level * level + length * length;
  if (!(sum < gate) || !hop.covers(burst)) return Infinity;
  const beside = hop.beside(burst) / gridTolerance;
  return sum + beside * beside;
}
