import { sentence } from '#tests/unit/time/nmeaLog.ts';

/** Where a receiver of the log is at a moment. */
export interface LoggedPlace {
  /** Seconds since 1970. */
  readonly time: number;
  readonly lat: number;
  readonly lon: number;
  readonly altitude: number;
}

/** One moment as NMEA: RMC, GGA and GSA. Positions are rounded as they are written, to 1e-5 of a minute. */
export function momentAsNmea({ time, lat, lon, altitude }: LoggedPlace): string {
  const [date, clock] = new Date(time * 1000).toISOString().slice(2, 19).split('T');
  const [year, month, day] = date.split('-');
  const at = `${clock.replaceAll(':', '')}.00`;
  const place = `${angle(lat, 2)},${lat < 0 ? 'S' : 'N'},${angle(lon, 3)},${lon < 0 ? 'W' : 'E'}`;
  return [
    `GPRMC,${at},A,${place},12.3,084.4,${day}${month}${year},,,A`,
    `GPGGA,${at},${place},1,08,0.9,${altitude.toFixed(1)},M,46.9,M,,`,
    'GPGSA,A,3,04,05,09,12,24,25,29,31,,,,,1.8,0.9,1.5'
  ]
    .map(sentence)
    .join('');
}

/** A way through the south-west of the globe, a moment every second from `start`. */
export function loggedWay(start: number, count: number): LoggedPlace[] {
  return Array.from({ length: count }, (_, i) => ({
    time: start + i,
    lat: -33.86 + 1.234_567e-4 * i,
    lon: -70.65 - 2.345_678e-4 * i,
    altitude: 520 + i / 10
  }));
}

/** Degrees without their sign as NMEA writes them, `ddmm.mmmmm`. @param digits of the whole degrees */
export function angle(degrees: number, digits: number): string {
  const size = Math.abs(degrees);
  const whole = Math.floor(size);
  return `${String(whole).padStart(digits, '0')}${((size - whole) * 60).toFixed(5).padStart(8, '0')}`;
}
