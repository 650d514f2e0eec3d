import { expect, it } from 'vitest';
import { Prng } from '#lib/base/prng.ts';
import { hz, sampleRate } from '#lib/base/units.ts';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import type { UsbDevice } from '#lib/radio/usb/usbDevice.ts';
import { UsbSampleStream } from '#lib/radio/usb/usbSampleStream.ts';
import { BulkPacer } from '#tests/lab/emulated/bulkPacer.ts';
import { lateHost } from '#tests/lab/emulated/lateHost.ts';

const rate = sampleRate(2_400_000);
const tuning = { center: hz(100e6), rate };
/** A gap's length is known to about this, s: what the dongle keeps meanwhile is not. */
const perGap = 4e-3;

/** A device whose transfers begin with the place of their first sample, as a 64-bit number. */
function placing(clock: VirtualClock, fifo: number): { device: UsbDevice; pacer: BulkPacer } {
  let position = 0;
  const pacer = new BulkPacer(
    {
      byteRate: 2 * rate,
      stalled: false,
      fill(out) {
        if (out.length >= 8) new DataView(out.buffer, out.byteOffset).setFloat64(0, position / 2);
        position += out.length;
      },
      skip: (bytes) => (position += bytes)
    },
    clock,
    fifo
  );
  const none = () => Promise.reject(new Error('not asked for here'));
  const device: UsbDevice = {
    vendorId: 0,
    productId: 0,
    opened: true,
    open: none,
    close: none,
    selectConfiguration: none,
    claimInterface: none,
    releaseInterface: none,
    controlTransferIn: none,
    controlTransferOut: none,
    clearHalt: none,
    transferIn: (_, length) => pacer.submit(length)
  };
  return { device, pacer };
}

it.each(Array.from({ length: 24 }, (_, seed) => seed))(
  'every block stands where it was sampled, however the host is stopped (%i)',
  async (seed) => {
    const prng = new Prng(seed);
    const clock = new VirtualClock();
    const { device, pacer } = placing(clock, seed % 2 === 0 ? 0 : 8192);
    // A busy host: late by up to this with each transfer, and stopped for up to 1.2 s now and then, twice in a row too.
    const jitter = 0.02 * prng.unit() * prng.unit();
    // Every third is stopped from the start.
    let until = seed % 3 === 0 ? 1.2 * prng.unit() : 0;
    const host = lateHost(device, clock, (now) => Math.max(now, until) + jitter * prng.unit());
    const stream = new UsbSampleStream({ device: host, endpoint: 1, format: 'cu8', radio: 'Placing', clock });
    const stop = new AbortController();
    const gaps: number[] = [];
    let [blocks, dropped, worst] = [0, 0, 0];
    const ended = stream.run({
      tuning,
      signal: stop.signal,
      sink: ({ data, sampleIndex, droppedBefore }) => {
        const place = new DataView(data.buffer, data.byteOffset).getFloat64(0);
        if (droppedBefore > 0) gaps.push(droppedBefore);
        dropped += droppedBefore;
        blocks += 1;
        worst = Math.max(worst, Math.abs(place - sampleIndex) / rate - perGap * gaps.length);
      }
    });
    for (let turn = 0; turn < 10; turn++) {
      await clock.advance(0.02 + prng.unit() * prng.unit());
      until = clock.now() + 1.2 * prng.unit();
      if (prng.unit() < 0.3) {
        await clock.advance(until - clock.now() + 0.002 * prng.unit());
        until = clock.now() + 1.2 * prng.unit();
      }
    }
    await clock.advance(4);
    stop.abort();
    await clock.advance(1);
    const end = await ended;
    expect(blocks).toBeGreaterThan(200);
    expect(end.dropped).toBe(dropped);
    // Gaps that no longer than the dongle keeps samples are not always told from none.
    expect(worst).toBeLessThan(perGap);
    expect(Math.abs(dropped - pacer.dropped / 2) / rate).toBeLessThan(perGap * (gaps.length + 1));
  }
);
