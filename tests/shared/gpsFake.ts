import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '#tests/unit/cli/runCli.ts';
import { loggedWay, momentAsNmea } from './gpsLog.ts';

/** What came through gpsd, against the log that a receiver plays to it. */
export interface GpsdOutcome {
  readonly fixes: number;
  /** The worst of all fixes: metres beside the logged position of the fix's own time, and above. */
  readonly positionError: number;
  readonly altitudeError: number;
  /** Fixes whose time is no moment of the log. */
  readonly strangers: number;
  readonly clock: { readonly source: string; readonly offset: number; readonly uncertainty: number | null };
}

/** Why gpsfake cannot be had here; null where it can. */
export function gpsFakeObstacle(): string | null {
  return spawnSync('gpsfake', ['--version']).error === undefined
    ? null
    : 'gpsfake is not installed (Debian: gpsd gpsd-tools)';
}

/** Plays a log to a gpsd by gpsfake and reads it with `wavepool gps` for so many seconds. */
export async function throughGpsd(seconds: number): Promise<GpsdOutcome> {
  const folder = mkdtempSync(join(tmpdir(), 'wavepool-gpsd-'));
  const way = loggedWay(Date.UTC(2026, 2, 23, 12) / 1000, 600);
  writeFileSync(join(folder, 'way.nmea'), way.map(momentAsNmea).join(''));
  const port = await freePort();
  // Three sentences a moment: about as quick as the time in them.
  const fake = spawn('gpsfake', ['-q', '-n', '-c', '0.33', '-P', String(port), join(folder, 'way.nmea')], {
    stdio: ['ignore', 'ignore', 'pipe']
  });
  try {
    await answering(port);
    const { stdout } = await runCli(['gps', `gps:gpsd:localhost:${port}`, '--json', '--seconds', String(seconds)]);
    return outcome(stdout, way);
  } finally {
    // Told to stop, it ends its gpsd too.
    const ended = new Promise((resolve) => fake.once('exit', resolve));
    fake.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Line {
  readonly type: string;
  readonly fix: string;
  readonly time: string | null;
  readonly lat: number;
  readonly lon: number;
  readonly altitude: number;
  readonly clock: GpsdOutcome['clock'];
}

function outcome(stdout: string, way: ReturnType<typeof loggedWay>): GpsdOutcome {
  const lines = stdout
    .trim()
    .split('\n')
    .map((text) => JSON.parse(text) as Line);
  const fixes = lines.filter(({ type, fix }) => type === 'fix' && fix !== 'none');
  const places = new Map(way.map((place) => [place.time, place]));
  let positionError = 0;
  let altitudeError = 0;
  let strangers = 0;
  for (const fix of fixes) {
    const place = places.get(Date.parse(fix.time ?? '') / 1000);
    if (place === undefined) strangers++;
    else {
      positionError = Math.max(positionError, metresBetween(fix, place));
      altitudeError = Math.max(altitudeError, Math.abs(fix.altitude - place.altitude));
    }
  }
  const { clock } = lines.at(-1)!;
  return { fixes: fixes.length, positionError, altitudeError, strangers, clock };
}

/** Metres between two places that lie close together: a minute of arc is a nautical mile. */
export function metresBetween(a: { lat: number; lon: number }, b: { lat: number; lon: number }): number {
  const north = (a.lat - b.lat) * 60 * 1852;
  const east = (a.lon - b.lon) * 60 * 1852 * Math.cos((a.lat * Math.PI) / 180);
  return Math.hypot(north, east);
}

async function answering(port: number): Promise<void> {
  for (let i = 0; i < 100; i++) {
    const { code } = await runCli(['gps', `gps:gpsd:localhost:${port}`, '--seconds', '1']);
    if (code === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('gpsfake’s gpsd does not answer');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
