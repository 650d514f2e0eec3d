/** One moment on two clocks. */
export interface TimeMark {
  /** The host's clock, seconds since 1970. */
  readonly host: number;
  /** The same moment by GPS, UTC in seconds since 1970. */
  readonly gps: number;
  /**
   * `nmea`: `host` is when a message about that moment arrived, so late by the receiver's calculation and the line.
   * `pps`: `host` is the edge of a pulse.
   */
  readonly by: 'nmea' | 'pps';
  /** Resolution of `host`, seconds, where it is known. */
  readonly precision: number | null;
}
