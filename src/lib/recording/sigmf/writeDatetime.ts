/**
 * A time as SigMF wants it: RFC 3339 in UTC, with microseconds (a double holds the present to a quarter of one).
 * @param time seconds since 1970
 * @returns null for a time that cannot be written with a year of four digits
 */
export function writeDatetime(time: number): string | null {
  // Rounded first, or 0.9999999 s would become 1000000 µs of the second before.
  const micros = Math.round(time * 1e6);
  const whole = Math.floor(micros / 1e6);
  if (!(whole >= -62135596800 && whole <= 253402300799)) return null;
  const date = new Date(whole * 1000).toISOString().slice(0, 19);
  return `${date}.${String(micros - whole * 1e6).padStart(6, '0')}Z`;
}
