import type { ClockEstimate } from '#lib/time/clockReference.ts';
import type { FixKind } from '#lib/time/gpsFix.ts';
import type { GpsStage } from './gps.svelte.ts';
import { durationText } from './quantityText.ts';

const space = '\u00a0';
const minus = '\u2212';
const day = 86_400;

/** How a position came about, in words. */
const fixWords: Readonly<Record<FixKind, string>> = {
  none: 'No fix',
  '2d': '2D fix',
  '3d': '3D fix',
  dgps: '3D fix, corrected',
  'rtk-float': 'RTK, float',
  rtk: 'RTK, fixed',
  estimated: 'Dead reckoning',
  manual: 'Entered by hand',
  simulated: 'Simulated'
};

/** Where the receiver stands, short. */
export function stageWords(stage: GpsStage, fix: FixKind): string {
  const words: Readonly<Record<GpsStage, string>> = {
    unsupported: '',
    idle: '',
    searching: 'Looking for it',
    silent: 'No data',
    'no-fix': 'No fix yet',
    fix: fixWords[fix],
    lost: 'Lost'
  };
  return words[stage];
}

/** 48.1173 -> `48.117300° N`: six decimals are a tenth of a metre. */
export function latitudeText(degrees: number): string {
  return `${Math.abs(degrees).toFixed(6)}°${space}${degrees < 0 ? 'S' : 'N'}`;
}
export function longitudeText(degrees: number): string {
  return `${Math.abs(degrees).toFixed(6)}°${space}${degrees < 0 ? 'W' : 'E'}`;
}

/** Metres, with decimals where the error allows them. */
export function metresText(metres: number): string {
  return `${metres.toFixed(Math.abs(metres) < 10 ? 1 : 0).replace('-', minus)}${space}m`;
}

/** How this computer's clock stands against GPS: `−0.21 s ± 0.25 s`; days where it is off by days. */
export function offsetText({ offset, uncertainty }: ClockEstimate): string {
  if (uncertainty === null) return 'not known';
  const sign = offset < 0 ? minus : '+';
  const size = Math.abs(offset);
  const doubt = `±${space}${spanText(uncertainty, uncertainty)}`;
  return `${sign}${spanText(size, uncertainty)} ${doubt}`;
}

/** What the offset means, in a sentence's end. */
export function offsetWords({ offset, uncertainty }: ClockEstimate): string {
  if (uncertainty === null) return 'no time came by GPS yet';
  if (Math.abs(offset) <= uncertainty) return 'agrees, as far as can be told';
  return offset > 0 ? 'this computer is ahead' : 'this computer is behind';
}

/** A span with as many digits as its doubt leaves. */
function spanText(seconds: number, doubt: number): string {
  if (seconds >= 2 * day) return `${(seconds / day).toFixed(1)}${space}d`;
  if (seconds >= 120) return durationText(seconds);
  if (doubt >= 0.01) return `${seconds.toFixed(2)}${space}s`;
  if (doubt >= 1e-5) return `${(seconds * 1e3).toFixed(2)}${space}ms`;
  return `${(seconds * 1e6).toFixed(1)}${space}µs`;
}
