import { describe, expect, it } from 'vitest';
import { Prng } from '#lib/base/prng.ts';
import { hz, sampleRate } from '#lib/base/units.ts';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import type { SampleBlock } from '#lib/radio/radio.ts';
import { lateHost } from '#tests/lab/emulated/lateHost.ts';
import { emptyFifo, firstByte, lossOf, streamBench, tuning, write, type Kept } from './streamBench.ts';

const rate = tuning.rate;

describe('UsbSampleStream', () => {
  it('delivers every sample in order, numbered and timed', async () => {
    const bench = await streamBench(new VirtualClock(1_790_000_000.5));
    bench.start();
    expect(bench.stream.running).toBe(true);
    await bench.clock.advance(1.5);
    bench.stop();
    const end = await bench.ended();
    expect(bench.stream.running).toBe(false);
    const { seen } = bench;
    expect(lossOf(seen)).toEqual({ counted: 0, told: 0, agree: true });
    expect(end).toEqual({ reason: 'aborted', delivered: samples(seen), dropped: 0 });
    expect(samples(seen)).toBeGreaterThan(1.4 * rate);
    expect(seen[0]).toMatchObject({ sampleIndex: 0, format: 'cu8', center: 100e6, rate });
    expectTrue(seen, 1_790_000_000.5);
  });

  it('goes on counting from run to run', async () => {
    const bench = await streamBench(new VirtualClock());
    for (let run = 0; run < 3; run++) {
      bench.start();
      await bench.clock.advance(0.2);
      bench.stop();
      await bench.ended();
    }
    const starts = bench.seen.filter(
      ({ data }, at) => at === 0 || data[0] !== ((bench.seen[at - 1].data.at(-1) as number) + 1) % 256
    );
    expect(starts.length).toBeLessThanOrEqual(3);
    for (const [at, block] of bench.seen.entries())
      if (at > 0) {
        expect(block.sampleIndex).toBeGreaterThanOrEqual(
          bench.seen[at - 1].sampleIndex + bench.seen[at - 1].data.length / 2
        );
        expect(block.time).toBeGreaterThan(bench.seen[at - 1].time);
        expect(block.droppedBefore).toBe(0);
      }
  });

  it('drops nothing for a sink that hangs for 0.2 s, and counts whole blocks for one that hangs longer', async () => {
    for (const [hang, lost] of [
      [0.2, false],
      [2, true]
    ] as const) {
      const bench = await streamBench(new VirtualClock());
      bench.start({}, () => (bench.seen.length === 10 ? bench.clock.until(bench.clock.now() + hang) : undefined));
      await bench.clock.advance(4);
      bench.stop();
      const end = await bench.ended();
      const { told, agree } = lossOf(bench.seen);
      expect(agree).toBe(true);
      expect(told > 0).toBe(lost);
      expect(bench.device.dropped).toBe(0);
      expect(end).toEqual({ reason: 'aborted', delivered: samples(bench.seen), dropped: told });
      if (lost) expect(told / rate).toBeCloseTo(hang - 0.5, 1);
      expectTrue(bench.seen, 0);
    }
  });

  it('loses nothing while its reader is stopped for 0.2 s', async () => {
    const clock = new VirtualClock();
    const bench = await streamBench(clock, {}, (device) => lateHost(device, clock, pauses([1, 1.2], [2, 2.3])));
    bench.start();
    await clock.advance(4);
    bench.stop();
    await bench.ended();
    expect(bench.device.dropped).toBe(0);
    expect(lossOf(bench.seen)).toEqual({ counted: 0, told: 0, agree: true });
    expectTrue(bench.seen, 0);
  });

  it('counts what the device lost while its reader was stopped for longer, to the sample', async () => {
    for (const counter of [undefined, firstByte]) {
      const clock = new VirtualClock();
      const bench = await streamBench(clock, counter === undefined ? {} : { counter }, (device) =>
        lateHost(device, clock, pauses([1, 2.2345678], [3, 3.6123]))
      );
      bench.start();
      await clock.advance(5);
      bench.stop();
      const end = await bench.ended();
      const { told, agree } = lossOf(bench.seen);
      expect(bench.device.dropped).toBeGreaterThan(rate);
      expect(agree).toBe(true);
      expect(told).toBe(bench.device.dropped);
      expect(end.dropped).toBe(told);
      expect(bench.seen.filter(({ droppedBefore }) => droppedBefore > 0).length).toBe(2);
      expectTrue(bench.seen, 0);
    }
  });

  it('sets the estimate right by the counter when hosts are late by a little', async () => {
    const clock = new VirtualClock();
    const pause = pauses([1, 2]);
    // Late by 10 to 30 microseconds: less than the counter's ambiguity, more than a sample.
    let calls = 0;
    const release = (now: number) => pause(now) + (now < 1 ? 1e-5 : 1e-5 * (1 + (calls++ % 3)));
    const bench = await streamBench(clock, { counter: firstByte }, (device) => lateHost(device, clock, release));
    bench.start();
    await clock.advance(3);
    bench.stop();
    await bench.ended();
    expect(bench.device.dropped).toBeGreaterThan(rate / 2);
    expect(lossOf(bench.seen)).toMatchObject({ told: bench.device.dropped, agree: true });
  });

  it('invents no loss for a clock that is 100 ppm off and a host that is up to 50 ms late', async () => {
    for (const ppm of [100, -100]) {
      const clock = new VirtualClock();
      const prng = new Prng(7);
      // The host thinks that a second is so much longer or shorter than the dongle does.
      const hostClock = {
        now: () => clock.now() * (1 + ppm * 1e-6),
        until: (time: number, signal?: AbortSignal) => clock.until(time / (1 + ppm * 1e-6), signal)
      };
      const bench = await streamBench(clock, { clock: hostClock }, (device) =>
        lateHost(device, clock, (now) => now + 0.05 * prng.unit())
      );
      await write(bench.device, 0x9f00, 0x11, 0x0c, 0x20);
      const slow = sampleRate(256_000);
      bench.start({ tuning: { center: hz(100e6), rate: slow } });
      await clock.advance(60);
      bench.stop();
      await bench.ended();
      expect(lossOf(bench.seen)).toEqual({ counted: 0, told: 0, agree: true });
      const last = bench.seen[bench.seen.length - 1];
      const truth = (last.sampleIndex / slow) * (1 + ppm * 1e-6);
      expect(Math.abs(last.time - truth)).toBeLessThan(0.02);
      expectSteps(bench.seen, slow);
    }
  });

  it('takes a clock that is set for no loss', async () => {
    const clock = new VirtualClock();
    const stepped = {
      now: () => clock.now() + (clock.now() > 1 ? 5 : 0),
      until: (time: number, signal?: AbortSignal) => clock.until(time - (clock.now() > 1 ? 5 : 0), signal)
    };
    const bench = await streamBench(clock, { clock: stepped });
    bench.start();
    await clock.advance(8);
    bench.stop();
    await bench.ended();
    expect(lossOf(bench.seen)).toEqual({ counted: 0, told: 0, agree: true });
    const last = bench.seen[bench.seen.length - 1];
    expect(last.time - last.sampleIndex / rate).toBeCloseTo(5, 2);
  });

  it('keeps samples whole and in order when transfers end early, at odd lengths too', async () => {
    const bench = await streamBench(new VirtualClock());
    bench.device.short.push(1, 511, 512, 3, 1, 1, 16384, 77, 20_001);
    bench.start();
    await bench.clock.advance(1);
    bench.stop();
    await bench.ended();
    expect(lossOf(bench.seen)).toEqual({ counted: 0, told: 0, agree: true });
    expect(bench.seen.every(({ data }) => data.length % 2 === 0)).toBe(true);
    for (const [at, { sampleIndex }] of bench.seen.entries())
      if (at > 0) expect(sampleIndex).toBe(bench.seen[at - 1].sampleIndex + bench.seen[at - 1].data.length / 2);
  });

  it('marks another centre at the transfer that was coming in, another rate within it', async () => {
    const bench = await streamBench(new VirtualClock());
    bench.start();
    await bench.clock.advance(0.5123);
    bench.stream.retuned({ center: hz(101e6), rate });
    await bench.clock.advance(0.5);
    // 1.024 MS/s: the resampler's ratio doubles.
    await write(bench.device, 0x9f00, 0x11, 0x07, 0x08);
    expect(bench.device.rate).toBeCloseTo(1_024_000, 3);
    bench.stream.retuned({ center: hz(101e6), rate: sampleRate(1_024_000) });
    await bench.clock.advance(1);
    bench.stop();
    await bench.ended();
    const { seen } = bench;
    expect(lossOf(seen)).toEqual({ counted: 0, told: 0, agree: true });
    const change = seen.findIndex(({ center }) => center === 101e6);
    const [before, after] = [seen[change].time, seen[change].time + seen[change].data.length / 2 / rate];
    expect(before).toBeLessThan(0.5123);
    expect(after).toBeGreaterThan(0.5123);
    const slower = seen.findIndex(({ rate }) => rate === 1_024_000);
    expect(seen[slower].time).toBeCloseTo(1.0123, 5);
    for (const [at, block] of seen.entries())
      if (at > 0)
        expect(block.time).toBeCloseTo(seen[at - 1].time + seen[at - 1].data.length / 2 / seen[at - 1].rate, 6);
  });

  it('queues enough for a faster rate as soon as it is set', async () => {
    const clock = new VirtualClock();
    const bench = await streamBench(clock, {}, (device) => lateHost(device, clock, pauses([1, 1.2])));
    await write(bench.device, 0x9f00, 0x11, 0x0c, 0x20);
    const slow = sampleRate(256_000);
    expect(bench.device.rate).toBeCloseTo(slow, 3);
    bench.start({ tuning: { center: hz(100e6), rate: slow } });
    await clock.advance(0.9);
    await write(bench.device, 0x9f00, 0x11, 0x03, 0x84);
    bench.stream.retuned(tuning);
    await clock.advance(1.1);
    bench.stop();
    await bench.ended();
    expect(bench.device.dropped).toBe(0);
    expect(lossOf(bench.seen)).toEqual({ counted: 0, told: 0, agree: true });
  });

  it('numbers and times the parts of transfers that hold more than samples', async () => {
    const bench = await streamBench(new VirtualClock());
    const other = { center: hz(200e6), rate };
    bench.start({
      split: (data, { at: came, emit }) => {
        for (let at = 0; at < data.length; at += 8192) {
          const time = came - (data.length - at - 10) / 2 / rate;
          emit(data.subarray(at + 10, at + 8192), time, at % 16384 === 0 ? tuning : other);
        }
      }
    });
    await bench.clock.advance(0.5);
    bench.stop();
    const end = await bench.ended();
    expect(bench.seen.map(({ center }) => center).slice(0, 3)).toEqual([100e6, 200e6, 100e6]);
    expect(end).toEqual({ reason: 'aborted', delivered: samples(bench.seen), dropped: 0 });
    for (const [at, block] of bench.seen.entries()) {
      expect(block.data.length).toBe(8182);
      expect(block.sampleIndex).toBe(at * 4091);
      expect(block.time).toBeCloseTo((at * 4096 + 5) / rate, 6);
    }
  });

  it('gives blocks without making new ones, and leaves their arrays alone', async () => {
    const bench = await streamBench(new VirtualClock());
    const blocks = new Set<SampleBlock>();
    bench.start({}, (block) => void blocks.add(block));
    await bench.clock.advance(2);
    bench.stop();
    await bench.ended();
    expect(bench.seen.length).toBeGreaterThan(100);
    expect(blocks.size).toBeLessThan(12);
    expect(new Set(bench.seen.map(({ data }) => data.buffer)).size).toBe(bench.seen.length);
  });

  it('calls prepare before, begin while, and end after its transfers are queued', async () => {
    const bench = await streamBench(new VirtualClock());
    const order: string[] = [];
    const queued = () => (bench.device as unknown as { pacer: { queued: number } }).pacer.queued;
    bench.start({
      prepare: async () => {
        order.push(`prepare ${queued()}`);
        await emptyFifo(bench.device);
      },
      begin: () => {
        order.push(`begin ${queued() > 30}`);
        return Promise.resolve();
      },
      end: () => {
        order.push(`end ${queued()}`);
        return Promise.resolve();
      }
    });
    await bench.clock.advance(0.3);
    bench.stop();
    await bench.ended();
    expect(order).toEqual(['prepare 0', 'begin true', 'end 0']);
  });
});

function samples(seen: readonly Kept[]): number {
  return seen.reduce((sum, { data }) => sum + data.length / 2, 0);
}

/** Times are those at which the dongle took the samples, which it began with at `start`. */
function expectTrue(seen: readonly Kept[], start: number): void {
  for (const { sampleIndex, time } of seen) expect(Math.abs(time - start - sampleIndex / rate)).toBeLessThan(2e-6);
}

/** Times never run backwards, and leave their line in steps only. */
function expectSteps(seen: readonly Kept[], rate: number): void {
  let steps = 0;
  for (let at = 1; at < seen.length; at++) {
    expect(seen[at].time).toBeGreaterThan(seen[at - 1].time);
    const expected = seen[at - 1].time + seen[at - 1].data.length / 2 / rate;
    if (Math.abs(seen[at].time - expected) > 1e-6) steps += 1;
  }
  expect(steps).toBeLessThan(8);
}

/** Whatever comes during one of these stretches is handed over at its end. */
function pauses(...stretches: readonly (readonly [from: number, to: number])[]): (now: number) => number {
  return (now) => stretches.find(([from, to]) => now >= from && now < to)?.[1] ?? now;
}
