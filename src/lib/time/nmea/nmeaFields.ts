/** The forms in which NMEA 0183 writes values. Each gives null for an empty field and for one that cannot be what it should. */

/** A decimal number, or null outside `min` … `max`. */
export function numberField(text = '', min = -1e9, max = 1e9): number | null {
  if (!/^-?(\d{1,12}(\.\d{0,12})?|\.\d{1,12})$/.test(text)) return null;
  const value = Number(text);
  return value >= min && value <= max ? value : null;
}

/** `hhmmss.sss` as seconds of the day. A leap second, 60, belongs to the next minute. */
export function timeField(text = ''): number | null {
  const form = /^(\d\d)(\d\d)(\d\d(?:\.\d{0,9})?)$/.exec(text);
  if (form === null) return null;
  const [hours, minutes, seconds] = form.slice(1).map(Number);
  return hours < 24 && minutes < 60 && seconds < 61 ? hours * 3600 + minutes * 60 + seconds : null;
}

/** `ddmmyy` as days since 1970. Two digits of a year count from 1980, the year in which GPS time begins. */
export function dateField(text = ''): number | null {
  const form = /^(\d\d)(\d\d)(\d\d)$/.exec(text);
  if (form === null) return null;
  const [day, month, year] = form.slice(1).map(Number);
  return daysOf(year < 80 ? 2000 + year : 1900 + year, month, day);
}

/** Day, month and year of four digits, each in a field of its own, as days since 1970. */
export function dateFields(day = '', month = '', year = ''): number | null {
  if (!/^\d{1,2}$/.test(day) || !/^\d{1,2}$/.test(month) || !/^\d{4}$/.test(year)) return null;
  return daysOf(Number(year), Number(month), Number(day));
}

/** `dddmm.mmmm` and N, S, E or W as degrees, south and west negative. @param limit 90 or 180 */
export function angleField(text = '', side = '', limit: 90 | 180): number | null {
  const form = /^(\d{0,3}?)(\d\d(?:\.\d{0,12})?)$/.exec(text);
  const sign = side === (limit === 90 ? 'N' : 'E') ? 1 : side === (limit === 90 ? 'S' : 'W') ? -1 : 0;
  if (form === null || sign === 0) return null;
  const degrees = Number(form[1]) + Number(form[2]) / 60;
  return Number(form[2]) < 60 && degrees <= limit ? sign * degrees : null;
}

function daysOf(year: number, month: number, day: number): number | null {
  const ms = Date.UTC(year, month - 1, day);
  const date = new Date(ms);
  return year >= 1980 && year < 2200 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
    ? ms / 86_400_000
    : null;
}
