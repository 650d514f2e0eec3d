import { hostname } from 'node:os';
import type { Clock } from '#lib/base/clock.ts';
import { findSerialRate, serialRates } from '#lib/time/findSerialRate.ts';
import { GpsdReader } from '#lib/time/gpsd.ts';
import { NmeaReader } from '#lib/time/nmea.ts';
import type { GpsRoute } from '#lib/time/runGps.ts';
import { connectSocket } from '../tcp/connectSocket.ts';
import { bracketed } from '../tcp/socketPeer.ts';
import type { GpsSpec } from './parseGpsSpec.ts';
import { streamLink } from './streamLink.ts';

/** The way to the receiver that a SPEC names. */
export function gpsRoute(spec: GpsSpec, clock: Clock): GpsRoute {
  if (spec.kind === 'serial') return serialRoute(spec.path, spec.rate, clock);
  const { kind, host, port } = spec;
  const where = `${bracketed(host)}:${port}`;
  return {
    name: kind === 'gpsd' ? `gpsd on ${where}` : where,
    open: async (signal) => streamLink(await connectSocket(host, port, signal), clock),
    reader: (sink) =>
      kind === 'gpsd' ? new GpsdReader(sink, { where, sameHost: isThisHost(host) }) : new NmeaReader(sink)
  };
}

function serialRoute(path: string, rate: number | null, clock: Clock): GpsRoute {
  let first = rate ?? serialRates[0];
  return {
    name: path,
    async open(signal) {
      // Only who reads a serial port needs the C library.
      const { openSerialLine } = await import('./serialLine.ts');
      if (rate !== null) return openSerialLine(path, rate, clock);
      const rates = [first, ...serialRates.filter((other) => other !== first)];
      const port = { name: path, open: (each: number) => openSerialLine(path, each, clock) };
      const found = await findSerialRate(port, { rates, clock, signal });
      first = found.rate;
      return found.link;
    },
    reader: (sink) => new NmeaReader(sink)
  };
}

function isThisHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host) || host === hostname();
}
