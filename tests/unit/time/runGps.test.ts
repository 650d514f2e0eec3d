import { describe, expect, it } from 'vitest';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { GpsdReader } from '#lib/time/gpsd.ts';
import type { GpsFix } from '#lib/time/gpsFix.ts';
import type { GpsReader, GpsSink } from '#lib/time/gpsReader.ts';
import { NmeaReader } from '#lib/time/nmea.ts';
import { runGps } from '#lib/time/runGps.ts';
import { sentence } from './nmeaLog.ts';
import { ScriptedLink } from './scriptedLink.ts';

function start(reader: (sink: GpsSink) => GpsReader = (sink) => new NmeaReader(sink)) {
  const clock = new VirtualClock(1.8e9);
  const control = new AbortController();
  const links: ScriptedLink[] = [];
  const lines: string[] = [];
  const fixes: GpsFix[] = [];
  const refusing = { error: null as Error | null };
  let wake: () => void = () => undefined;
  const ended = runGps(
    {
      name: 'the receiver',
      reader,
      open() {
        if (refusing.error !== null) return Promise.reject(refusing.error);
        const link = new ScriptedLink(clock);
        links.push(link);
        return Promise.resolve(link);
      }
    },
    {
      clock,
      signal: control.signal,
      sink: { fix: (fix) => fixes.push(fix), mark: () => undefined },
      onLine: (line) => lines.push(line.state === 'lost' ? line.error.code : line.state),
      wake: () => new Promise((resolve) => (wake = resolve))
    }
  );
  return { clock, control, links, lines, fixes, refusing, ended, wake: () => wake() };
}
const rmc = (time: string) => sentence(`GPRMC,${time},A,4807.0,N,01131.0,E,0.0,,230326,,,A`);

describe('runGps', () => {
  it('gives fixes, and stops with the signal', async () => {
    const { clock, control, links, lines, fixes, ended } = start();
    await clock.advance(0.1);
    links[0].say(rmc('120000.00') + rmc('120001.00'));
    await clock.advance(0.1);
    expect(fixes).toHaveLength(1);
    control.abort();
    await clock.advance(0.1);
    await ended;
    expect(lines).toEqual(['opening', 'open']);
    expect(links[0].closed).toBe(true);
  });

  it('opens again after the line ended, waiting longer each time in vain, and not when woken', async () => {
    const { clock, links, lines, refusing, wake } = start();
    await clock.advance(0.1);
    refusing.error = new WavepoolError('net.refused', { where: 'there', why: 'nobody' });
    links[0].hangUp();
    await clock.advance(0.5);
    expect(lines).toEqual(['opening', 'open', 'gps.lost']);
    // Tries after 1, 2, 4, 8, 16 and then every 30 s: at 1, 3, 7, 15, 31, 61, 91.
    await clock.advance(100);
    expect(lines.filter((line) => line === 'net.refused')).toHaveLength(7);
    refusing.error = null;
    wake();
    await clock.advance(0.1);
    expect(lines.slice(-2)).toEqual(['opening', 'open']);
    expect(links).toHaveLength(2);
  });

  it('what held back the last fix is given when the line ends', async () => {
    const { clock, links, fixes } = start();
    await clock.advance(0.1);
    links[0].say(rmc('120000.00'));
    links[0].hangUp();
    await clock.advance(0.1);
    expect(fixes).toHaveLength(1);
  });

  it('says that nothing comes, that it comes again, and opens anew after a long silence', async () => {
    const { clock, links, lines } = start();
    await clock.advance(0.1);
    links[0].say(rmc('120000.00'));
    await clock.advance(4.9);
    expect(lines).toEqual(['opening', 'open']);
    // Noise is no message.
    links[0].say('\xff\xfe$GP');
    await clock.advance(0.3);
    expect(lines.at(-1)).toBe('silent');
    links[0].say(rmc('120006.00'));
    await clock.advance(0.1);
    expect(lines.at(-1)).toBe('open');
    await clock.advance(20.5);
    expect(lines.slice(-2)).toEqual(['silent', 'gps.silent']);
    await clock.advance(1);
    expect(links[0].closed).toBe(true);
    expect(links).toHaveLength(2);
  });

  it('greets gpsd, and leaves whoever is none', async () => {
    const { clock, links, lines } = start((sink) => new GpsdReader(sink, { where: 'there', sameHost: true }));
    await clock.advance(0.1);
    expect(links[0].sent).toEqual(['?WATCH={"enable":true,"json":true,"pps":true};\n']);
    links[0].say('HTTP/1.1 400 Bad Request\r\n');
    await clock.advance(0.1);
    expect(lines.at(-1)).toBe('net.protocol');
    expect(links[0].closed).toBe(true);
  });
});
