import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hz, sampleRate } from '#lib/base/units.ts';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import { SimulatedRadio } from '#lib/radio/simulatedRadio.ts';
import { createDefaultWorld } from '#lib/radio/world/defaultWorld.ts';
import { Synthesizer } from '#lib/radio/world/synthesizer.ts';
import { receive } from './received.ts';

const tunings = [
  { center: 100e6, rate: 2.4e6, startOffset: 0.05, format: 'cu8' as const },
  { center: 145.55e6, rate: 250e3, startOffset: 0.35, format: 'cs16' as const },
  { center: 433.92e6, rate: 1e6, startOffset: 0.5, format: 'cs8' as const },
  { center: 868.3e6, rate: 2.048e6, startOffset: 0.7, format: 'cu8' as const },
  { center: 1090e6, rate: 2.4e6, startOffset: 20_000_000.02, format: 'cs16' as const }
];

describe('same seed, same time, same bytes', () => {
  it('on this machine as on every other', async () => {
    const hashes: string[] = [];
    for (const { center, rate, startOffset, format } of tunings) {
      const world = createDefaultWorld(1);
      const { bytes } = await receive(world, { center, rate }, 0.1, { startOffset, format, ppm: 1.7 });
      hashes.push(createHash('sha256').update(bytes).digest('hex').slice(0, 16));
    }
    expect(hashes).toMatchInlineSnapshot(`
      [
        "119ece2c2696d43c",
        "d2529c5a1fb9edf4",
        "e5559b5c6bb6239a",
        "fbc0f48ad8072afd",
        "6843ae41ed6da4bc",
      ]
    `);
  });

  it('whatever the block size', async () => {
    const results = new Set<string>();
    for (const blockSamples of [333, 4096, 10_000, 65_536]) {
      const { bytes } = await receive(createDefaultWorld(2), { center: 100e6, rate: 2.4e6 }, 0.03, { blockSamples });
      results.add(createHash('sha256').update(bytes).digest('hex'));
    }
    expect(results.size).toBe(1);
  });

  it('in any order, and beside other radios of the same world', () => {
    const world = createDefaultWorld(2);
    const radios = ['A', 'B'].map((serial) => new SimulatedRadio({ world, clock: new VirtualClock(), serial }));
    const inOrder = new Synthesizer(createDefaultWorld(2));
    const jumping = radios.map(() => new Synthesizer(world));
    const expected = new Uint8Array(40_000);
    inOrder.read(radios[0].receiver, 0, expected);
    for (const start of [15_000, 0, 4095, 8192]) {
      const piece = new Uint8Array(9000);
      jumping[1].read(radios[1].receiver, start + 1_000_000, piece);
      jumping[0].read(radios[0].receiver, start, piece);
      expect(piece).toEqual(expected.slice(2 * start, 2 * start + 9000));
    }
  });

  it('with noise of its own for every radio, and another world for every seed', async () => {
    const first = async (seed: number, serial: string) =>
      (await receive(createDefaultWorld(seed), { center: 2e9, rate: 1e6 }, 0.01, { serial })).bytes;
    const a = await first(1, 'A');
    expect(await first(1, 'A')).toEqual(a);
    expect(await first(1, 'B')).not.toEqual(a);
    expect(await first(2, 'A')).not.toEqual(a);
  });

  it('shifted by the start offset', async () => {
    const rate = 1e6;
    const tuning = { center: hz(100.2e6), rate: sampleRate(rate), gain: 20 };
    const early = await receive(createDefaultWorld(1), tuning, 0.02, { format: 'cs16', startOffset: 2 });
    const late = await receive(createDefaultWorld(1), tuning, 0.01, { format: 'cs16', startOffset: 2 + 5000 / rate });
    // The oscillator starts at another phase, so the correlation is complex: its magnitude counts.
    let re = 0;
    let im = 0;
    let power = 0;
    for (let n = 0; n < late.re.length; n++) {
      re += early.re[n + 5000] * late.re[n] + early.im[n + 5000] * late.im[n];
      im += early.im[n + 5000] * late.re[n] - early.re[n + 5000] * late.im[n];
      power += late.re[n] ** 2 + late.im[n] ** 2;
    }
    expect(Math.hypot(re, im) / power).toBeGreaterThan(0.999);
  });

  it('without anything that engines may round differently', () => {
    const folder = new URL('../../../../src/lib/radio/world/', import.meta.url);
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    expect(files.length).toBeGreaterThan(20);
    for (const name of files) {
      const code = readFileSync(new URL(name, folder), 'utf8').replace(/\/\*[^]*?\*\/|\/\/.*/g, '');
      const used = Array.from(code.matchAll(/Math\.\w+|\*\*/g), ([name]) => name.replace('Math.', ''));
      const exact = ['floor', 'ceil', 'round', 'abs', 'min', 'max', 'sqrt', 'imul'];
      expect(
        used.filter((fn) => !exact.includes(fn)),
        name
      ).toEqual([]);
    }
  });
});
