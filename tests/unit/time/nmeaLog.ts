import type { GpsFix } from '#lib/time/gpsFix.ts';
import { NmeaReader } from '#lib/time/nmea.ts';
import type { TimeMark } from '#lib/time/timeMark.ts';

/** `GPRMC,…` with its `$` and its checksum. */
export function sentence(body: string): string {
  let sum = 0;
  for (let i = 0; i < body.length; i++) sum ^= body.charCodeAt(i);
  return `$${body}*${sum.toString(16).toUpperCase().padStart(2, '0')}\r\n`;
}

export function bytesOf(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Everything that a reader makes of some bytes that came at one moment. */
export function readNmea(...parts: readonly (string | Uint8Array)[]) {
  const fixes: GpsFix[] = [];
  const marks: TimeMark[] = [];
  const reader = new NmeaReader({ fix: (fix) => fixes.push(fix), mark: (mark) => marks.push(mark) });
  for (const part of parts) reader.push({ bytes: typeof part === 'string' ? bytesOf(part) : part, received: 1.8e9 });
  reader.end();
  return { fixes, marks, heard: reader.heard };
}
