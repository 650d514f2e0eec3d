import type { Recorded } from '#lib/platform/node/sigmfRecorder.ts';
import type { Radio } from '#lib/radio/radio.ts';
import type { Place } from '#lib/recording/sigmf/geolocation.ts';
import type { ClockEstimate } from '#lib/time/clockReference.ts';
import { clockText } from '../clockText.ts';
import { frequencyText } from '../frequencyText.ts';

/** The radio in words, for `core:hw`. */
export function hardwareOf({ info, state }: Radio): string {
  const settings = Object.entries(state.settings).map(([key, value]) => `${key} ${settingText(value)}`);
  const parts = [
    info.model,
    ...(info.serial === '' ? [] : [`serial ${info.serial}`]),
    state.gain === 'auto' ? 'automatic gain' : `gain ${state.gain} dB`,
    ...(state.ppm === 0 ? [] : [`${state.ppm} ppm`]),
    ...settings
  ];
  return parts.join(', ');
}

function settingText(value: string | number | boolean): string {
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);
}

/** What was recorded, and how. */
export interface CaptureReport
  extends Recorded, Readonly<Pick<Radio['state'], 'center' | 'rate' | 'gain' | 'ppm' | 'settings'>> {
  readonly base: string;
  readonly format: string;
  /** Of a GPS receiver; absent when none was asked. */
  readonly gps?: { readonly place: Place | null; readonly clock: ClockEstimate };
}

/** What `--json` prints. */
export function jsonOf(
  { base, format, samples, rate, center, gain, ppm, settings, lost, segments, sha512, gps }: CaptureReport,
  interrupted: boolean
) {
  return {
    meta: `${base}.sigmf-meta`,
    data: `${base}.sigmf-data`,
    format,
    samples,
    seconds: samples / rate,
    rate,
    center,
    gain,
    ppm,
    settings,
    lost,
    segments,
    sha512,
    ...(gps === undefined ? {} : { gps }),
    ...(interrupted ? { interrupted: true } : {})
  };
}

/** What a person is told. */
export function textOf(
  { base, format, samples, rate, center, lost, segments, gps }: CaptureReport,
  interrupted: boolean
): string {
  const where = `${frequencyText(rate, 1).replace('Hz', 'S/s')} around ${frequencyText(center, 1000)}`;
  const pieces = `${segments} capture ${segments === 1 ? 'segment' : 'segments'}`;
  return (
    `${base}.sigmf-meta: ${samples} samples (${(samples / rate).toFixed(3)} s, ${format}), ${where}\n` +
    `${lost} lost, ${pieces}${interrupted ? ', interrupted' : ''}\n${gps === undefined ? '' : gpsText(gps)}`
  );
}

function gpsText({ place, clock }: NonNullable<CaptureReport['gps']>): string {
  const where = place === null ? 'no position' : `${place.lat.toFixed(6)} ${place.lon.toFixed(6)}`;
  return `${where}, ${clockText(clock)}\n`;
}
