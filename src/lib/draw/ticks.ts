/** One tick of an axis. */
export interface Tick {
  /** Hz, seconds or dBFS. */
  readonly value: number;
  /** Place along the axis, 0..1: from left to right, for levels and times from top to bottom. */
  readonly position: number;
  readonly label: string;
}

/** Room that a label needs, CSS pixels. */
const frequencyRoom = 96;
const levelRoom = 36;
const timeRoom = 56;

const units = [
  { scale: 1e9, name: 'GHz' },
  { scale: 1e6, name: 'MHz' },
  { scale: 1e3, name: 'kHz' },
  { scale: 1, name: 'Hz' }
] as const;

/** The smallest of 1, 2 or 5 times a power of ten that is not below `least`. */
export function niceStep(least: number): number {
  if (!(least > 0) || !Number.isFinite(least)) throw new RangeError(`No step is at least ${least}`);
  const power = 10 ** Math.floor(Math.log10(least));
  // A rounding error must not turn a step of exactly 2 into 5.
  for (const factor of [1, 2, 5]) if (factor * power >= least * (1 - 1e-9)) return factor * power;
  return 10 * power;
}

/**
 * Ticks of a frequency axis from `lowHz` to `highHz`, both offsets from `originHz` (frequencyOrigin.ts). With an origin they lie at round
 * frequencies and say `101.7 MHz`; without one (null) at round offsets and say `+12.5 kHz`. `value` is the offset in either case.
 */
export function frequencyTicks(lowHz: number, highHz: number, originHz: number | null, widthPx: number): Tick[] {
  if (!(highHz > lowHz)) return [];
  const base = originHz ?? 0;
  const step = niceStep((highHz - lowHz) / Math.max(1, Math.floor(widthPx / frequencyRoom)));
  const unit = axisUnit(Math.max(Math.abs(base + lowHz), Math.abs(base + highHz)), originHz === null ? step : 0);
  const decimals = decimalsFor(step / unit.scale);
  return steps(base + lowHz, base + highHz, step).map((hz) => ({
    value: hz - base,
    position: (hz - base - lowHz) / (highHz - lowHz),
    label: `${signed(hz / unit.scale, decimals, originHz === null)} ${unit.name}`
  }));
}

/** Ticks of a level axis, the highest at the top. Labels are numbers alone: the axis names dBFS once. */
export function levelTicks(minDbfs: number, maxDbfs: number, heightPx: number): Tick[] {
  if (!(maxDbfs > minDbfs)) return [];
  const step = Math.max(1, niceStep((maxDbfs - minDbfs) / Math.max(1, Math.floor(heightPx / levelRoom))));
  return steps(minDbfs, maxDbfs, step).map((dbfs) => ({
    value: dbfs,
    position: (maxDbfs - dbfs) / (maxDbfs - minDbfs),
    label: signed(dbfs, 0, false)
  }));
}

/**
 * Ticks of a time axis from `top` (the newest) down to `bottom`, seconds on the source's clock. When the source has a date (`startTime`:
 * seconds since 1970 of its time 0) they lie at round times of day and say `14:03:20`, else at round seconds from its start and say `2:05`.
 */
export function timeTicks(
  top: number,
  bottom: number,
  heightPx: number,
  startTime: number | null = null,
  zone: 'local' | 'utc' = 'local'
): Tick[] {
  if (!(top > bottom)) return [];
  const step = niceDuration((top - bottom) / Math.max(1, Math.floor(heightPx / timeRoom)));
  const base = startTime === null ? 0 : startTime + zoneSeconds(startTime + top, zone);
  const decimals = decimalsFor(step);
  return steps(base + bottom, base + top, step)
    .map((time) => ({
      value: time - base,
      position: (top - (time - base)) / (top - bottom),
      label: startTime === null ? elapsed(time, decimals) : timeOfDay(time, decimals)
    }))
    .reverse();
}

/** The smallest of 1, 2, 5 x 10^n, 15, 30 seconds, and 1, 2, 5, 10, 15, 30 minutes, whole hours, that is not below `least`. */
function niceDuration(least: number): number {
  if (least <= 10) return niceStep(least);
  for (const step of [15, 30, 60, 120, 300, 600, 900, 1800, 3600]) if (step >= least) return step;
  return 3600 * niceStep(least / 3600);
}

/** Multiples of `step` within low..high. Made by multiplication, not by adding up, so that they stay round. */
function steps(low: number, high: number, step: number): number[] {
  const first = Math.ceil(low / step - 1e-6);
  const last = Math.floor(high / step + 1e-6);
  const values: number[] = [];
  for (let k = first; k <= last; k++) values.push(step >= 1 ? k * step : k / Math.round(1 / step));
  return values;
}

/** Absolute frequencies take the unit of the highest, offsets that of the step or the next, so that no label has idle zeros. */
function axisUnit(highest: number, step: number): (typeof units)[number] {
  const size = step > 0 ? Math.min(highest, step * 100) : highest;
  return units.find((unit) => size >= unit.scale) ?? units[3];
}

function decimalsFor(step: number): number {
  return Math.min(Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)), 9);
}

/** A number with a true minus sign; `plus` puts one before positive values too. */
function signed(value: number, decimals: number, plus: boolean): string {
  const text = Math.abs(value).toFixed(decimals);
  if (Number(text) === 0) return text;
  return (value < 0 ? '\u2212' : plus ? '+' : '') + text;
}

function elapsed(time: number, decimals: number): string {
  const sign = time < 0 ? '\u2212' : '';
  const rounded = Number(Math.abs(time).toFixed(decimals));
  const minutes = Math.floor(rounded / 60);
  const rest = (rounded - 60 * minutes).toFixed(decimals).padStart(decimals > 0 ? decimals + 3 : 2, '0');
  if (minutes < 60) return `${sign}${minutes}:${rest}`;
  return `${sign}${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`;
}

/** `time` already shifted to the zone: seconds since 1970. */
function timeOfDay(time: number, decimals: number): string {
  const ticks = Math.round(time * 10 ** decimals);
  const whole = Math.floor(ticks / 10 ** decimals);
  const clock = new Date(whole * 1000).toISOString().slice(11, 19);
  if (decimals === 0) return clock;
  return `${clock}.${String(ticks - whole * 10 ** decimals).padStart(decimals, '0')}`;
}

/** What must be added to a time of day to show it in the zone. */
function zoneSeconds(time: number, zone: 'local' | 'utc'): number {
  return zone === 'utc' ? 0 : -60 * new Date(time * 1000).getTimezoneOffset();
}
