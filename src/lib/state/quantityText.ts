/** Quantities as a person reads them: `101.7 MHz`, `-63.2 dBFS`, `2 min 10 s`. Digits are grouped with spaces that do not break. */
const gap = '\u202f';
const space = '\u00a0';
const minus = '\u2212';

/** 12345678 -> `12 345 678`. */
export function countText(count: number): string {
  return Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, gap);
}

/** A frequency or bandwidth with the unit that suits it and no idle zeros: `101.7 MHz`. @param resolution Hz that need not be told apart */
export function frequencyText(hz: number, resolution = Math.max(1, Math.abs(hz) / 1e4)): string {
  const { digits, unit } = scaled(hz, resolution);
  return `${tidy(digits)}${space}${unit}`;
}

/**
 * A frequency as an instrument shows it: the number of decimals follows from the resolution alone, so that a changing value does not jump about.
 * @param sign puts a plus before positive values: an offset from a centre that nobody knows
 */
export function frequencyReading(hz: number, resolution: number, sign = false): string {
  const { digits, unit } = scaled(hz, resolution);
  return `${sign && hz > 0 ? '+' : ''}${digits}${space}${unit}`;
}

/** Samples per second. */
export function rateText(rate: number): string {
  const [scale, unit] = rate >= 1e6 ? [1e6, 'MS/s'] : rate >= 1e3 ? [1e3, 'kS/s'] : [1, 'S/s'];
  return `${tidy((rate / scale).toFixed(6))}${space}${unit}`;
}

export function levelText(dbfs: number | null): string {
  return dbfs === null || !Number.isFinite(dbfs) ? `–${space}dBFS` : `${signed(dbfs.toFixed(1))}${space}dBFS`;
}

export function decibelText(db: number): string {
  return `${signed(db.toFixed(1))}${space}dB`;
}

/** 0.0042 -> `4.2 ms`, 130 -> `2 min 10 s`. */
export function durationText(seconds: number): string {
  const size = Math.abs(seconds);
  if (size < 1e-3 && size > 0) return `${Math.round(seconds * 1e6)}${space}µs`;
  if (size < 1 && size > 0) return `${tidy((seconds * 1e3).toFixed(size < 0.01 ? 2 : 1))}${space}ms`;
  if (size < 60) return `${tidy(seconds.toFixed(size < 10 ? 2 : 1))}${space}s`;
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 3600), 'h'],
    [Math.floor(whole / 60) % 60, 'min'],
    [whole % 60, 's']
  ] as const;
  return parts
    .filter(([value]) => value > 0)
    .map(([value, unit]) => `${value}${space}${unit}`)
    .join(' ');
}

/** A moment on a clock that has a date: local time with milliseconds. */
export function clockText(secondsSince1970: number): string {
  const date = new Date(secondsSince1970 * 1e3);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** The same moment in UTC, for titles. */
export function utcText(secondsSince1970: number): string {
  return new Date(secondsSince1970 * 1e3).toISOString();
}

/** A share 0..1 in whole per cent. */
export function shareText(share: number): string {
  return `${Math.round(share * 100)}${space}%`;
}

function scaled(hz: number, resolution: number): { digits: string; unit: string } {
  const [unit, scale] = unitOf(Math.max(Math.abs(hz), resolution));
  const decimals = Math.min(9, Math.max(0, Math.ceil(Math.log10(scale / resolution) - 1e-9)));
  return { digits: signed((hz / scale).toFixed(decimals)), unit };
}

function unitOf(size: number): [string, number] {
  if (size >= 1e9) return ['GHz', 1e9];
  if (size >= 1e6) return ['MHz', 1e6];
  if (size >= 1e3) return ['kHz', 1e3];
  return ['Hz', 1];
}

function signed(text: string): string {
  return text.replace('-', minus);
}

function tidy(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
