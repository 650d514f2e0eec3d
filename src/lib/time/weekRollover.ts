/** The legacy GPS message counts weeks modulo 1024 (IS-GPS-200, 20.3.3.3.1.1): old firmware falls back by this much, seconds. */
const era = 1024 * 7 * 86_400;
/** How far the host's clock may be off for a rollover to be recognised, seconds. */
const margin = 86_400;

/**
 * How many times 1024 weeks a receiver's date lies behind the host's: 0 unless they agree to a day once those weeks are added. A host without a
 * battery for its clock starts in the past and proves nothing, so dates are only ever moved forward.
 */
function rolledOver(time: number, host: number): number {
  const eras = Math.round((host - time) / era);
  return eras > 0 && Math.abs(time + eras * era - host) <= margin ? eras : 0;
}

/** A receiver's time (null where it has none) with its rollovers taken back. */
export function withoutRollover(time: number | null, host: number): { time: number | null; rollovers: number } {
  if (time === null) return { time, rollovers: 0 };
  const rollovers = rolledOver(time, host);
  return { time: time + rollovers * era, rollovers };
}
