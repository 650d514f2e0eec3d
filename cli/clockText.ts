import type { ClockEstimate } from '#lib/time/clockReference.ts';

/** How this computer's clock stands against GPS: `clock +0.003 s ±0.250 s (gps-nmea)`. */
export function clockText({ source, offset, uncertainty }: ClockEstimate): string {
  if (uncertainty === null) return 'clock unknown';
  const digits = source === 'gps-pps' ? 6 : 3;
  return `clock ${offset >= 0 ? '+' : ''}${offset.toFixed(digits)} s ±${uncertainty.toFixed(digits)} s (${source})`;
}
