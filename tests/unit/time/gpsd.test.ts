import { describe, expect, it } from 'vitest';
import { GpsdReader } from '#lib/time/gpsd.ts';
import type { GpsFix } from '#lib/time/gpsFix.ts';
import type { TimeMark } from '#lib/time/timeMark.ts';
import { bytesOf } from './nmeaLog.ts';

const greeting = '{"class":"VERSION","release":"3.22","rev":"3.22","proto_major":3,"proto_minor":14}';
const time = Date.parse('2026-03-23T12:00:00Z') / 1000;
const tpv = (change: object = {}) =>
  JSON.stringify({
    class: 'TPV',
    device: '/dev/ttyUSB0',
    mode: 3,
    time: '2026-03-23T12:00:00.000Z',
    lat: 48.1173,
    lon: 11.516666667,
    altMSL: 545.4,
    alt: 1,
    track: 84.4,
    speed: 11.524,
    ...change
  });
const pulse = (kind: string, offset: number) =>
  JSON.stringify({
    class: kind,
    device: '/dev/ttyUSB0',
    real_sec: time,
    real_nsec: 0,
    clock_sec: time,
    clock_nsec: offset,
    precision: -20
  });

function read(sameHost: boolean, ...lines: readonly string[]) {
  const fixes: GpsFix[] = [];
  const marks: TimeMark[] = [];
  const sink = { fix: (fix: GpsFix) => fixes.push(fix), mark: (mark: TimeMark) => marks.push(mark) };
  const reader = new GpsdReader(sink, { where: 'there:2947', sameHost });
  let received = time + 0.4;
  const push = (line: string) => reader.push({ bytes: bytesOf(`${line}\r\n`), received: (received += 0.001) });
  for (const line of [greeting, ...lines]) push(line);
  return { fixes, marks, reader, push, pass: (seconds: number) => (received += seconds) };
}

describe('GpsdReader', () => {
  it('makes a fix of TPV, with SKY and GST before it', () => {
    const sky = JSON.stringify({
      class: 'SKY',
      device: '/dev/ttyUSB0',
      hdop: 0.9,
      satellites: [
        { PRN: 1, used: true },
        { PRN: 2, used: true },
        { PRN: 3, used: false }
      ]
    });
    const { fixes } = read(
      true,
      sky,
      tpv(),
      '{"class":"GST","device":"/dev/ttyUSB0","lat":3,"lon":4}',
      tpv({ status: 2 })
    );
    expect(fixes[0]).toEqual({
      time,
      received: expect.closeTo(time + 0.403, 6) as number,
      fix: '3d',
      lat: 48.1173,
      lon: 11.516666667,
      altitude: 545.4,
      satellitesUsed: 2,
      satellitesSeen: 3,
      hdop: 0.9,
      speed: 11.524,
      course: 84.4,
      accuracy: 4.5,
      rollovers: 0
    });
    expect(fixes[1]).toMatchObject({ fix: 'dgps', accuracy: 5 });
  });

  it.each([
    [{ mode: 0 }, 'none'],
    [{ mode: 1 }, 'none'],
    [{ mode: 2 }, '2d'],
    [{ mode: 3, lat: undefined }, 'none'],
    [{ status: 3 }, 'rtk'],
    [{ status: 4 }, 'rtk-float'],
    [{ status: 5 }, 'estimated'],
    [{ status: 7 }, 'manual'],
    [{ status: 8 }, 'simulated'],
    [{ status: 9 }, '3d']
  ])('%j is %s', (change, fix) => {
    expect(read(true, tpv(change)).fixes).toMatchObject([{ fix }]);
  });

  it('counts gpsd’s own times when it runs here, and those of arrival elsewhere', () => {
    const lines = [tpv(), pulse('TOFF', 120_000_000), pulse('PPS', 250_000), tpv()];
    expect(read(true, ...lines).marks).toEqual([
      { host: expect.closeTo(time + 0.402, 6) as number, gps: time, by: 'nmea', precision: null },
      { host: expect.closeTo(time + 0.12, 6) as number, gps: time, by: 'nmea', precision: 2 ** -20 },
      { host: expect.closeTo(time + 0.000_25, 6) as number, gps: time, by: 'pps', precision: 2 ** -20 }
    ]);
    expect(read(false, ...lines).marks.map(({ host }) => host)).toEqual([
      expect.closeTo(time + 0.402, 6),
      expect.closeTo(time + 0.405, 6)
    ]);
  });

  it('believes no pulse of a receiver that never had a fix', () => {
    expect(read(true, tpv({ mode: 1 }), pulse('PPS', 0)).marks).toEqual([]);
  });

  it('follows one receiver until it falls silent', () => {
    const other = (change: object = {}) => tpv({ device: '/dev/ttyUSB1', lat: -33, ...change });
    const { fixes, push, pass } = read(true, other({ mode: 1 }), tpv(), other(), tpv());
    expect(fixes.map(({ lat }) => lat)).toEqual([null, 48.1173, 48.1173]);
    pass(11);
    push(other());
    push(tpv());
    expect(fixes.map(({ lat }) => lat).slice(3)).toEqual([-33]);
    push('{"class":"DEVICE","path":"/dev/ttyUSB1","activated":0}');
    push(tpv());
    expect(fixes.at(-1)?.lat).toBe(48.1173);
  });

  it('knows its receivers as they come and go', () => {
    const { reader, push } = read(true);
    expect({ version: reader.version, devices: reader.devices }).toEqual({ version: '3.22', devices: null });
    push('{"class":"DEVICES","devices":[{"class":"DEVICE","path":"/dev/ttyUSB0"}]}');
    push('{"class":"DEVICE","path":"/dev/ttyUSB1","activated":"2026-03-23T12:00:00.000Z"}');
    push('{"class":"DEVICE","path":"/dev/ttyUSB0","activated":0}');
    expect(reader.devices).toEqual(['/dev/ttyUSB1']);
  });

  it('refuses whoever does not greet as gpsd, and other versions of its protocol', () => {
    const reader = () =>
      new GpsdReader({ fix: () => undefined, mark: () => undefined }, { where: 'x', sameHost: true });
    for (const line of ['SSH-2.0-OpenSSH_9.2', '{"class":"TPV"}', greeting.replace(':3,', ':4,'), ''])
      expect(() => reader().push({ bytes: bytesOf(`${line}\n`), received: 0 })).toThrow(/does not speak gpsd/);
  });

  it('passes over a line without end, and understands the next', () => {
    const { fixes, reader, push } = read(true);
    for (let i = 0; i < 20; i++) reader.push({ bytes: bytesOf('x'.repeat(10_000)), received: time });
    push('the end of it');
    push(tpv());
    expect(fixes).toHaveLength(1);
  });
});
