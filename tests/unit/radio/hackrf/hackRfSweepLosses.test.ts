import { describe, expect, it } from 'vitest';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import { HackRfRadio } from '#lib/radio/hackrf/hackRfRadio.ts';
import { HackRfSweepRadio } from '#lib/radio/hackrf/hackRfSweepRadio.ts';
import type { Range } from '#lib/radio/radio.ts';
import { EmulatedHackRf } from '#tests/lab/emulated/emulatedHackRf.ts';
import { lateHost } from '#tests/lab/emulated/lateHost.ts';
import { receive } from './drive.ts';

const blockBytes = 16384;
const blockSamples = 8187;
/** Of 32 stops. */
const band: Range = { min: 100e6, max: 420e6 };

async function open(of: Range, late: (now: number) => number = (now) => now) {
  const clock = new VirtualClock(1000);
  // Its noise is another at each stop, and the same each time.
  const device = new EmulatedHackRf({ clock, tones: [], noise: 8 });
  const inner = await HackRfRadio.open(lateHost(device, clock, late), clock);
  return { clock, device, radio: new HackRfSweepRadio(inner, of) };
}

/** Loses so many bytes before the byte that would be sent as number `at`. */
function lose(device: EmulatedHackRf, at: number, bytes: number): void {
  const fill = device.fill.bind(device);
  let sent = 0;
  device.fill = (out) => {
    const before = Math.min(out.length, Math.max(0, at - sent));
    const falls = at >= sent && before < out.length;
    fill(out.subarray(0, before));
    if (falls) device.skip(bytes);
    fill(out.subarray(before));
    sent += out.length;
  };
}

/** What each centre sounds like, from a sweep that loses nothing. */
async function references(): Promise<Map<number, Uint8Array>> {
  const heard = new Map<number, Uint8Array>();
  await receive(await open(band), 32, ({ center, data }) => void heard.set(center, data.slice()));
  return heard;
}

describe('HackRF, sweeping with losses', () => {
  const heard = references();

  it.each([
    ['a block', blockBytes, 0],
    ['five blocks', 5 * blockBytes, 0],
    ['two samples at the start', 4, 0],
    ['the header', 10, 0],
    ['half the header', 4, 6],
    ['what lies behind the header', 300, 10],
    ['the middle', 6000, 5002],
    ['the end', 1000, blockBytes - 1000],
    ['the end and the next header', 1000, blockBytes - 990],
    ['a block across two', blockBytes, 8000],
    ['the middle of the last of a transfer', 6000, 12 * blockBytes + 5000],
    ['the last block of a transfer', blockBytes, 12 * blockBytes],
    ['more than a transfer', 20 * blockBytes + 2222, 3 * blockBytes + 1234]
  ])('shows no torn block and counts what is missing: %s', async (_, bytes, offset) => {
    const opened = await open(band);
    const at = 3 * blockBytes + offset;
    lose(opened.device, at, bytes);
    let [next, dropped, delivered] = [0, 0, 0];
    const end = await receive(opened, 60, ({ center, data, sampleIndex, droppedBefore }) => {
      expect(sampleIndex).toBe(next + droppedBefore);
      next = sampleIndex + data.length / 2;
      dropped += droppedBefore;
      delivered += data.length / 2;
      const stop = (sampleIndex / blockSamples) % 32;
      expect(center).toBe(107.5e6 + 20e6 * (stop >> 1) + 5e6 * (stop % 2));
    });
    expect(end).toEqual({ reason: 'aborted', delivered, dropped });
    const touched = Math.ceil((at + bytes) / blockBytes) - Math.floor(at / blockBytes);
    expect([touched, touched + 1]).toContain(dropped / blockSamples);
  });

  it('shows at each centre what was received there, wherever bytes are lost', async () => {
    const reference = await heard;
    for (let offset = 0; offset < blockBytes; offset += 1502) {
      const opened = await open(band);
      lose(opened.device, 3 * blockBytes + offset, 7 * blockBytes - ((3 * offset) & 0x7ffe));
      await receive(opened, 24, ({ center, data }) => {
        expect(Buffer.compare(data, reference.get(center) as Uint8Array)).toBe(0);
      });
    }
  });

  it.each([
    ['of two stops', { min: 88e6, max: 108e6 }],
    ['of 32 stops', band],
    ['of 600 stops', { min: 0, max: 6e9 }]
  ])('counts what a host that stops for 2.5 s makes a sweep %s lose', async (_, of) => {
    const opened = await open(of, (now) => (now >= 1001 && now < 1003.5 ? 1003.5 : now));
    const end = await receive(opened, 2400, () => undefined);
    const lost = opened.device.dropped / 8192;
    expect(lost).toBeGreaterThan(1000);
    // Whole rounds come from the time, which a sweep of two stops knows to a millisecond or two; both ends of the gap are torn.
    expect(Math.abs(end.dropped / blockSamples - lost)).toBeLessThan(4);
  });

  it('counts what was in transfers that failed', async () => {
    const opened = await open(band);
    const { device } = opened;
    const end = await receive(opened, 1200, (_block, at) => {
      if (at !== 600) return;
      device.faults.halts = 1;
      device.applyFaults();
    });
    const lost = device.dropped / 8192;
    expect(lost).toBeGreaterThan(1);
    expect(Math.abs(end.dropped / blockSamples - lost)).toBeLessThan(3);
  });
});
