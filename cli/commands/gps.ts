import { writeDatetime } from '#lib/recording/sigmf/writeDatetime.ts';
import type { GpsFix } from '#lib/time/gpsFix.ts';
import type { ClockEstimate, ClockReference } from '#lib/time/clockReference.ts';
import { clockText } from '../clockText.ts';
import type { Command, CommandIo, OptionValues } from '../command.ts';
import { numberOption } from '../options.ts';

/** `wavepool gps`: where this station is, and how its clock stands against GPS. */
export const gps: Command = {
  name: 'gps',
  summary: 'position and time from a GPS receiver, and how this clock stands against it',
  help: `wavepool gps [SPEC] [options]

Prints each fix of a GPS receiver, and the offset of this computer's clock against it: positive
where the clock is ahead. Ctrl+C stops it. Exit code 1 when no fix came.

  SPEC             gps:gpsd                 gpsd on this machine (the default)
                   gps:gpsd:HOST[:PORT]     gpsd elsewhere
                   gps:/dev/ttyUSB0         NMEA from a serial port, at the rate that is found there
                   gps:/dev/ttyUSB0,rate=9600
                   gps:tcp:HOST:PORT        NMEA from a server
  --seconds N      stop after so long
  --json           JSON lines: {"type":"fix"|"line"|"summary", …}`,
  options: { json: { type: 'boolean' }, seconds: { type: 'string' } },
  argument: '[SPEC]',
  run
};

async function run(argument: string, values: OptionValues, io: CommandIo): Promise<number> {
  const seconds = numberOption(values, 'seconds', { min: 0.1, max: 1e9, example: '60' });
  const [{ parseGpsSpec }, { gpsRoute }, { hostClock }, { runGps }, { ClockReference }] = await Promise.all([
    import('#lib/platform/node/gps/parseGpsSpec.ts'),
    import('#lib/platform/node/gps/gpsRoute.ts'),
    import('#lib/platform/web/hostClock.ts'),
    import('#lib/time/runGps.ts'),
    import('#lib/time/clockReference.ts')
  ]);
  const route = gpsRoute(parseGpsSpec(argument === '' ? 'gps:gpsd' : argument), hostClock);
  const json = values.json === true;
  const clock = new ClockReference();
  const stop = AbortSignal.any(seconds === undefined ? [io.signal] : [io.signal, AbortSignal.timeout(seconds * 1000)]);
  const counts = { messages: 0, fixes: 0 };
  let latest: GpsFix | null = null;
  await runGps(route, {
    clock: hostClock,
    signal: stop,
    sink: {
      fix(fix) {
        counts.messages++;
        if (fix.fix !== 'none') counts.fixes++;
        latest = fix;
        const estimate = clock.estimate(hostClock.now());
        io.out(json ? line('fix', { ...fixJson(fix), clock: estimate }) : `${fixText(fix)}  ${clockText(estimate)}\n`);
      },
      mark: (mark) => void clock.add(mark)
    },
    onLine(state) {
      const error = state.state === 'lost' ? { code: state.error.code, message: state.error.message } : null;
      if (json) io.out(line('line', { state: state.state, error }));
      else if (error !== null) io.err(`${error.message}\n`);
      else if (state.state === 'silent') io.err(`${route.name} is there, but no position comes from it.\n`);
    }
  });
  const estimate = clock.estimate(hostClock.now());
  if (json) io.out(line('summary', { ...counts, clock: estimate, refused: clock.refused }));
  else io.err(summary(counts, latest, estimate, clock.refused));
  if (io.signal.aborted) return 130;
  return counts.fixes > 0 ? 0 : 1;
}

function line(type: string, facts: object): string {
  return `${JSON.stringify({ type, ...facts })}\n`;
}

function fixJson(fix: GpsFix): object {
  return { ...fix, time: iso(fix.time), received: iso(fix.received) };
}

function iso(time: number | null): string | null {
  return time === null ? null : writeDatetime(time);
}

function fixText(fix: GpsFix): string {
  const known = (value: number | null, digits: number, unit = '') =>
    value === null ? '' : `${value.toFixed(digits)}${unit}`;
  const satellites = fix.satellitesUsed === null ? '' : `${fix.satellitesUsed}/${fix.satellitesSeen ?? '?'} satellites`;
  const place = fix.lat === null || fix.lon === null ? 'no position' : `${fix.lat.toFixed(6)} ${fix.lon.toFixed(6)}`;
  return [
    iso(fix.time)?.replace(/000Z$/, 'Z') ?? 'no time',
    fix.fix,
    place,
    known(fix.altitude, 1, ' m'),
    fix.accuracy === null ? '' : `±${known(fix.accuracy, 1, ' m')}`,
    satellites,
    fix.rollovers > 0 ? `date moved by ${fix.rollovers * 1024} weeks` : ''
  ]
    .filter((part) => part !== '')
    .join('  ');
}

function summary(
  counts: { messages: number; fixes: number },
  latest: GpsFix | null,
  estimate: ClockEstimate,
  refused: ClockReference['refused']
): string {
  if (latest === null) return 'Nothing came from the receiver.\n';
  const left = refused.jump + refused.nonsense;
  const doubt = left === 0 ? '' : `; ${left} time marks refused (${refused.jump} jumps, ${refused.nonsense} nonsense)`;
  return `${counts.fixes} of ${counts.messages} messages with a fix; ${clockText(estimate)}${doubt}\n`;
}
