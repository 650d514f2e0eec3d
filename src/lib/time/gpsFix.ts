/**
 * How a position came about. `dgps`: corrected by a ground or satellite service; `rtk`, `rtk-float`: by carrier phase, with whole or fractional
 * cycles; `estimated`: dead reckoning; `manual`: entered or surveyed by a person; `simulated`: a receiver in its test mode.
 */
export type FixKind = 'none' | '2d' | '3d' | 'dgps' | 'rtk-float' | 'rtk' | 'estimated' | 'manual' | 'simulated';

/** What a receiver says of one moment. Null where it does not say it. */
export interface GpsFix {
  /** Seconds since 1970-01-01T00:00:00Z, with fraction; null as long as the receiver knows no date. */
  readonly time: number | null;
  /** Host's time, seconds since 1970, at which the first byte about this moment was there. */
  readonly received: number;
  readonly fix: FixKind;
  /** Degrees, WGS 84, north and east positive; null without a fix. */
  readonly lat: number | null;
  readonly lon: number | null;
  /** Metres above mean sea level. */
  readonly altitude: number | null;
  readonly satellitesUsed: number | null;
  readonly satellitesSeen: number | null;
  /** Horizontal dilution of precision. */
  readonly hdop: number | null;
  /** Metres per second over ground. */
  readonly speed: number | null;
  /** Degrees from true north, clockwise. */
  readonly course: number | null;
  /** Estimate of the horizontal error, metres, that two of three fixes keep within. */
  readonly accuracy: number | null;
  /** Times 1024 weeks that were added to the receiver's date, because its count of weeks has rolled over. */
  readonly rollovers: number;
}

/** Whether a fix comes from satellites now, so that its time may set a clock. */
export function isMeasured(fix: FixKind): boolean {
  return fix === '2d' || fix === '3d' || fix === 'dgps' || fix === 'rtk-float' || fix === 'rtk';
}
