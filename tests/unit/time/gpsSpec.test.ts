import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { gps as gpsFindings } from '#cli/doctor/gps.ts';
import { parseGpsSpec } from '#lib/platform/node/gps/parseGpsSpec.ts';
import { runCli } from '#tests/unit/cli/runCli.ts';
import { sentence } from './nmeaLog.ts';

const servers: Server[] = [];
const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** A server that says these to everybody. @param later what it says to each line that comes in */
async function serve(first: string, later = ''): Promise<number> {
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.write(first);
    socket.on('data', () => socket.write(later));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as { port: number }).port;
}

const greeting = '{"class":"VERSION","release":"3.25","rev":"3.25","proto_major":3,"proto_minor":15}\r\n';
const tpv =
  '{"class":"TPV","device":"/dev/ttyUSB0","mode":3,"time":"2026-03-23T12:00:01.000Z","lat":48.1173,"lon":11.5166667,"altMSL":545.4}\r\n';

describe('parseGpsSpec', () => {
  it.each([
    ['gps:gpsd', { kind: 'gpsd', host: 'localhost', port: 2947 }],
    ['gpsd', { kind: 'gpsd', host: 'localhost', port: 2947 }],
    ['gps:gpsd:mast.local', { kind: 'gpsd', host: 'mast.local', port: 2947 }],
    ['gps:gpsd:10.0.0.7:3000', { kind: 'gpsd', host: '10.0.0.7', port: 3000 }],
    ['gps:gpsd:[fe80::1]:3000', { kind: 'gpsd', host: 'fe80::1', port: 3000 }],
    ['gps:tcp:phone:50000', { kind: 'tcp', host: 'phone', port: 50000 }],
    ['gps:/dev/ttyUSB0', { kind: 'serial', path: '/dev/ttyUSB0', rate: null }],
    ['/dev/serial/by-id/usb-u-blox:1,rate=4800', { kind: 'serial', path: '/dev/serial/by-id/usb-u-blox:1', rate: 4800 }]
  ])('%s', (spec, parsed) => {
    expect(parseGpsSpec(spec)).toEqual(parsed);
  });

  it.each([
    '',
    'gps:',
    'gps:gpsd:',
    'gps:gpsd:host:0',
    'gps:gpsd:host:70000',
    'gps:tcp:host',
    'gps:tcp',
    'ttyUSB0',
    'gps:/dev/ttyUSB0,rate=fast',
    'gps:gpsd:a b'
  ])('refuses "%s"', (spec) => {
    expect(() => parseGpsSpec(spec)).toThrow(/The GPS receiver .* is not known/);
  });
});

describe('wavepool gps', () => {
  it('prints fixes of gpsd and what they say of the clock', async () => {
    const port = await serve(greeting, tpv);
    const { code, stdout } = await runCli(['gps', `gps:gpsd:127.0.0.1:${port}`, '--json'], (text, kill) => {
      if (text.includes('"type":"fix"')) kill('SIGTERM');
    });
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.find(({ type }) => type === 'fix')).toMatchObject({
      time: '2026-03-23T12:00:01.000000Z',
      fix: '3d',
      lat: 48.1173,
      altitude: 545.4,
      clock: { source: 'gps-nmea' }
    });
    expect(lines.at(-1)).toMatchObject({ type: 'summary', messages: 1, fixes: 1, refused: { jump: 0, nonsense: 0 } });
    expect(code).toBe(130);
  });

  it('prints NMEA of a server, stops by itself, and ends with 0 for there was a fix', async () => {
    const second = (time: string) => sentence(`GPRMC,${time},A,4807.0380,N,01131.0000,E,0.0,,230326,,,A`);
    const port = await serve(second('120000.00') + second('120001.00'));
    const { code, stdout, stderr } = await runCli(['gps', `gps:tcp:127.0.0.1:${port}`, '--seconds', '1']);
    expect(stdout).toMatch(
      /^2026-03-23T12:00:00\.000Z {2}2d {2}48\.117300 11\.516667 .*clock \+\d+\.\d{3} s ±0\.\d+ s \(gps-nmea\)$/m
    );
    expect(stderr).toMatch(/1 of 1 messages with a fix/);
    expect(code).toBe(0);
  });

  it('says who does not answer and who is no gpsd, and ends with 1', async () => {
    const port = await serve('220 mail ESMTP\r\n');
    const mail = await runCli(['gps', `gps:gpsd:127.0.0.1:${port}`, '--seconds', '1']);
    expect(mail.stderr).toMatch(/does not speak gpsd: it does not greet as gpsd does/);
    expect(mail.code).toBe(1);
    const nobody = await runCli(['gps', 'gps:tcp:127.0.0.1:1', '--seconds', '1']);
    expect(nobody.stderr).toMatch(/127\.0\.0\.1:1 does not answer/);
    expect(nobody.code).toBe(1);
    const file = await runCli(['gps', 'gps:/dev/null', '--seconds', '1']);
    expect(file.stderr).toMatch(/\/dev\/null cannot be opened: it is no serial port/);
  });

  it('refuses what is no receiver', async () => {
    const { code, stderr } = await runCli(['gps', 'gps:somewhere']);
    expect(stderr).toMatch(/The GPS receiver gps:somewhere is not known\. Use gps:gpsd/);
    expect(code).toBe(2);
  });
});

describe('doctor', () => {
  it('knows gpsd with and without receivers, and its absence', async () => {
    const devices = (list: string) => `${greeting}{"class":"DEVICES","devices":[${list}]}\r\n`;
    const one = await gpsFindings(await serve(devices('{"class":"DEVICE","path":"/dev/ttyUSB0"}')));
    expect(one).toEqual([
      { name: 'gpsd', state: 'ok', fact: expect.stringMatching(/3\.25 .*\/dev\/ttyUSB0/) as string, advice: '' }
    ]);
    expect(await gpsFindings(await serve(devices('')))).toMatchObject([
      {
        state: 'note',
        fact: expect.stringMatching(/without a receiver/) as string,
        advice: expect.stringMatching(/gpsdctl/) as string
      }
    ]);
    expect(await gpsFindings(1)).toMatchObject([
      { name: 'gpsd', state: 'note', advice: expect.stringMatching(/apt-get install gpsd/) as string }
    ]);
    expect(await gpsFindings(await serve('hello\r\n'))).toMatchObject([
      { state: 'note', fact: expect.stringMatching(/does not speak gpsd/) as string }
    ]);
  });
});
