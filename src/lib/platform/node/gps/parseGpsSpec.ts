import { WavepoolError } from '#lib/base/wavepoolError.ts';

/** Which receiver a SPEC names. */
export type GpsSpec =
  | { readonly kind: 'gpsd' | 'tcp'; readonly host: string; readonly port: number }
  | { readonly kind: 'serial'; readonly path: string; readonly rate: number | null };

/** Where gpsd listens. */
export const gpsdPort = 2947;
const want =
  'gps:gpsd, gps:gpsd:HOST, gps:gpsd:HOST:PORT, gps:tcp:HOST:PORT (NMEA), gps:/dev/ttyUSB0 or gps:/dev/ttyUSB0,rate=9600';

/**
 * Reads `gps:gpsd[:host[:port]]`, `gps:tcp:host:port` or `gps:/dev/…[,rate=BD]`; the `gps:` may be left out. IPv6 addresses stand in brackets.
 * @throws WavepoolError `gps.bad-spec`
 */
export function parseGpsSpec(spec: string): GpsSpec {
  const rest = spec.startsWith('gps:') ? spec.slice(4) : spec;
  if (rest.startsWith('/')) {
    const form = /^([^,]+)(?:,rate=(\d{3,7}))?$/.exec(rest);
    if (form !== null) return { kind: 'serial', path: form[1], rate: Number(form.at(2)) || null };
  }
  const form = /^(gpsd|tcp)(?::(\[[0-9A-Fa-f:.]+\]|[^:[\]/\s]+)(?::(\d{1,5}))?)?$/.exec(rest);
  const kind = form?.[1] === 'tcp' ? 'tcp' : 'gpsd';
  const host = form?.at(2) ?? 'localhost';
  const port = Number(form?.at(3) ?? (kind === 'gpsd' ? gpsdPort : 0));
  if (form !== null && port > 0 && port < 65_536) return { kind, host: host.replace(/^\[|\]$/g, ''), port };
  throw new WavepoolError('gps.bad-spec', { spec: spec === '' ? 'without a name' : spec, want });
}
