import { describe, expect, it } from 'vitest';
import { Prng } from '#lib/base/prng.ts';
import { hz } from '#lib/base/units.ts';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import type { UsbDevice } from '#lib/radio/usb/usbDevice.ts';
import { transferPlan } from '#lib/radio/usb/transferPlan.ts';
import { lateHost } from '#tests/lab/emulated/lateHost.ts';
import { emptyFifo, firstByte, lossOf, streamBench, tuning, type StreamBench } from './streamBench.ts';

async function running(host?: (device: UsbDevice) => UsbDevice): Promise<StreamBench> {
  const bench = await streamBench(new VirtualClock(), {}, host);
  bench.start();
  await bench.clock.advance(0.5);
  expect(bench.seen.length).toBeGreaterThan(20);
  return bench;
}

describe('UsbSampleStream, when something is wrong', () => {
  it('ends once with usb.unplugged, and nothing else is left to reject', async () => {
    const bench = await running();
    const unhandled: unknown[] = [];
    const listen = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', listen);
    let ends = 0;
    bench.device.unplug();
    await expect(bench.ended().finally(() => (ends += 1))).rejects.toMatchObject({
      code: 'usb.unplugged',
      facts: { radio: 'Emulated' }
    });
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off('unhandledRejection', listen);
    expect([ends, unhandled.length, bench.stream.running]).toEqual([1, 0, false]);
  });

  it('takes a dongle that gives transfer errors before it is gone for unplugged', async () => {
    const bench = await running();
    bench.device.faults.transferErrors = Infinity;
    await bench.clock.advance(0.1);
    setTimeout(() => bench.device.unplug(), 0);
    await expect(bench.ended()).rejects.toMatchObject({ code: expect.stringMatching(/^usb\./) as string });
    const later = await running();
    later.device.faults.transferErrors = Infinity;
    await later.clock.advance(0.36);
    later.device.unplug();
    await expect(later.ended()).rejects.toMatchObject({ code: 'usb.unplugged' });
  });

  it('restarts a stalled endpoint once, and counts what was lost meanwhile', async () => {
    const bench = await running();
    let cleared = 0;
    const clear = bench.device.clearHalt.bind(bench.device);
    // A control transfer takes its time: the dongle goes on meanwhile.
    bench.device.clearHalt = async (direction, endpoint) => {
      cleared += 1;
      await bench.clock.until(bench.clock.now() + 0.02);
      return clear(direction, endpoint);
    };
    bench.device.faults.halts = 1;
    bench.device.applyFaults();
    await bench.clock.advance(2);
    bench.stop();
    const end = await bench.ended();
    expect(cleared).toBe(1);
    expect(bench.device.dropped).toBeGreaterThan(0.01 * tuning.rate);
    expect(lossOf(bench.seen)).toMatchObject({ told: bench.device.dropped, agree: true });
    expect(end.dropped).toBe(bench.device.dropped);
  });

  it('goes on after a single failed transfer', async () => {
    const bench = await running();
    bench.device.faults.transferErrors = 1;
    await bench.clock.advance(2);
    bench.stop();
    await bench.ended();
    expect(lossOf(bench.seen)).toEqual({ counted: 0, told: 0, agree: true });
    expect(bench.seen.length).toBeGreaterThan(80);
  });

  it('ends with usb.failed when it stalls again at once, when it babbles, and when it answers nothing', async () => {
    for (const fault of [
      (bench: StreamBench) => (bench.device.faults.halts = 5),
      (bench: StreamBench) => (bench.device.faults.babble = true),
      (bench: StreamBench) => bench.device.short.push(...new Array<number>(5000).fill(0)),
      (bench: StreamBench) => {
        bench.device.faults.halts = 1;
        bench.device.clearHalt = () => Promise.reject(new DOMException('Unable to clear endpoint.', 'NetworkError'));
      }
    ]) {
      const bench = await running();
      fault(bench);
      bench.device.applyFaults();
      await expect(bench.ended()).rejects.toMatchObject({ code: 'usb.failed' });
      expect(bench.stream.running).toBe(false);
    }
  });

  it('says radio.silent after 3 s without an answer', async () => {
    const bench = await running();
    bench.device.faults.silent = true;
    bench.device.applyFaults();
    const since = bench.clock.now();
    await expect(bench.ended()).rejects.toMatchObject({ code: 'radio.silent' });
    expect(bench.clock.now() - since).toBeGreaterThan(2.9);
    expect(bench.clock.now() - since).toBeLessThan(3.1);
  });

  it('goes on with fewer transfers where the host has no room for more', async () => {
    const { count } = transferPlan(2 * tuning.rate);
    for (const most of [4, 9, count - 1]) {
      const bench = await streamBench(new VirtualClock());
      bench.device.faults.mostTransfers = most;
      bench.start();
      await bench.clock.advance(1);
      bench.stop();
      const end = await bench.ended();
      expect(end.delivered).toBeGreaterThan(0.8 * tuning.rate);
      expect(lossOf(bench.seen)).toEqual({ counted: 0, told: 0, agree: true });
    }
  });

  it('goes on with fewer when the host runs out of room later', async () => {
    const bench = await running();
    bench.device.faults.mostTransfers = 9;
    await bench.clock.advance(1);
    bench.stop();
    await bench.ended();
    expect(bench.device.dropped).toBe(0);
    expect(lossOf(bench.seen)).toEqual({ counted: 0, told: 0, agree: true });
  });

  it('ends without a transfer when it is aborted while it prepares', async () => {
    const bench = await streamBench(new VirtualClock());
    let ends = 0;
    bench.start({
      prepare: async () => {
        await bench.clock.until(1);
        bench.stop();
      },
      end: () => {
        ends += 1;
        return Promise.resolve();
      }
    });
    expect(await bench.ended()).toEqual({ reason: 'aborted', delivered: 0, dropped: 0 });
    expect([ends, bench.device.bytes]).toEqual([1, 0]);
  });

  it('fails where the host has room for fewer than four', async () => {
    const bench = await streamBench(new VirtualClock());
    bench.device.faults.mostTransfers = 2;
    bench.start();
    await expect(bench.ended()).rejects.toMatchObject({ code: 'usb.failed' });
  });

  it('gives up transfers that never come back a second after it was stopped, and begins anew in order', async () => {
    const bench = await running();
    bench.device.faults.silent = true;
    bench.device.applyFaults();
    const stopped = bench.clock.now();
    let ended = 0;
    bench.stop();
    await bench.ended();
    expect(bench.clock.now() - stopped).toBeLessThan(1.1);
    const before = bench.seen.length;
    bench.device.faults.silent = false;
    bench.start({
      prepare: () => emptyFifo(bench.device),
      end: () => {
        ended += 1;
        return Promise.resolve();
      }
    });
    await bench.clock.advance(1);
    bench.stop();
    await bench.ended();
    expect(ended).toBe(1);
    const again = bench.seen.slice(before);
    expect(again.length).toBeGreaterThan(30);
    // The transfers of the first run took the counter's beginning; what comes after them is whole.
    const first = again[0].data[0];
    expect(lossOf(again).counted).toBe(first / 2);
    for (const [at, block] of again.entries())
      if (at > 0) expect(block.data[0]).toBe(((again[at - 1].data.at(-1) as number) + 1) & 255);
    for (const [at, block] of bench.seen.entries())
      if (at > 0)
        expect(block.sampleIndex).toBeGreaterThanOrEqual(
          bench.seen[at - 1].sampleIndex + bench.seen[at - 1].data.length / 2
        );
  });

  it('ends with what prepare, begin or end reject with', async () => {
    const refused = () => Promise.reject(new DOMException('A transfer error has occurred.', 'NetworkError'));
    for (const more of [{ prepare: refused }, { begin: refused }, { end: refused }]) {
      const bench = await streamBench(new VirtualClock());
      bench.start(more);
      await bench.clock.advance(0.2);
      bench.stop();
      await expect(bench.ended()).rejects.toMatchObject({ code: 'usb.failed' });
      expect(bench.stream.running).toBe(false);
      bench.start();
      await bench.clock.advance(0.2);
      bench.stop();
      expect((await bench.ended()).reason).toBe('aborted');
    }
  });

  it('ends with the error of its sink, after its transfers are back', async () => {
    const bench = await streamBench(new VirtualClock());
    const thrown = new Error('sink');
    bench.start({}, () => {
      throw thrown;
    });
    await expect(bench.ended()).rejects.toBe(thrown);
    expect(bench.seen.length).toBe(1);
    expect(bench.stream.running).toBe(false);
  });

  it('refuses a second run, and does nothing for one that is aborted already', async () => {
    const bench = await running();
    const second = { tuning, sink: () => undefined, signal: new AbortController().signal };
    await expect(bench.stream.run(second)).rejects.toMatchObject({ code: 'radio.busy' });
    bench.stop();
    await bench.ended();
    const over = await bench.stream.run({ ...second, signal: AbortSignal.abort() });
    expect(over).toEqual({ reason: 'aborted', delivered: 0, dropped: 0 });
  });

  it('is stopped while the dongle is pulled out without an error', async () => {
    const bench = await running();
    bench.stop();
    bench.device.unplug();
    expect(await bench.ended()).toMatchObject({ reason: 'aborted' });
  });
});

describe('UsbSampleStream, whatever happens', () => {
  it.each(Array.from({ length: 12 }, (_, seed) => seed))('keeps its books (%i)', async (seed) => {
    const prng = new Prng(seed);
    const clock = new VirtualClock();
    const jitter = 0.04 * prng.unit();
    let until = 0;
    const bench = await streamBench(clock, { counter: firstByte }, (device) =>
      lateHost(device, clock, (now) => Math.max(now, until) + jitter * prng.unit())
    );
    const hung = { until: 0 };
    let errors = 0;
    bench.start({}, () => (clock.now() < hung.until ? clock.until(hung.until) : undefined));
    for (let turn = 0; turn < 12; turn++) {
      await clock.advance(0.5 * prng.unit());
      const { device } = bench;
      const done = [
        () => (until = clock.now() + 1.5 * prng.unit()),
        () => (hung.until = clock.now() + 1.5 * prng.unit()),
        () => device.short.push(...Array.from({ length: 5 }, () => prng.below(20_000) + 1)),
        // Two in a short time would end it.
        () => (device.faults.transferErrors = errors++ === 0 ? 1 : 0),
        () => (device.faults.mostTransfers = 6 + prng.below(60)),
        () => bench.stream.retuned({ center: hz(1e6 * (1 + prng.below(1000))), rate: tuning.rate })
      ];
      prng.pick<() => unknown>(done)();
    }
    await clock.advance(3);
    const before = bench.seen.length;
    await clock.advance(0.3);
    expect(
      bench.seen.length,
      bench.stream.running ? 'stuck' : String(await bench.ended().catch((error: unknown) => error))
    ).toBeGreaterThan(before);
    bench.stop();
    const end = await bench.ended();
    const { seen } = bench;
    for (const [at, block] of seen.entries()) {
      if (at === 0) continue;
      const { sampleIndex, data, time } = seen[at - 1];
      expect(block.sampleIndex).toBe(sampleIndex + data.length / 2 + block.droppedBefore);
      expect(block.time).toBeGreaterThan(time);
    }
    const delivered = seen.reduce((sum, { data }) => sum + data.length / 2, 0);
    expect(end.delivered).toBe(delivered);
    const last = seen[seen.length - 1];
    expect(last.sampleIndex + last.data.length / 2).toBe(delivered + end.dropped);
    // Every loss is known, and nearly as long as it was: the index is where the dongle's own sample clock is.
    expect(Math.abs(last.time - last.sampleIndex / tuning.rate)).toBeLessThan(0.05);
    expect(end.dropped).toBeGreaterThanOrEqual(0);
  });
});

describe('transferPlan', () => {
  it('queues 0.35 s in transfers of about 10 ms, within its bounds', () => {
    for (const rate of [225e3, 250e3, 1.024e6, 2.048e6, 2.4e6, 3.2e6, 8e6, 10e6, 20e6]) {
      const { length, count } = transferPlan(2 * rate);
      expect(length % 16384).toBe(0);
      expect(length).toBeGreaterThanOrEqual(16384);
      expect(length).toBeLessThanOrEqual(262144);
      expect(length * count).toBeLessThanOrEqual(10 * 2 ** 20);
      expect((length * (count - 1)) / (2 * rate)).toBeGreaterThan(rate > 14e6 ? 0.25 : 0.345);
    }
    expect(transferPlan(1)).toEqual({ length: 16384, count: 4 });
  });
});
