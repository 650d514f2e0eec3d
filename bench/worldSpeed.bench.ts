import { cpuUsage } from 'node:process';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import type { RadioWant } from '#lib/radio/radio.ts';
import { SimulatedRadio } from '#lib/radio/simulatedRadio.ts';
import { createDefaultWorld } from '#lib/radio/world/defaultWorld.ts';
import { Synthesizer } from '#lib/radio/world/synthesizer.ts';

// How much of one core the simulated world takes: `node bench/worldSpeed.bench.ts`. CPU time, so that other work on the machine does not count.

const rate = 2.4e6;
const block = 16_384;

/** Seconds of CPU for a second of three radios that stand apart and hear the same band of one world, taken in turn as real time would. */
async function threeRadios(center: number, seconds: number): Promise<number> {
  const world = createDefaultWorld(1);
  const radios = await Promise.all(
    [0, 1, 2].map(async (k) => {
      const position = { latitude: 47.3 + 0.05 * k, longitude: 8.5 - 0.04 * k, height: 10 };
      const radio = new SimulatedRadio({ world, clock: new VirtualClock(), position, serial: `R${k}`, ppm: 2 * k });
      await radio.configure({ center, rate } as RadioWant);
      return { radio, synthesizer: new Synthesizer(world) };
    })
  );
  const out = new Uint8Array(2 * block);
  const run = (from: number, to: number) => {
    for (let start = from; start < to; start += block) {
      for (const { radio, synthesizer } of radios) synthesizer.read(radio.receiver, start, out);
    }
  };
  const warm = block * 100;
  run(0, warm);
  const before = cpuUsage();
  run(warm, warm + seconds * rate);
  const { user, system } = cpuUsage(before);
  return (user + system) / 1e6 / seconds;
}

/** Milliseconds of CPU from nothing to the first block, code not yet compiled. */
function firstBlock(): number {
  const before = cpuUsage();
  const world = createDefaultWorld(1);
  const radio = new SimulatedRadio({ world, clock: new VirtualClock() });
  new Synthesizer(world).read(radio.receiver, 0, new Uint8Array(2 * block));
  const { user, system } = cpuUsage(before);
  return (user + system) / 1000;
}

console.log(`first block: ${firstBlock().toFixed(0)} ms`);
for (const [center, name] of [
  [100e6, 'FM band: 5 stations and 5 others'],
  [433.92e6, 'sensors and a drifting carrier'],
  [1090e6, '4 aircraft'],
  [2e9, 'nothing but noise']
] as const) {
  const cores = await threeRadios(center, 4);
  const each = (cores / 3 / rate) * 1e9;
  console.log(
    `${name}: ${(100 * cores).toFixed(0)} % of a core for three radios at 2.4 MS/s, ${each.toFixed(0)} ns a sample and radio`
  );
}
