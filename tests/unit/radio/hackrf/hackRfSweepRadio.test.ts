import { describe, expect, it } from 'vitest';
import { hz, sampleRate, type Hz } from '#lib/base/units.ts';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { powerToDb } from '#lib/dsp/powerToDb.ts';
import { HackRfRadio } from '#lib/radio/hackrf/hackRfRadio.ts';
import { hackRfSweepPlan } from '#lib/radio/hackrf/hackRfSweepPlan.ts';
import { HackRfSweepRadio } from '#lib/radio/hackrf/hackRfSweepRadio.ts';
import type { RadioWant, Range } from '#lib/radio/radio.ts';
import { openSweep } from '#lib/radio/sweep/openSweep.ts';
import { SteppedSweepRadio } from '#lib/radio/sweep/steppedSweepRadio.ts';
import { SweepPipeline } from '#lib/spectrum/sweepPipeline.ts';
import { radioContract } from '#tests/contracts/radioContract.ts';
import { EmulatedHackRf, type EmulatedHackRfOptions } from '#tests/lab/emulated/emulatedHackRf.ts';
import { drive, receive } from './drive.ts';

async function open(band: Range, options: Partial<EmulatedHackRfOptions> = {}) {
  const clock = new VirtualClock(1000);
  const device = new EmulatedHackRf({ clock, ...options });
  const inner = await HackRfRadio.open(device, clock);
  return { clock, device, inner, radio: new HackRfSweepRadio(inner, band) };
}

radioContract('HackRF, sweeping', async () => {
  const { radio, clock } = await open({ min: 80e6, max: 180e6 }, { noise: 1 });
  return { radio, clock, retune: null, stallSeconds: 2 };
});

const code = (run: () => unknown) => {
  try {
    run();
    return null;
  } catch (error) {
    return error instanceof WavepoolError ? error.code : String(error);
  }
};

describe('hackRfSweepPlan', () => {
  it.each([
    [{ min: 88e6, max: 108e6 }, 0],
    [{ min: 0, max: 6e9 }, 0],
    [{ min: 433.05e6, max: 434.79e6 }, 0],
    [{ min: 2.4e9, max: 2.4835e9 }, 40],
    [{ min: 5.7e9, max: 5.9e9 }, -150]
  ])('covers %o at %i ppm without a hole', (band, ppm) => {
    const { low, high, offset, stops, stopAt } = hackRfSweepPlan(band, ppm);
    const covered: [number, number][] = [];
    for (let frequency = low; frequency < high; frequency += 1e6) {
      if (stopAt(frequency) < 0) continue;
      expect(stopAt(frequency)).toBe(covered.length / 2);
      const center = (frequency + offset) * (1 + ppm * 1e-6);
      covered.push([center - 7.5e6, center - 2.5e6], [center + 2.5e6, center + 7.5e6]);
    }
    expect(covered.length).toBe(2 * stops);
    covered.sort((a, b) => a[0] - b[0]);
    expect(covered[0][0]).toBeLessThanOrEqual(band.min);
    // The crystal's error stretches the grid of 5 MHz by less than a bin of the largest transform.
    for (let k = 1; k < covered.length; k++) expect(covered[k][0] - covered[k - 1][1]).toBeLessThan(2000);
    expect(covered.at(-1)![1]).toBeGreaterThanOrEqual(band.max);
  });
});

describe('HackRfSweepRadio', () => {
  it('says what it sweeps', async () => {
    const { radio } = await open({ min: 88e6, max: 108e6 });
    expect(radio.info).toMatchObject({
      centers: [],
      rates: [{ min: 20e6, max: 20e6 }],
      sweep: { low: 88e6, high: 108e6, visit: 8187 }
    });
    expect(radio.state).toMatchObject({ center: 98e6, rate: 20e6 });
  });

  it('goes round the stops, each block at the centre where it was received', async () => {
    const opened = await open({ min: 100e6, max: 140e6 });
    const centers: number[] = [];
    const end = await receive(opened, 12, ({ center, data, sampleIndex }, at) => {
      centers.push(center);
      expect(data.length).toBe(2 * 8187);
      expect(sampleIndex).toBe(8187 * at);
    });
    const round = [107.5e6, 112.5e6, 127.5e6, 132.5e6];
    expect(centers).toEqual([...round, ...round, ...round]);
    expect(end.delivered).toBe(12 * 8187);
    expect(opened.device.state).toMatchObject({ mode: 'off', rate: 20e6, filter: 15e6 });
  });

  it('shows tones of 0 to 6 GHz in their place and at their level', async () => {
    const tones = [2.5e6, 98.7e6, 433.92e6, 1090e6, 2452.5e6, 3567.8e6, 5999e6].map((frequency, k) => ({
      frequency,
      amplitude: k % 2 === 0 ? 0.5 : 0.1
    }));
    const opened = await open({ min: 0, max: 6e9 }, { tones, noise: 1 });
    const { radio } = opened;
    const rows: Float32Array[] = [];
    const pipeline = new SweepPipeline(
      { format: 'cs8', rate: 20e6, sweep: radio.info.sweep! },
      { fft: 256, window: 'flat-top', overlap: 0.5 },
      ({ mean, visited }) => {
        expect(visited).toBe(1);
        rows.push(mean.slice());
      }
    );
    await receive(opened, 601, ({ data, sampleIndex, center, time }) =>
      pipeline.push(data, sampleIndex, { center, time })
    );
    expect(rows.length).toBe(1);
    expect(pipeline.bins * pipeline.binHz).toBeGreaterThanOrEqual(6e9);
    for (const { frequency, amplitude } of tones) {
      const bin = Math.round((frequency - pipeline.firstHz) / pipeline.binHz);
      const near = rows[0].slice(Math.max(0, bin - 1), bin + 2);
      expect(Math.abs(powerToDb(Math.max(...near)) - 20 * Math.log10(amplitude))).toBeLessThan(0.3);
    }
    const loud = [...rows[0].keys()].filter((bin) => powerToDb(rows[0][bin]) > -40);
    for (const bin of loud)
      expect(
        Math.min(...tones.map(({ frequency }) => Math.abs(pipeline.firstHz + bin * pipeline.binHz - frequency)))
      ).toBeLessThan(4 * pipeline.binHz);
    expect([pipeline.transformed, pipeline.tail]).toEqual([600 * 8187, 0]);
  });

  it('places blocks where a crystal that is off really received them', async () => {
    const opened = await open({ min: 5.8e9, max: 5.86e9 });
    await opened.radio.configure({ ppm: 100 });
    const centers: number[] = [];
    await receive(opened, 4, ({ center }) => void centers.push(center));
    const { low, offset } = hackRfSweepPlan({ min: 5.8e9, max: 5.86e9 }, 100);
    expect(centers[0]).toBeCloseTo((low + offset) * 1.0001, 3);
    expect(Math.abs(opened.device.state.rate * 1.0001 - 20e6)).toBeLessThan(1);
  });

  it('takes another correction while it sweeps, and begins the sweep anew', async () => {
    const opened = await open({ min: 5.8e9, max: 5.86e9 });
    const centers: number[] = [];
    await receive(opened, 200, async ({ center }, at) => {
      centers.push(center);
      if (at === 10) await opened.radio.configure({ ppm: -50, gain: 20 });
    });
    const plan = hackRfSweepPlan({ min: 5.8e9, max: 5.86e9 }, -50);
    expect(centers.at(-1)! / (1 - 50e-6) - plan.offset).toBeLessThan(plan.high);
    const { requests, state } = opened.device;
    expect(requests.slice(requests.lastIndexOf(26) - 1).filter((one) => one === 26 || one === 1)).toEqual([
      1, 26, 1, 1
    ]);
    expect(requests.filter((one) => one === 16).length).toBe(1);
    expect(state).toMatchObject({ lna: 8, vga: 12 });
  });

  it('tunes the ordinary radio anew after a sweep', async () => {
    const opened = await open({ min: 88e6, max: 108e6 });
    const { device, inner, clock } = opened;
    await receive(opened, 3, () => undefined);
    device.requests.length = 0;
    const stop = new AbortController();
    const stream = inner.stream(({ center }) => {
      expect(center).toBe(100e6);
      stop.abort();
    }, stop.signal);
    await drive(clock, stream);
    expect(device.requests).toContain(16);
    expect(device.state.center).toBe(100e6);
  });

  it('leaves out blocks whose header is wrong, and counts them', async () => {
    const opened = await open({ min: 100e6, max: 140e6 });
    const { device } = opened;
    const transferIn = device.transferIn.bind(device);
    let transfers = 0;
    device.transferIn = async (endpoint, length) => {
      const result = await transferIn(endpoint, length);
      // The third block of the first transfer says that it is at 7 GHz, the fourth begins with something else.
      if (++transfers === 1) {
        result.data?.setBigUint64(2 * 16384 + 2, 7_000_000_000n, true);
        result.data?.setUint8(3 * 16384, 0);
      }
      return result;
    };
    const centers: number[] = [];
    const lost: number[] = [];
    const end = await receive(opened, 8, ({ center, data, droppedBefore }) => {
      centers.push(center);
      lost.push(droppedBefore);
      expect(data.length).toBe(2 * 8187);
    });
    // Nor is the second believed, with nothing behind it that is right.
    const round = [107.5e6, 112.5e6, 127.5e6, 132.5e6];
    expect(centers).toEqual([107.5e6, ...round, 107.5e6, 112.5e6, 127.5e6]);
    expect(lost).toEqual([0, 3 * 8187, 0, 0, 0, 0, 0, 0]);
    expect(end).toEqual({ reason: 'aborted', delivered: 8 * 8187, dropped: 3 * 8187 });
  });

  it('tells what firmware it needs', async () => {
    const clock = new VirtualClock();
    const inner = await HackRfRadio.open(new EmulatedHackRf({ clock, api: 0x0102, firmware: '2017.02.1' }), clock);
    let message = '';
    try {
      new HackRfSweepRadio(inner, { min: 88e6, max: 108e6 });
    } catch (error) {
      message = error instanceof WavepoolError ? `${error.code} ${error.message}` : '';
    }
    expect(message).toMatch(/^radio\.old-firmware .*2017\.02\.1 \(USB API 1\.02\).*1\.04.*hackrf_spiflash/);
    // Stepped from outside it sweeps all the same.
    expect(await openSweep(inner, { band: { min: 88e6, max: 108e6 } })).toBeInstanceOf(SteppedSweepRadio);
  });

  it('refuses what cannot be swept or set', async () => {
    const { radio, inner } = await open({ min: 88e6, max: 108e6 });
    expect(await openSweep(inner, { band: { min: 88e6, max: 108e6 } })).toBeInstanceOf(HackRfSweepRadio);
    for (const band of [
      { min: -1, max: 1e9 },
      { min: 1e9, max: 8e9 },
      { min: 2e9, max: 1e9 },
      { min: 1e9, max: 1e9 },
      { min: NaN, max: 1e9 },
      { min: 0, max: NaN }
    ])
      expect(code(() => new HackRfSweepRadio(inner, band))).toBe('radio.range');
    const wants: RadioWant[] = [{ center: hz(100e6) }, { rate: sampleRate(10e6) }, { center: NaN as Hz }];
    for (const want of wants) await expect(radio.configure(want)).rejects.toMatchObject({ code: 'radio.range' });
    await radio.configure({ center: radio.state.center, rate: radio.state.rate, gain: 40 });
    expect(radio.state.gain).toBe(40);
  });
});
