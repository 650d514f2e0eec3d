const pattern = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)([.,]\d+)?(?:[Zz]|([+-])(\d\d):?(\d\d))?$/;

/** Seconds since 1970 of an ISO 8601 time of day with any number of fractional digits (RFC 3339; without an offset it is UTC), or null. */
export function isoTime(text: string): number | null {
  const match = pattern.exec(text) as readonly (string | undefined)[] | null;
  if (match === null) return null;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
  const whole = utcTime(year, month, day, hour, minute, second);
  if (whole === null) return null;
  const offset =
    match[8] === undefined ? 0 : (Number(match[9]) * 3600 + Number(match[10]) * 60) * (match[8] === '-' ? -1 : 1);
  return whole - offset + (match[7] === undefined ? 0 : Number(`0.${match[7].slice(1, 18)}`));
}

/** Seconds since 1970 of a UTC date and time, or null for a date that does not exist. A leap second counts as the next second. */
export function utcTime(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number
): number | null {
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 60) return null;
  if (day > new Date(Date.UTC(year, month, 0)).getUTCDate()) return null;
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
}
