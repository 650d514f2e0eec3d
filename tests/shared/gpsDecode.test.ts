import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { GpsFix } from '#lib/time/gpsFix.ts';
import { readNmea, sentence } from '#tests/unit/time/nmeaLog.ts';
import { angle } from './gpsLog.ts';

// NMEA as we read it against gpsd's own decoder (Debian: gpsd-tools).

const generator = join(import.meta.dirname, '../../../shared/lab/signals/mknmea.mjs');
const installed = spawnSync('gpsdecode', ['--version']).error === undefined;

interface Decoded {
  readonly time: number | null;
  readonly mode: number;
  readonly lat?: number;
  readonly lon?: number;
  readonly altMSL?: number;
  readonly speed?: number;
  readonly track?: number;
}

/** What gpsd makes of a log: its last word on each moment. */
function gpsd(log: string): Decoded[] {
  const { stdout } = spawnSync('gpsdecode', ['--json'], { input: log, encoding: 'latin1' });
  const moments = new Map<number | null, Decoded>();
  for (const line of stdout.split('\n').filter((text) => text.includes('"class":"TPV"'))) {
    const { time, ...rest } = JSON.parse(line) as Omit<Decoded, 'time'> & { time?: string };
    const at = time === undefined ? null : Date.parse(time) / 1000;
    moments.set(at, { ...rest, time: at });
  }
  return [...moments.values()];
}

/** Every moment on which gpsd has a fix is a fix of ours, the same. */
function expectSame(fixes: readonly GpsFix[], decoded: readonly Decoded[], atLeast: number): void {
  const theirs = decoded.filter(({ mode, time }) => mode >= 2 && time !== null);
  expect(theirs.length).toBeGreaterThanOrEqual(atLeast);
  const ours = new Map(fixes.map((fix) => [fix.time, fix]));
  for (const { time, mode, lat, lon, altMSL, speed, track } of theirs) {
    const fix = ours.get(time);
    expect(fix, `${time}`).toBeDefined();
    expect(fix!.lat).toBeCloseTo(lat!, 8);
    expect(fix!.lon).toBeCloseTo(lon!, 8);
    if (altMSL !== undefined) expect(fix!.altitude).toBeCloseTo(altMSL, 3);
    // Where it is not told the speed gpsd computes it from positions: more than a kilometre a second on the walk below.
    if (speed !== undefined && speed < 1000) expect(fix!.speed).toBeCloseTo(speed, 2);
    if (track !== undefined && fix!.course !== null) expect(fix!.course).toBeCloseTo(track, 3);
    expect(fix!.fix === '2d').toBe(mode === 2);
  }
}

/** A walk through the world, one sentence order per receiver, over midnight and the equator. */
function walk(
  lines: (clock: string, lat: string, lon: string, date: string) => readonly string[],
  seconds = 60
): string {
  let log = '';
  for (let i = 0; i < seconds; i++) {
    const date = new Date(Date.UTC(2026, 1, 28, 23, 59, 30) + 1000 * i);
    const [day, time] = date.toISOString().slice(2, 19).split('T');
    const [year, month, dayOfMonth] = day.split('-');
    const lat = 0.02 - i * 0.001;
    const lon = 179.98 - i * 0.01;
    log += lines(
      `${time.replaceAll(':', '')}.00`,
      `${angle(lat, 2)},${lat < 0 ? 'S' : 'N'}`,
      `${angle(lon, 3)},E`,
      dayOfMonth + month + year
    )
      .map(sentence)
      .join('');
  }
  return log;
}
describe.skipIf(!installed)('NMEA against gpsdecode (skipped where it is not installed)', () => {
  it.skipIf(!existsSync(generator))('the log of the lab (skipped without ../shared)', () => {
    const log = spawnSync(process.execPath, [generator], { encoding: 'latin1' }).stdout;
    expectSame(readNmea(log).fixes, gpsd(log), 58);
  });

  it.each([
    [
      'a receiver for GPS alone',
      (clock: string, lat: string, lon: string, date: string) => [
        `GPRMC,${clock},A,${lat},${lon},12.3,084.4,${date},,,A`,
        `GPGGA,${clock},${lat},${lon},1,08,0.9,545.4,M,46.9,M,,`,
        'GPGSA,A,3,04,05,09,12,24,25,29,31,,,,,1.8,0.9,1.5',
        `GPGLL,${lat},${lon},${clock},A,A`
      ]
    ],
    [
      'one for several systems',
      (clock: string, lat: string, lon: string, date: string) => [
        `GNRMC,${clock},A,${lat},${lon},0.4,,${date},,,D,V`,
        `GNGNS,${clock},${lat},${lon},DDAN,14,0.7,-12.5,46.9,,,V`,
        'GNGSA,A,3,04,05,09,12,,,,,,,,,1.4,0.7,1.2,1',
        'GNGSA,A,3,65,66,74,,,,,,,,,,1.4,0.7,1.2,2',
        'GPGSV,1,1,02,04,40,083,46,05,17,308,41,1',
        'GLGSV,1,1,01,65,40,083,46,1'
      ]
    ],
    [
      'one with two dimensions',
      (clock: string, lat: string, lon: string, date: string) => [
        `GPGGA,${clock},${lat},${lon},1,03,4.1,,M,,M,,`,
        'GPGSA,A,2,04,05,09,,,,,,,,,,5.1,4.1,1.0',
        `GPRMC,${clock},A,${lat},${lon},5.0,123.0,${date},,,A`
      ]
    ],
    [
      'one that says the date by ZDA',
      (clock: string, lat: string, lon: string, date: string) => [
        `GPZDA,${clock},${date.slice(0, 2)},${date.slice(2, 4)},20${date.slice(4)},00,00`,
        `GPGGA,${clock},${lat},${lon},1,08,0.9,545.4,M,46.9,M,,`,
        'GPVTG,084.4,T,081.3,M,012.0,N,022.2,K,A',
        'GPGSA,A,3,04,05,09,12,24,25,29,31,,,,,1.8,0.9,1.5'
      ]
    ]
  ])('%s, over midnight and the equator', (_, lines) => {
    const log = walk(lines);
    expectSame(readNmea(log).fixes, gpsd(log), 55);
  });

  it('a log with noise and binary between, and sentences that are broken', () => {
    const clean = walk((clock, lat, lon, date) => [
      `GPRMC,${clock},A,${lat},${lon},12.3,084.4,${date},,,A`,
      `GPGGA,${clock},${lat},${lon},1,08,0.9,545.4,M,46.9,M,,`,
      'GPGSA,A,3,04,05,09,12,24,25,29,31,,,,,1.8,0.9,1.5'
    ]);
    const dirty = clean
      .split('\r\n')
      .map((line, i) =>
        i % 13 === 5
          ? `${line.slice(0, -20)}\r\n`
          : i % 17 === 3
            ? `${line.replace('8', '9')}\r\n\xb5\x62\x01\x02`
            : `${line}\r\n`
      )
      .join('');
    expectSame(
      readNmea(dirty).fixes.filter(({ fix }) => fix !== 'none'),
      gpsd(dirty),
      30
    );
  });
});
