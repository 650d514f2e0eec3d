import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clockNote, GpsWatch } from '#cli/capture/gpsWatch.ts';
import { sentence } from '#tests/unit/time/nmeaLog.ts';
import { runCli } from './runCli.ts';

let folder = '';
let server: Server | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wavepool-capture-gps-'));
});
afterEach(() => {
  server?.close();
  server = null;
  rmSync(folder, { recursive: true });
});

/** A receiver at 48.1173 N 11.516667 E, by TCP, which says so many messages to whoever comes. */
async function receiver(valid: boolean, messages = 20): Promise<string> {
  const moment = (k: number) =>
    sentence(
      `GPRMC,1235${String(19 + k)}.00,${valid ? 'A,4807.0380,N,01131.0000,E' : 'V,,,,'},000.5,054.7,230326,,,${valid ? 'A' : 'N'}`
    );
  const listening = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write(Array.from({ length: messages }, (_, k) => moment(k)).join(''));
  });
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return `gps:tcp:127.0.0.1:${(listening.address() as AddressInfo).port}`;
}

interface Written {
  readonly global: Readonly<Record<string, unknown>>;
  readonly captures: readonly Readonly<Record<string, unknown>>[];
}

async function captured(gps: readonly string[]) {
  const out = join(folder, 'x.sigmf-meta');
  const args = ['capture', '--radio', 'sim:paced=no', '--samples', '1000', '--out', out, '--json', ...gps];
  const { code, stdout } = await runCli(args);
  expect(code).toBe(0);
  return {
    summary: JSON.parse(stdout) as Record<string, unknown>,
    meta: JSON.parse(readFileSync(out, 'utf8')) as Written
  };
}

const point = { type: 'Point', coordinates: [11.5166667, 48.1173] };

describe('wavepool capture --gps', () => {
  it('notes where it was recorded, and how the clock stands', async () => {
    const { summary, meta } = await captured(['--gps', await receiver(true)]);
    expect(meta.global['core:geolocation']).toEqual(point);
    expect(meta.captures.map((capture) => capture['core:geolocation'])).toEqual([point]);
    expect(meta.global['core:description']).toMatch(
      /clock against GPS, positive where it is ahead: clock [+-]\d+\.\d+ s ±/
    );
    expect(summary.gps).toMatchObject({
      place: { lat: expect.closeTo(48.1173, 6) as number },
      clock: { source: 'gps-nmea' }
    });
  });

  it('says so where no position is known, and goes on', async () => {
    let said = '';
    const io = {
      out: () => undefined,
      err: (text: string) => void (said += text),
      interactive: false,
      signal: new AbortController().signal
    };
    const watch = new GpsWatch(await receiver(false), io, 0.2);
    await watch.located();
    await watch.close();
    expect(said).toContain('knows no position yet');
    expect([watch.first, watch.place, clockNote(watch.clock)]).toEqual([null, null, '']);
  });

  it('asks nobody without it', async () => {
    const { summary } = await captured([]);
    expect(summary).not.toHaveProperty('gps');
  });

  it.each([
    ['a receiver that is none', ['--gps', 'nowhere'], 'The GPS receiver nowhere is not known'],
    // What follows is an option, no receiver: the usual one is meant, and what is wrong is the option.
    ['an option behind it', ['--gps', '--nix'], "'--nix'"]
  ])('refuses %s', async (_, gps, words) => {
    const { code, stderr } = await runCli(['capture', '--radio', 'sim', '--out', join(folder, 'y'), ...gps]);
    expect(stderr).toContain(words);
    expect(code).toBe(2);
  });
});
