import { describe, expect, it } from 'vitest';
import { hz, sampleRate } from '#lib/base/units.ts';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import { SimulatedRadio } from '#lib/radio/simulatedRadio.ts';
import { createDefaultWorld } from '#lib/radio/world/defaultWorld.ts';
import type { TruthRow } from '#lib/radio/world/truth.ts';
import type { Frame } from '#lib/spectrum/frame.ts';
import { SpectrumPipeline } from '#lib/spectrum/spectrumPipeline.ts';

const rate = 2.4e6;
const settings = { fft: 4096, window: 'hann', overlap: 0.5 } as const;

interface Heard {
  readonly blocks: { index: number; data: Uint8Array }[];
  /** What the world says was on the air meanwhile. */
  readonly truth: readonly TruthRow[];
}

/** Some seconds of the default world. */
async function listen(seconds: number): Promise<Heard> {
  const world = createDefaultWorld(7);
  const radio = new SimulatedRadio({ world, clock: new VirtualClock(), paced: false });
  await radio.configure({ center: hz(100e6), rate: sampleRate(rate) });
  const blocks: { index: number; data: Uint8Array }[] = [];
  const stop = new AbortController();
  await radio.stream(({ data, sampleIndex }) => {
    blocks.push({ index: sampleIndex, data: data.slice() });
    if (sampleIndex >= seconds * rate) stop.abort();
  }, stop.signal);
  return { blocks, truth: world.truth(radio, world.epoch, world.epoch + seconds) };
}

describe('SpectrumPipeline', () => {
  it('transforms every sample and finds what the world says is on the air', async () => {
    const { truth, blocks } = await listen(2);
    let rows = 0;
    const pipeline = new SpectrumPipeline({ format: 'cu8', rate, samples: null }, settings, () => rows++);
    for (const { index, data } of blocks) pipeline.push(data, index);
    pipeline.flush();
    const samples = blocks.reduce((sum, { data }) => sum + data.length / 2, 0);
    expect(pipeline.received).toBe(samples);
    expect(pipeline.transformed + pipeline.tail).toBe(samples);
    expect(pipeline.tail).toBeLessThan(4096);
    expect(rows).toBeGreaterThanOrEqual(Math.floor((samples / rate) * 25));

    const stations = truth.filter(({ kind }) => kind === 'fm-broadcast');
    expect(stations.length).toBeGreaterThanOrEqual(5);
    for (const station of stations) {
      const offset = station.center - 100e6;
      const found = pipeline.detections.filter(({ lowHz, highHz }) => lowHz < offset && offset < highHz);
      // One region from the first moment to the last: a station that never pauses is not chopped up.
      expect(found.some((detection) => (detection.stopSample - detection.startSample) / rate > 1.9)).toBe(true);
    }
  });

  it('shows a level where the world put it', async () => {
    const { truth, blocks } = await listen(0.3);
    let latest: Float32Array | null = null;
    const keep = (frame: Frame) => (latest = frame.mean.slice());
    const pipeline = new SpectrumPipeline({ format: 'cu8', rate, samples: null }, settings, keep);
    for (const { index, data } of blocks) pipeline.push(data, index);
    const strongest = truth.filter(({ kind }) => kind === 'fm-broadcast').sort((a, b) => b.levelDbfs - a.levelDbfs)[0];
    const middle = Math.round((strongest.center - 100e6 + rate / 2) / pipeline.binHz);
    const width = Math.round(100e3 / pipeline.binHz);
    let power = 0;
    for (let bin = middle - width; bin <= middle + width; bin++) power += latest![bin];
    // Hann spreads each tone's power over 1.5 bins.
    expect(10 * Math.log10(power / 1.5)).toBeCloseTo(strongest.levelDbfs, 0);
  });

  it('keeps its counters when the transform changes, and starts anew where the radio is tuned elsewhere', async () => {
    const { blocks } = await listen(0.4);
    const sizes: number[] = [];
    const pipeline = new SpectrumPipeline({ format: 'cu8', rate, samples: null }, settings, (row) =>
      sizes.push(row.mean.length)
    );
    const half = Math.floor(blocks.length / 2);
    for (const { index, data } of blocks.slice(0, half)) pipeline.push(data, index);
    pipeline.configure({ ...settings, fft: 1024 });
    for (const { index, data } of blocks.slice(half)) pipeline.push(data, index);
    const ids = pipeline.detections.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(0);
    pipeline.retune();
    const samples = blocks.reduce((sum, { data }) => sum + data.length / 2, 0);
    expect(pipeline.received).toBe(samples);
    expect(pipeline.transformed + pipeline.tail).toBe(samples);
    expect(new Set(sizes)).toEqual(new Set([4096, 1024]));
    expect(pipeline.detections).toEqual([]);
    expect(pipeline.latest).toBeNull();
    // What is found from here on is nothing that was found before.
    for (const { index, data } of blocks) pipeline.push(data, index + samples);
    expect(pipeline.detections.length).toBeGreaterThan(0);
    expect(Math.min(...pipeline.detections.map(({ id }) => id))).toBeGreaterThan(Math.max(...ids));
  });

  it('refuses settings that are not possible and stays as it was', () => {
    const pipeline = new SpectrumPipeline({ format: 'cu8', rate, samples: null }, settings, () => undefined);
    expect(() => pipeline.configure({ ...settings, fft: 1000 })).toThrow(/fft/);
    expect(pipeline.bins).toBe(4096);
  });
});
