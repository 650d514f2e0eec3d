import { gpsRoute } from '#lib/platform/node/gps/gpsRoute.ts';
import { gpsdPort } from '#lib/platform/node/gps/parseGpsSpec.ts';
import { hostClock } from '#lib/platform/web/hostClock.ts';
import { GpsdReader } from '#lib/time/gpsd.ts';
import { note, ok, type Finding } from './finding.ts';

/** gpsd says all of this at once. */
const waitsMs = 1500;

/** Whether gpsd runs on this machine, and with which receivers. */
export async function gps(port = gpsdPort): Promise<Finding[]> {
  const stop = AbortSignal.timeout(waitsMs);
  const where = `localhost:${port}`;
  try {
    const link = await gpsRoute({ kind: 'gpsd', host: 'localhost', port }, hostClock).open(stop);
    const reader = new GpsdReader({ fix: () => undefined, mark: () => undefined }, { where, sameHost: true });
    stop.addEventListener('abort', () => void link.close(), { once: true });
    try {
      await link.write(reader.hello);
      while (reader.devices === null) {
        const chunk = await link.read();
        if (chunk === null) break;
        reader.push(chunk);
      }
    } finally {
      await link.close();
    }
    return [finding(reader, where)];
  } catch (error) {
    return [
      note(
        'gpsd',
        `none on ${where} (${error instanceof Error ? error.message.split('. ')[0] : 'no answer'})`,
        'Only a station with a GPS receiver wants it (Debian: apt-get install gpsd). Without it: wavepool gps gps:/dev/ttyUSB0.'
      )
    ];
  }
}

function finding({ version, devices }: GpsdReader, where: string): Finding {
  if (version === null)
    return note(
      'gpsd',
      `none on ${where} (something else answers there)`,
      'gpsd greets whoever connects: look what has its port.'
    );
  const fact = `gpsd ${version} on ${where}`;
  if (devices === null) return note('gpsd', `${fact}, which says nothing of its receivers`, 'Restart it.');
  return devices.length === 0
    ? note('gpsd', `${fact}, without a receiver`, 'Plug one in, or name its port: gpsdctl add /dev/ttyUSB0.')
    : ok('gpsd', `${fact}: ${devices.join(', ')}`);
}
