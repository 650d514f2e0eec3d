import { describe, expect, it } from 'vitest';
import { powerToDb } from '#lib/dsp/powerToDb.ts';
import type { EngineSettings } from '#lib/spectrum/engineSettings.ts';
import type { SweepBand } from '#lib/spectrum/sweepBand.ts';
import type { SweepFrame } from '#lib/spectrum/sweepFrames.ts';
import { SweepPipeline } from '#lib/spectrum/sweepPipeline.ts';
import { band, rate, samplesAt, stops } from './sweepScene.ts';

const visit = 8187;
const settings: EngineSettings = { fft: 1024, window: 'flat-top', overlap: 0.5 };

interface Kept extends Omit<SweepFrame, 'mean' | 'peak'> {
  readonly mean: Float32Array;
  readonly peak: Float32Array;
}

function start(sweep: SweepBand, more: Partial<EngineSettings> = {}) {
  const rows: Kept[] = [];
  const pipeline = new SweepPipeline({ format: 'cs8', rate, sweep }, { ...settings, ...more }, (row) =>
    rows.push({ ...row, mean: row.mean.slice(), peak: row.peak.slice() })
  );
  return { pipeline, rows };
}

/** Pushes blocks one after the other, half a millisecond apart as the device needs them. */
class Feed {
  #index = 0;
  #time = 1000;
  readonly #pipeline: SweepPipeline;

  constructor(pipeline: SweepPipeline) {
    this.#pipeline = pipeline;
  }

  push(center: number, data: Uint8Array, pause = 0.09e-3): void {
    this.#pipeline.push(data, this.#index, { center, time: this.#time });
    this.#index += data.length / 2;
    this.#time += data.length / 2 / rate + pause;
  }

  /** The band sweeps for longer than a row, and once more, so that the row is out. */
  rounds(centers: readonly number[], count: number, make: (center: number) => Uint8Array): void {
    const blocks = new Map(centers.map((center) => [center, make(center)]));
    for (let round = 0; round < count; round++) for (const center of centers) this.push(center, blocks.get(center)!);
  }
}

const strongest = (row: Float32Array) => row.reduce((best, power, bin) => (power > row[best] ? bin : best), 0);

describe('SweepPipeline', () => {
  it('puts tones of 0 to 6 GHz where they are, as strong as they are', () => {
    const tones = [
      1.3e6, 88.1e6, 433.92e6, 867.5e6, 1090e6, 2402.01e6, 2447.5e6, 2452.5e6, 3999.99e6, 5800.4e6, 5998e6
    ].map((hz, k) => ({ hz, amplitude: k % 2 === 0 ? 0.5 : 0.05 }));
    const { pipeline, rows } = start(band(0, 6e9), { fft: 256 });
    const feed = new Feed(pipeline);
    const quiet = samplesAt(0, visit, []);
    feed.rounds(stops(0, 6e9), 1, (center) =>
      tones.some(({ hz }) => Math.abs(hz - center) < 10e6) ? samplesAt(center, visit, tones) : quiet
    );
    feed.push(7.5e6, quiet);
    expect(rows.length).toBe(1);
    const [row] = rows;
    expect(row.visited).toBe(1);
    expect(row.mean.length).toBe(pipeline.bins);
    for (const { hz, amplitude } of tones) {
      const bin = Math.round((hz - pipeline.firstHz) / pipeline.binHz);
      const near = [...row.mean.slice(Math.max(0, bin - 8), bin + 9)];
      const at = Math.max(0, bin - 8) + near.indexOf(Math.max(...near));
      expect(Math.abs(pipeline.firstHz + at * pipeline.binHz - hz)).toBeLessThanOrEqual(pipeline.binHz);
      // A flat-top window, read between bins: 0.01 dB, and what rounding to 8 bits does to the weak ones.
      expect(powerToDb(row.mean[at])).toBeCloseTo(20 * Math.log10(amplitude), 0);
      expect(Math.abs(powerToDb(row.mean[at]) - 20 * Math.log10(amplitude))).toBeLessThan(0.2);
      expect(row.peak[at]).toBeGreaterThanOrEqual(row.mean[at] * 0.9999);
    }
    const high = row.mean.filter((power) => powerToDb(power) > -45).length;
    expect(high).toBeLessThan(tones.length * 8);
  });

  it('has the bins of a plain transform, each in its place', () => {
    const { pipeline, rows } = start(band(80e6, 120e6), { window: 'hann' });
    expect(pipeline.binHz).toBe(rate / 1024);
    expect(pipeline.bins).toBe(2048);
    expect(pipeline.firstHz).toBe(80e6);
    // Every fifth bin holds a tone right on it; all of them come out at their level, whichever block they came from.
    for (let bin = 3; bin < 2048; bin += 97) {
      const hz = 80e6 + bin * pipeline.binHz;
      const feed = new Feed(pipeline);
      rows.length = 0;
      feed.rounds(stops(80e6, 120e6), 1, (center) => samplesAt(center, visit, [{ hz, amplitude: 0.25 }]));
      pipeline.flush();
      expect(strongest(rows[0].mean)).toBe(bin);
      expect(powerToDb(rows[0].mean[bin])).toBeCloseTo(20 * Math.log10(0.25), 1);
    }
  });

  it('shows no offset of the converter: the other sub-step fills its place', () => {
    const { pipeline, rows } = start(band(100e6, 140e6));
    new Feed(pipeline).rounds(stops(100e6, 140e6), 1, (center) => samplesAt(center, visit, [], 0.3));
    pipeline.flush();
    expect(powerToDb(Math.max(...rows[0].mean))).toBeLessThan(-60);
    expect(rows[0].visited).toBe(1);
  });

  it('transforms every sample, however the ring cuts the blocks', () => {
    const whole = start(band(100e6, 140e6));
    const cut = start(band(100e6, 140e6));
    const tones = [{ hz: 123.4e6, amplitude: 0.4 }];
    let [index, time] = [0, 5];
    for (const center of stops(100e6, 140e6)) {
      const data = samplesAt(center, visit, tones);
      whole.pipeline.push(data, index, { center, time });
      for (let from = 0; from < visit;) {
        const to = Math.min(visit, from + 1 + ((from * 7) % 2999));
        cut.pipeline.push(data.subarray(2 * from, 2 * to), index + from, { center, time: time + from / rate });
        from = to;
      }
      index += visit;
      time += 0.5e-3;
    }
    for (const { pipeline } of [whole, cut]) {
      pipeline.flush();
      expect(pipeline.received).toBe(4 * visit);
      expect(pipeline.transformed).toBe(4 * visit);
      expect(pipeline.tail).toBe(0);
    }
    expect(cut.rows).toEqual(whole.rows);
    // Half-overlapped segments of 1024 in 8187 samples are 14, and one more ends with the block.
    expect(whole.rows[0].segments).toBe(4 * 15);
    expect(whole.rows[0].samples).toBe(4 * visit);
  });

  it('transforms every sample of a long stay, and counts a stretch that is too short', () => {
    const { pipeline, rows } = start({ low: 100e6, high: 140e6, usable: [{ min: -0.4, max: 0.4 }], visit: 300_001 });
    const samples = samplesAt(110e6, 300_001, [{ hz: 112e6, amplitude: 0.5 }]);
    pipeline.push(samples, 0, { center: 110e6, time: 0 });
    pipeline.push(samples.subarray(0, 2 * 1000), 300_001, { center: 126e6, time: 1 });
    pipeline.flush();
    expect([pipeline.received, pipeline.transformed, pipeline.tail]).toEqual([301_001, 300_001, 1000]);
    expect(rows.length).toBe(1);
    expect(rows[0].segments).toBe(Math.floor((300_001 - 1024) / 512) + 2);
    const bin = Math.round(12e6 / pipeline.binHz);
    expect(powerToDb(rows[0].mean[bin])).toBeCloseTo(-6.02, 1);
  });

  it('leaves what was not visited without any level, and says how much that is', () => {
    const { pipeline, rows } = start(band(100e6, 140e6));
    const feed = new Feed(pipeline);
    // The third of four stops is lost.
    for (const center of [107.5e6, 112.5e6, 132.5e6]) feed.push(center, samplesAt(center, visit, []));
    pipeline.flush();
    const { mean, peak, visited } = rows[0];
    expect(visited).toBe(0.75);
    const at = (hz: number) => Math.round((hz - 100e6) / pipeline.binHz);
    for (const [low, high] of [
      [120e6, 125e6],
      [130e6, 135e6]
    ]) {
      expect(mean.subarray(at(low), at(high)).every((power) => power === 0)).toBe(true);
      expect(peak.subarray(at(low), at(high)).every((power) => power === 0)).toBe(true);
      expect(mean[at(low) - 1]).toBeGreaterThan(0);
      expect(mean[at(high)]).toBeGreaterThan(0);
    }
  });

  it('puts rounds of a short sweep together: means averaged, peaks the highest, times true', () => {
    const { pipeline, rows } = start(band(100e6, 120e6));
    const feed = new Feed(pipeline);
    const loud = [{ hz: 104e6, amplitude: 0.5 }];
    const centers = stops(100e6, 120e6);
    const burst = new Map(centers.map((center) => [center, samplesAt(center, visit, loud)]));
    const quiet = new Map(centers.map((center) => [center, samplesAt(center, visit, [])]));
    const seconds = 0.09e-3 + visit / rate;
    const rounds = Math.ceil(0.04 / (2 * seconds)) * 2;
    for (let round = 0; round < 3 * rounds; round++)
      for (const center of centers) feed.push(center, (round % 2 === 0 ? burst : quiet).get(center)!);
    expect(rows.length).toBeGreaterThanOrEqual(4);
    const bin = Math.round(4e6 / pipeline.binHz);
    for (const row of rows.slice(0, 4)) {
      expect(row.seconds).toBeGreaterThanOrEqual(0.04);
      expect(row.seconds).toBeLessThan(0.043);
      expect(Math.abs(powerToDb(row.mean[bin]) - (-6.02 - 3.01))).toBeLessThan(0.2);
      expect(powerToDb(row.peak[bin])).toBeCloseTo(-6.02, 1);
      expect(row.visited).toBe(1);
    }
    // Rows follow one another: each lasts until the next begins, the pause between blocks included.
    expect(rows[1].time).toBeCloseTo(rows[0].time + rows[0].seconds, 6);
    expect(rows[1].sampleIndex).toBe(rows[0].sampleIndex + rows[0].samples);
  });

  it('keeps within what a plot holds: neighbours put together, the strongest counts', () => {
    const { pipeline, rows } = start(band(0, 6e9), { fft: 4096, window: 'flat-top' });
    expect(pipeline.bins).toBeLessThanOrEqual(65536);
    expect(pipeline.bins * pipeline.binHz).toBeGreaterThanOrEqual(6e9);
    const hz = 2450.3e6;
    for (const center of stops(2440e6, 2460e6))
      new Feed(pipeline).push(center, samplesAt(center, visit, [{ hz, amplitude: 0.5 }]));
    pipeline.flush();
    const bin = strongest(rows.at(-1)!.mean);
    expect(Math.abs(pipeline.firstHz + bin * pipeline.binHz - hz)).toBeLessThan(pipeline.binHz);
    expect(powerToDb(rows.at(-1)!.mean[bin])).toBeCloseTo(-6.02, 1);
  });

  it('takes no transform longer than a visit, and no impossible one', () => {
    const { pipeline } = start(band(100e6, 140e6), { fft: 65536 });
    expect(pipeline.binHz).toBe(rate / 4096);
    expect(() => pipeline.configure({ ...settings, fft: 1000 })).toThrow(/fft/);
    expect(() => pipeline.configure({ ...settings, overlap: 1 })).toThrow(/overlap/);
    expect(pipeline.binHz).toBe(rate / 4096);
  });

  it('changes the transform on the way and goes on counting', () => {
    const { pipeline, rows } = start(band(100e6, 140e6));
    const feed = new Feed(pipeline);
    feed.rounds(stops(100e6, 140e6), 1, (center) => samplesAt(center, visit, []));
    pipeline.configure({ ...settings, fft: 256 });
    expect(rows.length).toBe(1);
    expect(pipeline.latest).toBeNull();
    feed.rounds(stops(100e6, 140e6), 1, (center) => samplesAt(center, visit, []));
    pipeline.flush();
    expect(rows[1].mean.length).toBe(512);
    expect(pipeline.latest?.length).toBe(512);
    expect([pipeline.received, pipeline.transformed, pipeline.tail]).toEqual([8 * visit, 8 * visit, 0]);
  });

  it.each([600, -600])('begins a new row when the radio was away for %i s', (seconds) => {
    const { pipeline, rows } = start(band(100e6, 140e6));
    const feed = new Feed(pipeline);
    for (const center of [107.5e6, 112.5e6, 127.5e6]) feed.push(center, samplesAt(center, visit, []));
    feed.push(132.5e6, samplesAt(132.5e6, visit, []), seconds);
    feed.rounds(stops(100e6, 140e6), 1, (center) => samplesAt(center, visit, []));
    pipeline.flush();
    expect(rows.map(({ visited }) => visited)).toEqual([1, 1]);
    for (const row of rows) expect(row.seconds).toBeLessThan(0.01);
    expect(rows[1].time - rows[0].time).toBeCloseTo(seconds, 1);
    expect(rows[1].sampleIndex).toBe(4 * visit);
  });

  it('refuses what are no whole samples', () => {
    const { pipeline } = start(band(100e6, 140e6));
    expect(() => pipeline.push(new Uint8Array(3), 0, { center: 107.5e6, time: 0 })).toThrow(RangeError);
  });

  it('ignores what lies outside of the band', () => {
    const { pipeline, rows } = start(band(100e6, 140e6));
    const feed = new Feed(pipeline);
    for (const center of [10e6, 98e6, 145e6, 5e9]) feed.push(center, samplesAt(center, visit, []));
    pipeline.flush();
    expect(rows[0].mean.length).toBe(pipeline.bins);
    expect(rows[0].visited).toBeGreaterThan(0);
    expect(rows[0].visited).toBeLessThan(0.25);
  });
});
