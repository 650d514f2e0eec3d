import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { TruthRow } from '#lib/radio/world/truth.ts';
import { at, receive, worldOf } from '#tests/unit/radio/world/received.ts';

// The simulated world against decoders that other people wrote for the real one. (rtl_433 looks at nothing below -12 dBFS.)
// Each test skips, saying so, where its decoder is not installed.

const folder = mkdtempSync(join(tmpdir(), 'wavepool-world-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (decoder: string, ...options: string[]) => spawnSync(decoder, options, { encoding: 'utf8' });
const installed = (decoder: string) => run(decoder, '--help').error === undefined;

describe.skipIf(!installed('rtl_433'))('rtl_433 (skipped where it is not installed)', () => {
  it('decodes every report of a keyed sensor', async () => {
    const sensor = {
      kind: 'ook-sensor' as const,
      id: 'keyed',
      position: at(0.1, 0.05),
      frequency: 433.92e6,
      eirpDbm: 5
    };
    const world = worldOf({ ...sensor, sensor: 90, channel: 2, every: 2.5 });
    const heard = await receive(world, { center: 433.9e6, rate: 250_000, gain: 32 }, 20);
    const sent = complete(world.truth(heard.radio, world.epoch, world.epoch + 20), 20 * 250_000);
    expect(sent.length).toBeGreaterThan(6);
    const decoded = rtl433('keyed_433.9M_250k.cu8', heard.bytes, '250k').filter(({ model }) => model === 'Nexus-TH');
    expect(decoded.map(fields)).toEqual(sent.map((row) => fields(row.content)));
    expect(decoded.map(({ channel }) => channel)).toEqual(sent.map(() => 2));
    for (const [k, { time }] of decoded.entries()) {
      expect(Math.abs(Number(time.slice(1, -1)) - (sent[k].start - world.epoch))).toBeLessThan(5e-3);
    }
  });

  it('decodes every report of a frequency-shifting sensor', async () => {
    const sensor = {
      kind: 'fsk-sensor' as const,
      id: 'shifted',
      position: at(0.1, 0.05),
      frequency: 868.3e6,
      eirpDbm: 8
    };
    const world = worldOf({ ...sensor, sensor: 37, every: 1 });
    const heard = await receive(world, { center: 868.25e6, rate: 1e6, gain: 38 }, 8);
    const sent = complete(world.truth(heard.radio, world.epoch, world.epoch + 8), 8e6);
    expect(sent.length).toBeGreaterThan(6);
    const decoded = rtl433('shifted_868.25M_1000k.cu8', heard.bytes, '1000k').filter(
      ({ model }) => model === 'LaCrosse-TX29IT'
    );
    expect(decoded.map(fields)).toEqual(sent.map((row) => fields(row.content)));
  });
});

describe.skipIf(!installed('dump1090-mutability'))('dump1090 (skipped where it is not installed)', () => {
  it('decodes every squitter of an aircraft', async () => {
    const aircraft = {
      kind: 'adsb-aircraft' as const,
      id: 'jet',
      frequency: 1090e6,
      eirpDbm: 54,
      position: at(20, 10, 10_000)
    };
    const world = worldOf({ ...aircraft, icao: 0x4b1234, callsign: 'TEST42', radius: 9000, speed: 230 });
    const heard = await receive(world, { center: 1090e6, rate: 2.4e6, gain: 28 }, 6);
    const sent = complete(world.truth(heard.radio, world.epoch, world.epoch + 6), 6 * 2.4e6);
    const file = join(folder, 'squitters.cu8');
    writeFileSync(file, heard.bytes);
    // --oversample reads 2.4 MS/s.
    const { stdout } = run('dump1090-mutability', '--oversample', '--raw', '--no-fix', '--ifile', file);
    const decoded = Array.from(stdout.matchAll(/^\*(\w+);/gm), ([, hex]) => hex.toUpperCase());
    expect(sent.length).toBeGreaterThan(20);
    expect(decoded).toEqual(sent.map((row) => row.content.hex));
  });
});

/** Those that lie wholly in what was received. */
function complete(rows: readonly TruthRow[], samples: number): TruthRow[] {
  return rows.filter((row) => row.startSample > 0 && row.stopSample < samples);
}

function fields({ id, temperature_C, humidity }: Readonly<Record<string, unknown>>) {
  return { id, temperature_C, humidity };
}

function rtl433(
  name: string,
  bytes: Uint8Array,
  rate: string
): { model: string; time: string; [key: string]: unknown }[] {
  const file = join(folder, name);
  writeFileSync(file, bytes);
  const { stdout } = run('rtl_433', '-F', 'json', '-s', rate, '-r', file);
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as { model: string; time: string });
}
