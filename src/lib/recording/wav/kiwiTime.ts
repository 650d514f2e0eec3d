/** One `kiwi` chunk: when the first sample of the following data chunk was taken, by the receiver's GNSS clock. */
export interface KiwiStamp {
  /** Seconds of the GPS week. */
  readonly weekSeconds: number;
}

const week = 604800;
/** 1980-01-06T00:00:00Z, where GPS time starts. */
const gpsEpoch = 315964800;
/** UTC is behind GPS time by this many seconds from that time on. No leap second has come since. */
const leapSeconds: readonly (readonly [since: number, seconds: number])[] = [
  [1483228800, 18],
  [1435708800, 17],
  [1341100800, 16],
  [0, 15]
];
/** A stamp further than this from where the file's name puts it is a leftover of an earlier solution. */
const tolerance = 60;

/**
 * Reads u8 age of the last solution (254 and more: there is none), u8 unused, u32 seconds of the GPS week, u32 nanoseconds.
 * Null when the receiver had no solution.
 */
export function readKiwiStamp(bytes: Uint8Array): KiwiStamp | null {
  if (bytes.length < 10) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = view.getUint32(2, true);
  const nano = view.getUint32(6, true);
  if (bytes[0] >= 254 || (whole === 0 && nano === 0) || whole >= week || nano >= 1e9) return null;
  return { weekSeconds: whole + nano / 1e9 };
}

/**
 * Seconds since 1970 (UTC) of a stamp that lies near `expected`: the stamp gives the time within a week, the file's name which week.
 * Null when the stamp is more than a minute from there: the first chunks of a recording may carry an old solution.
 */
export function kiwiTime(stamp: KiwiStamp, expected: number): number | null {
  const leap = leapSeconds.find(([since]) => expected >= since)![1];
  const weeks = Math.round((expected + leap - gpsEpoch - stamp.weekSeconds) / week);
  const time = gpsEpoch + weeks * week + stamp.weekSeconds - leap;
  return Math.abs(time - expected) <= tolerance ? time : null;
}
