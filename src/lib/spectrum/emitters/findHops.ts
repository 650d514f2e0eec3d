import { scales, type Burst } from './burst.ts';
import { dbscan, noise } from './dbscan.ts';
import { findPeriod } from './findPeriod.ts';
import { gridTolerance } from './hopState.ts';

/** Bursts that hop, in order of time. */
interface HopSequence<T extends Burst> {
  readonly bursts: readonly T[];
  /** Seconds from one start to the next. */
  readonly interval: number;
}

/** Bursts of one transmitter on different channels are more alike than bursts in general: parts of `scales`. */
const alike = { level: 0.75, width: 0.75, duration: 0.5 } as const;
/** With fewer, three sensors that happen to alternate would do. */
const leastBursts = 12;
const leastChannels = 3;
/** Share of the bursts that must begin on a common grid of times, and share that must come on another channel than the one before. */
const onGrid = 0.8;
const moving = 0.6;
/** Intervals may span this many hops: the others went outside the band, or under something stronger. */
const mostMissed = 16;
/** A transmitter that is on for less of the time than this is a sensor, not a hopper, as far as anybody can tell. */
const leastDuty = 0.05;
/** Share of a burst that may lie in the next: edges are measured to a part of a row. */
const overlapAllowed = 0.2;

/** Neighbourhoods that are tried, in units of `alike`: senders of nearly the same kind run into one cluster until it is small enough. */
const neighbourhoods = [1, 0.5, 0.25] as const;

/**
 * Finds frequency hopping among bursts: as wide, as long and as strong as each other, one at a time, on three channels and more, on a common
 * grid of times, and mostly not where the one before was. Clusters in width, level and length are looked at one by one, those that do not hop
 * again with a smaller neighbourhood.
 * @param bursts a few hundred; in any order
 */
export function findHops<T extends Burst>(bursts: readonly T[], binHz: number): HopSequence<T>[] {
  const found: HopSequence<T>[] = [];
  let rest = bursts;
  for (const eps of neighbourhoods) {
    const left: T[] = [];
    for (const cluster of clustersOf(rest, eps)) {
      const hops = hopsIn(cluster, binHz);
      if (hops === null) left.push(...cluster);
      else found.push(hops);
    }
    rest = left;
  }
  return found;
}

/** Clusters of bursts that are alike, large enough to show a pattern. */
function clustersOf<T extends Burst>(bursts: readonly T[], eps: number): T[][] {
  if (bursts.length < leastBursts) return [];
  const points = new Float64Array(3 * bursts.length);
  bursts.forEach(({ logWidth, level, logDuration }, i) => {
    points[3 * i] = logWidth / (alike.width * scales.width);
    points[3 * i + 1] = level / (alike.level * scales.level);
    points[3 * i + 2] = logDuration / (alike.duration * scales.duration);
  });
  const clusters: T[][] = [];
  dbscan(points, 3, eps, 4).forEach((label, i) => {
    if (label !== noise) (clusters[label] ??= []).push(bursts[i]);
  });
  return clusters.filter((cluster) => cluster.length >= leastBursts);
}

function hopsIn<T extends Burst>(cluster: T[], binHz: number): HopSequence<T> | null {
  const bursts = cluster.sort((a, b) => a.start - b.start || a.center - b.center);
  const intervals: number[] = [];
  let apart = 0;
  let moved = 0;
  let onTime = bursts[0].stop - bursts[0].start;
  for (let i = 1; i < bursts.length; i++) {
    const before = bursts[i - 1];
    const { start, stop, center, width } = bursts[i];
    intervals.push(start - before.start);
    onTime += stop - start;
    if (start >= before.stop - overlapAllowed * (stop - start)) apart++;
    if (Math.abs(center - before.center) > Math.max(scales.bins * binHz, scales.share * width)) moved++;
  }
  const span = bursts[bursts.length - 1].stop - bursts[0].start;
  if (apart < onGrid * intervals.length || moved < moving * intervals.length || onTime < leastDuty * span) return null;
  const period = findPeriod(intervals, { tolerance: gridTolerance, mostMissed, share: onGrid });
  if (period === null) return null;
  // Only those that keep to the grid of a neighbour: another's bursts may look the same.
  const fits = intervals.map((interval) => {
    const times = interval / period.seconds;
    return times > 0.5 && times < mostMissed + 0.5 && Math.abs(times - Math.round(times)) <= gridTolerance;
  });
  const members = bursts.filter((_, i) => fits[i - 1] || fits[i]);
  if (channelCount(members, binHz) < leastChannels) return null;
  return { bursts: members, interval: period.seconds };
}

/** Frequencies further apart than bursts of one channel are. */
function channelCount(bursts: readonly Burst[], binHz: number): number {
  let count = 0;
  let last = -Infinity;
  for (const { center, width } of [...bursts].sort((a, b) => a.center - b.center)) {
    if (center - last <= Math.max(scales.bins * binHz, scales.share * width)) continue;
    count++;
    last = center;
  }
  return count;
}
