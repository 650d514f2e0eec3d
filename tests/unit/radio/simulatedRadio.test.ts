import { describe, expect, it } from 'vitest';
import { hz, sampleRate } from '#lib/base/units.ts';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import type { SampleBlock } from '#lib/radio/radio.ts';
import { SimulatedRadio, type SimulatedRadioOptions } from '#lib/radio/simulatedRadio.ts';
import { createDefaultWorld, defaultTuning } from '#lib/radio/world/defaultWorld.ts';
import { radioContract } from '#tests/contracts/radioContract.ts';

const world = createDefaultWorld(5);
const retune = { center: hz(868.3e6), rate: sampleRate(1e6) };

radioContract('simulated, paced', () => {
  const clock = new VirtualClock();
  const radio = new SimulatedRadio({ world, clock, blockSamples: 4096, queueBlocks: 8 });
  return Promise.resolve({ radio, clock, retune, stallSeconds: 0.2 });
});

radioContract('simulated, paced by a clock that says the date', () => {
  const clock = new VirtualClock(1_790_000_000.123);
  const radio = new SimulatedRadio({ world, clock, blockSamples: 3000, queueBlocks: 4, format: 'cs16' });
  return Promise.resolve({ radio, clock, retune, stallSeconds: 0.1 });
});

radioContract('simulated, unpaced', () => {
  const radio = new SimulatedRadio({ world, clock: new VirtualClock(), paced: false, format: 'cs8', ppm: 3 });
  return Promise.resolve({ radio, clock: null, retune, stallSeconds: 0 });
});

describe('SimulatedRadio', () => {
  it('starts at the default tuning, on the world’s time', async () => {
    const [block] = await take({ startOffset: 12.5 }, 1);
    expect(block).toMatchObject({ format: 'cu8', sampleIndex: 0, ...defaultTuning, time: world.epoch + 12.5 });
  });

  it('rounds settings to what it has', async () => {
    const radio = new SimulatedRadio({ world, clock: new VirtualClock() });
    expect(await radio.configure({ center: hz(99_999_999.6), rate: sampleRate(250_000.4), gain: 12.34 })).toEqual({
      center: 100e6,
      rate: 250_000,
      gain: 12.3,
      ppm: 0,
      settings: {}
    });
    expect(radio.receiver).toMatchObject({ center: 100e6, rate: 250_000, gain: 12.3 });
  });

  it('chooses a gain that leaves room, and the highest where nothing is on the air', async () => {
    const radio = new SimulatedRadio({ world, clock: new VirtualClock() });
    const from = radio.receiver.anchor.time;
    const amplitude = world
      .truth(radio, from, from + 30)
      .filter((row, at, rows) => rows.findIndex((other) => other.emitter === row.emitter) === at)
      .reduce((sum, row) => sum + 10 ** (row.levelDbfs / 20), 0);
    expect(amplitude).toBeGreaterThan(0.68);
    expect(amplitude).toBeLessThanOrEqual(0.7001);
    await radio.configure({ center: hz(2e9) });
    expect(radio.receiver.gain).toBe(50);
    expect(radio.state.gain).toBe('auto');
  });

  it('takes what came in before a retuning with the old tuning, to the sample', async () => {
    const clock = new VirtualClock();
    const radio = new SimulatedRadio({ world, clock, blockSamples: 24_000 });
    const stop = new AbortController();
    const blocks: SampleBlock[] = [];
    const stream = radio.stream((block) => void blocks.push({ ...block, data: block.data.slice() }), stop.signal);
    await clock.advance(0.0151);
    await radio.configure({ center: hz(433.9e6), rate: sampleRate(1e6) });
    await clock.advance(0.03);
    stop.abort();
    await stream;
    expect(blocks.map(({ center, rate, sampleIndex, data }) => [center, rate, sampleIndex, data.length / 2])).toEqual([
      [100e6, 2.4e6, 0, 24_000],
      [100e6, 2.4e6, 24_000, 12_240],
      [433.9e6, 1e6, 36_240, 24_000]
    ]);
    expect(blocks[2].time - blocks[0].time).toBeCloseTo(36_240 / 2.4e6, 6);
  });

  it('counts what a machine that is too slow does not make', async () => {
    const clock = new VirtualClock();
    const radio = new SimulatedRadio({ world, clock, blockSamples: 2400, queueBlocks: 5 });
    const stop = new AbortController();
    const seen: [start: number, lost: number][] = [];
    const stream = radio.stream(async (block) => {
      seen.push([block.sampleIndex, block.droppedBefore]);
      // As long as ten blocks pass while one is dealt with.
      if (seen.length === 2) await clock.advance(0.01);
      if (seen.length === 12) stop.abort();
    }, stop.signal);
    await clock.advance(0.002);
    while (seen.length < 12) await clock.advance(0.001);
    const end = await stream;
    const lost = seen.reduce((sum, [, dropped]) => sum + dropped, 0);
    expect(lost).toBeGreaterThan(0);
    expect(end).toEqual({ reason: 'aborted', delivered: 12 * 2400, dropped: lost });
    expect(seen[11][0]).toBe(11 * 2400 + lost);
  });

  it('lets its sample clock run on between two streams when paced, without counting that as loss', async () => {
    const clock = new VirtualClock();
    const radio = new SimulatedRadio({ world, clock, blockSamples: 2400 });
    const first: number[] = [];
    for (const wait of [0, 1]) {
      await clock.advance(wait);
      const stop = new AbortController();
      const stream = radio.stream((block) => {
        first.push(block.sampleIndex);
        expect(block.droppedBefore).toBe(0);
        stop.abort();
      }, stop.signal);
      await clock.advance(0.0015);
      await stream;
    }
    expect(first).toEqual([0, 2_403_600]);
  });

  it('refuses settings after close', async () => {
    const radio = new SimulatedRadio({ world, clock: new VirtualClock() });
    await radio.close();
    await expect(radio.configure({ gain: 3 })).rejects.toMatchObject({ code: 'radio.closed' });
  });
});

async function take(options: Partial<SimulatedRadioOptions>, count: number): Promise<SampleBlock[]> {
  const radio = new SimulatedRadio({ world, clock: new VirtualClock(), paced: false, ...options });
  const stop = new AbortController();
  const blocks: SampleBlock[] = [];
  await radio.stream((block) => {
    blocks.push({ ...block, data: block.data.slice() });
    if (blocks.length === count) stop.abort();
  }, stop.signal);
  return blocks;
}
