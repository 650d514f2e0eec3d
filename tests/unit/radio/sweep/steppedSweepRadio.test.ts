import { describe, expect, it } from 'vitest';
import { hz, sampleRate, type Hz } from '#lib/base/units.ts';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { powerToDb } from '#lib/dsp/powerToDb.ts';
import { HackRfRadio } from '#lib/radio/hackrf/hackRfRadio.ts';
import type { Radio, RadioWant, SampleBlock } from '#lib/radio/radio.ts';
import { SimulatedRadio } from '#lib/radio/simulatedRadio.ts';
import { SteppedSweepRadio, type SteppedSweepOptions } from '#lib/radio/sweep/steppedSweepRadio.ts';
import { createDefaultWorld } from '#lib/radio/world/defaultWorld.ts';
import { SweepPipeline } from '#lib/spectrum/sweepPipeline.ts';
import { radioContract } from '#tests/contracts/radioContract.ts';
import { receive as receiveBlocks } from '#tests/unit/radio/hackrf/drive.ts';
import { EmulatedHackRf } from '#tests/lab/emulated/emulatedHackRf.ts';
import type { Tone } from '#tests/lab/emulated/signalSource.ts';

const world = createDefaultWorld(5);

radioContract('stepped sweep, paced', () => {
  const clock = new VirtualClock(50);
  const inner = new SimulatedRadio({ world, clock, blockSamples: 4096, queueBlocks: 8 });
  const { rate } = inner.state;
  // Stops long enough that a stall falls into one of them.
  const radio = new SteppedSweepRadio(inner, { band: { min: 88e6, max: 92e6 }, dwell: 1, settle: rate * 0.001 });
  return Promise.resolve({ radio, clock, retune: null, stallSeconds: 0.2 });
});

radioContract('stepped sweep, unpaced', () => {
  const inner = new SimulatedRadio({ world, clock: new VirtualClock(), paced: false, blockSamples: 1000 });
  const radio = new SteppedSweepRadio(inner, {
    band: { min: 88e6, max: 92e6 },
    dwell: 2500 / inner.state.rate,
    settle: 700
  });
  return Promise.resolve({ radio, clock: null, retune: null, stallSeconds: 0 });
});

async function open(options: SteppedSweepOptions, tones: readonly Tone[] = []) {
  const clock = new VirtualClock(1000);
  const device = new EmulatedHackRf({ clock, tones, noise: 1 });
  const inner = await HackRfRadio.open(device, clock);
  await inner.configure({ rate: sampleRate(2e6) });
  return { clock, device, inner, radio: new SteppedSweepRadio(inner, options) };
}

type Block = Omit<SampleBlock, 'data'> & { readonly count: number };

async function receive(
  opened: { radio: Radio; clock: VirtualClock },
  blocks: number,
  sink: (block: SampleBlock, at: number) => void | Promise<void> = () => undefined
) {
  const seen: Block[] = [];
  const end = await receiveBlocks(opened, blocks, async (block, at) => {
    await sink(block, at);
    seen.push({ ...block, count: block.data.length / 2 });
  });
  return { seen, end };
}

/** Visits: consecutive blocks of one centre. */
function visits(seen: readonly Block[]): { center: number; count: number }[] {
  const found: { center: number; count: number }[] = [];
  for (const { center, count } of seen) {
    const last = found.at(-1);
    if (last?.center === center) last.count += count;
    else found.push({ center, count });
  }
  return found;
}

const code = (run: () => unknown) => {
  try {
    run();
    return null;
  } catch (error) {
    return error instanceof WavepoolError ? error.code : String(error);
  }
};

describe('SteppedSweepRadio', () => {
  it('goes round the stops and listens to each for as long', async () => {
    const opened = await open({ band: { min: 430e6, max: 440e6 }, dwell: 0.01 });
    const { seen, end } = await receive(opened, 40);
    const all = visits(seen);
    const centers = [...new Set(all.map(({ center }) => center))];
    expect(centers.length).toBe(7);
    expect(all.slice(0, 8).map(({ center }) => center)).toEqual([...centers, centers[0]]);
    for (const { count } of all.slice(0, -1)) expect(count).toBe(20_000);
    expect(end).toMatchObject({
      reason: 'aborted',
      dropped: 0,
      delivered: seen.reduce((sum, one) => sum + one.count, 0)
    });
    expect(opened.radio.info.sweep).toMatchObject({ low: 430e6, high: 440e6, visit: 20_000 });
  });

  it('counts samples that are delivered, and gives each block its true time', async () => {
    const opened = await open({ band: { min: 430e6, max: 440e6 }, dwell: 0.01 });
    const { seen } = await receive(opened, 30);
    expect(seen[0].time).toBeGreaterThan(1000);
    for (let k = 1; k < seen.length; k++) {
      const [before, now] = [seen[k - 1], seen[k]];
      expect(now.sampleIndex).toBe(before.sampleIndex + before.count);
      const elapsed = now.time - before.time - before.count / 2e6;
      if (now.center === before.center) expect(Math.abs(elapsed)).toBeLessThan(1e-6);
      // Another stop: at least the settling has passed, 5 ms and a transfer of 8192 samples.
      else expect(elapsed).toBeGreaterThan(9e-3);
    }
  });

  it('never shows a sample of the stop before', async () => {
    // Only at the first stop there is something to hear.
    const band = { min: 430e6, max: 436e6 };
    const opened = await open({ band, dwell: 0.01 }, [{ frequency: 430.2e6, amplitude: 0.9 }]);
    const first = Math.min(...(await receive(opened, 12)).seen.map(({ center }) => center));
    await receive(opened, 24, ({ center, data }) => {
      const loudest = new Int8Array(data.buffer, data.byteOffset, data.length).reduce(
        (most, one) => Math.max(most, Math.abs(one)),
        0
      );
      if (center === first) expect(loudest).toBeGreaterThan(100);
      else expect(loudest).toBeLessThan(12);
    });
  });

  it.each([0, 0.04])(
    'shows tones of the whole band in their place and at their level, with a hole of %f',
    async (hole) => {
      const tones = [430.3e6, 432.77e6, 434.5e6, 439.6e6].map((frequency, k) => ({
        frequency,
        amplitude: 0.5 / (k + 1)
      }));
      const opened = await open({ band: { min: 430e6, max: 440e6 }, dwell: 0.01, hole }, tones);
      const { radio } = opened;
      const rows: Float32Array[] = [];
      const pipeline = new SweepPipeline(
        { format: 'cs8', rate: 2e6, sweep: radio.info.sweep! },
        { fft: 1024, window: 'flat-top', overlap: 0.5 },
        ({ mean, visited }) => {
          if (visited === 1) rows.push(mean.slice());
        }
      );
      await receive(opened, 140, ({ data, sampleIndex, center, time }) =>
        pipeline.push(data, sampleIndex, { center, time })
      );
      expect(rows.length).toBeGreaterThanOrEqual(2);
      for (const row of rows) {
        for (const { frequency, amplitude } of tones) {
          const bin = Math.round((frequency - pipeline.firstHz) / pipeline.binHz);
          const level = powerToDb(Math.max(...row.slice(bin - 1, bin + 2)));
          expect(Math.abs(level - 20 * Math.log10(amplitude))).toBeLessThan(0.2);
        }
        expect([...row].filter((power) => powerToDb(power) > -40).length).toBeLessThan(40);
      }
      pipeline.flush();
      expect(pipeline.received).toBe(pipeline.transformed + pipeline.tail);
      expect(pipeline.tail).toBeLessThan(1024);
    }
  );

  it('counts what is lost while it listens, and only that', async () => {
    const opened = await open({ band: { min: 430e6, max: 440e6 }, dwell: 1.5 });
    const { seen, end } = await receive(opened, 160, async (_block, at) => {
      if (at === 3) await opened.clock.until(opened.clock.now() + 1);
    });
    const dropped = seen.reduce((sum, one) => sum + one.droppedBefore, 0);
    expect(dropped).toBeGreaterThan(0);
    expect(end.dropped).toBe(dropped);
    const last = seen.at(-1)!;
    expect(last.sampleIndex + last.count).toBe(end.delivered + end.dropped);
  });

  it('passes on gain and settings, and keeps its centre and rate', async () => {
    const { radio, device } = await open({ band: { min: 430e6, max: 440e6 } });
    expect(radio.info).toMatchObject({ centers: [], rates: [{ min: 2e6, max: 2e6 }] });
    expect(await radio.configure({ gain: 40, settings: { amp: true } })).toMatchObject({ center: 435e6, gain: 40 });
    expect(device.state).toMatchObject({ lna: 16, vga: 24, amp: true });
    const wants: RadioWant[] = [{ center: hz(431e6) }, { rate: sampleRate(4e6) }, { center: NaN as Hz }, { gain: 500 }];
    for (const want of wants) await expect(radio.configure(want)).rejects.toMatchObject({ code: 'radio.range' });
    await radio.configure({ center: radio.state.center, rate: radio.state.rate });
  });

  it('refuses a band that the radio cannot reach, and options that are none', async () => {
    const { inner } = await open({ band: { min: 430e6, max: 440e6 } });
    const band = { min: 88e6, max: 108e6 };
    const wrong: SteppedSweepOptions[] = [
      { band: { min: 7e9, max: 8e9 } },
      { band: { min: 108e6, max: 88e6 } },
      { band: { min: NaN, max: 88e6 } },
      { band: { min: -Infinity, max: Infinity } },
      { band, dwell: 0 },
      { band, dwell: 1e-6 },
      { band, dwell: NaN },
      { band, settle: -1 },
      { band, share: 0 },
      { band, share: 1.1 },
      { band, hole: 0.5 }
    ];
    for (const options of wrong)
      expect(
        code(() => new SteppedSweepRadio(inner, options)),
        JSON.stringify(options)
      ).toBe('radio.range');
  });

  it('ends with the error of the radio it tunes', async () => {
    const opened = await open({ band: { min: 430e6, max: 440e6 }, dwell: 0.01 });
    opened.device.faults.controlStall = ({ request }) => request === 16;
    await expect(receive(opened, 40)).rejects.toMatchObject({ code: 'usb.failed' });
    await opened.radio.close();
    expect(opened.device.opened).toBe(false);
  });
});
