import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bytesInMemory } from '#lib/base/byteSource.ts';
import type { Clock } from '#lib/base/clock.ts';
import type { Hz, SampleRate, Seconds } from '#lib/base/units.ts';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import type { SampleBlock } from '#lib/radio/radio.ts';
import { ReplayRadio, type ReplayOptions } from '#lib/radio/replayRadio.ts';
import { openRecording } from '#lib/recording/openRecording.ts';
import type { Capture, Recording } from '#lib/recording/recording.ts';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openRecordingFile } from '#lib/platform/node/openRecordingFile.ts';
import { radioContract } from '#tests/contracts/radioContract.ts';

const rate = 10_000;
/** Sample i is (i mod 256, 7). */
const bytes = Uint8Array.from({ length: 2 * 5000 }, (_, i) => (i % 2 === 0 ? (i / 2) & 255 : 7));

function recording(name = 'x_100M_10k.cu8'): Promise<Recording> {
  return openRecording([bytesInMemory(name, bytes)], { rate, center: 100e6 });
}

/** Time that passes as soon as somebody waits for it. */
function eagerClock(): Clock {
  let now = 0;
  return {
    now: () => now,
    until: async (time, signal) => {
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      now = Math.max(now, time);
    }
  };
}

const folder = { path: '' };
beforeAll(() => {
  folder.path = mkdtempSync(join(tmpdir(), 'wavepool-replay-'));
  writeFileSync(join(folder.path, 'g_100M_10k.cu8'), bytes);
});
const closers: (() => Promise<void>)[] = [];
afterAll(async () => {
  // The suite leaves a radio open where it has nothing to test.
  await Promise.all(closers.map((close) => close()));
  rmSync(folder.path, { recursive: true });
});

for (const loop of [false, true]) {
  radioContract(`replay from memory, as fast as possible${loop ? ', looped' : ''}`, async () => ({
    radio: new ReplayRadio({ recording: await recording(), clock: new VirtualClock(), blockSamples: 100, loop }),
    clock: null,
    retune: null,
    stallSeconds: 0
  }));
}
radioContract('replay from memory, paced', async () => ({
  radio: new ReplayRadio({ recording: await recording(), clock: eagerClock(), blockSamples: 100, paced: true }),
  clock: null,
  retune: null,
  stallSeconds: 0
}));
radioContract('replay from disk', async () => {
  const file = await openRecordingFile(join(folder.path, 'g_100M_10k.cu8'), { rate });
  const radio = new ReplayRadio({
    recording: file.recording,
    clock: new VirtualClock(),
    blockSamples: 100,
    release: file.close
  });
  closers.push(() => radio.close());
  return { radio, clock: null, retune: null, stallSeconds: 0 };
});

interface Seen {
  readonly sampleIndex: number;
  readonly first: number;
  readonly count: number;
  readonly time: number;
  readonly center: number;
}

/** Plays until the end, or until `blocks` blocks have come. */
async function play(radio: ReplayRadio, blocks = Infinity, also?: (block: SampleBlock, at: number) => void) {
  const seen: Seen[] = [];
  const stop = new AbortController();
  const end = await radio.stream((block) => {
    seen.push({
      sampleIndex: block.sampleIndex,
      first: block.data[0],
      count: block.data.length / 2,
      time: block.time,
      center: block.center
    });
    also?.(block, seen.length - 1);
    if (seen.length >= blocks) stop.abort();
  }, stop.signal);
  return { seen, end };
}

async function radioWith(options: Partial<ReplayOptions> = {}): Promise<ReplayRadio> {
  return new ReplayRadio({ recording: await recording(), clock: new VirtualClock(), blockSamples: 1500, ...options });
}

describe('ReplayRadio', () => {
  it('plays every sample once, to the end, and again when asked again', async () => {
    const radio = await radioWith();
    expect(radio.info).toMatchObject({
      driver: 'file',
      model: 'raw recording',
      serial: 'x_100M_10k.cu8',
      format: 'cu8',
      samples: 5000,
      paced: false
    });
    const all: number[] = [];
    const { seen, end } = await play(radio, Infinity, (block) => all.push(...block.data));
    expect(all).toEqual(Array.from(bytes));
    expect(end).toEqual({ reason: 'end', delivered: 5000, dropped: 0 });
    expect(seen.map(({ sampleIndex, count }) => [sampleIndex, count])).toEqual([
      [0, 1500],
      [1500, 1500],
      [3000, 1500],
      [4500, 500]
    ]);
    expect(seen.map(({ time }) => time)).toEqual([0, 0.15, 0.3, 0.45]);
    const again = await play(radio);
    expect(again.seen[0]).toEqual({ sampleIndex: 5000, first: 0, count: 1500, time: 0, center: 100e6 });
    expect(again.end).toEqual({ reason: 'end', delivered: 5000, dropped: 0 });
  });

  it('goes on where it was stopped', async () => {
    const radio = await radioWith();
    await play(radio, 2);
    expect(radio.position).toBe(3000);
    expect((await play(radio)).seen[0]).toMatchObject({ sampleIndex: 3000, first: 3000 & 255, time: 0.3 });
  });

  it('loops with index and time rising', async () => {
    const { seen } = await play(await radioWith({ loop: true }), 9);
    expect(seen.map(({ sampleIndex }) => sampleIndex)).toEqual([0, 1500, 3000, 4500, 5000, 6500, 8000, 9500, 10000]);
    expect(seen.map(({ first }) => first)).toEqual([0, 1500, 3000, 4500, 0, 1500, 3000, 4500, 0].map((i) => i & 255));
    for (const { sampleIndex, time } of seen) expect(time).toBeCloseTo(sampleIndex / rate, 9);
  });

  it('seeks before and while it streams; the index goes on', async () => {
    const radio = await radioWith();
    radio.seek(4000);
    const { seen, end } = await play(radio, Infinity, (_block, at) => {
      if (at === 0) radio.seek(100);
    });
    expect(seen.map(({ sampleIndex, first, time }) => [sampleIndex, first, time])).toEqual([
      [0, 4000 & 255, 0.4],
      [1000, 100, 0.01],
      [2500, 1600 & 255, 0.16],
      [4000, 3100 & 255, 0.31],
      [5500, 4600 & 255, 0.46]
    ]);
    expect(end.delivered).toBe(1000 + 4900);
    for (const bad of [-1, 5000, 0.5, NaN])
      expect(() => radio.seek(bad)).toThrow(expect.objectContaining({ code: 'radio.range' }));
  });

  it('keeps time when paced, and keeps every sample when the sink is slow', async () => {
    const clock = new VirtualClock(1000);
    const radio = await radioWith({ paced: true, clock, blockSamples: 100 });
    const times: number[] = [];
    let gate: Promise<void> | undefined;
    let open = () => {};
    let delivered = 0;
    const stream = radio.stream((block) => {
      times.push(clock.now());
      expect(block.sampleIndex).toBe(delivered);
      delivered += block.data.length / 2;
      if (times.length === 10) gate = new Promise((resolve) => (open = resolve));
      return times.length === 10 ? gate : undefined;
    }, new AbortController().signal);
    await clock.advance(0.0099);
    expect(times.length).toBe(0);
    await clock.advance(0.0902);
    expect(times.length).toBe(10);
    for (const [i, time] of times.entries()) expect(time).toBeCloseTo(1000 + (i + 1) * 0.01, 6);
    await clock.advance(5);
    expect(times.length).toBe(10);
    open();
    // It does not rush to catch up five seconds: one block at once, and then in step again.
    await clock.advance(0.0951);
    expect(times.length).toBe(20);
    await clock.advance(0.305);
    const end = await stream;
    expect(end).toEqual({ reason: 'end', delivered: 5000, dropped: 0 });
  });

  it('plays slower or faster, changes speed, pauses and resumes', async () => {
    const clock = new VirtualClock();
    const radio = await radioWith({ paced: true, clock, blockSamples: 100, speed: 0.1 });
    let blocks = 0;
    const stop = new AbortController();
    const stream = radio.stream(() => {
      blocks++;
    }, stop.signal);
    await clock.advance(0.301);
    expect(blocks).toBe(3);
    radio.pause();
    expect(radio.paused).toBe(true);
    await clock.advance(10);
    expect(blocks).toBe(3);
    radio.resume();
    await clock.advance(0.101);
    expect(blocks).toBe(4);
    radio.setSpeed(10);
    await clock.advance(0.0101);
    expect(blocks).toBe(14);
    expect(() => radio.setSpeed(0)).toThrow(expect.objectContaining({ code: 'option.bad-value' }));
    stop.abort();
    expect(await stream).toEqual({ reason: 'aborted', delivered: 1400, dropped: 0 });
  });

  it('an abort ends a pause', async () => {
    const radio = await radioWith();
    radio.pause();
    const stop = new AbortController();
    const stream = radio.stream(() => undefined, stop.signal);
    await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    expect(await stream).toEqual({ reason: 'aborted', delivered: 0, dropped: 0 });
  });

  it('starts a new block where the centre changes or time jumps, and only there', async () => {
    const captures: Capture[] = [
      { sampleStart: 0, center: 100e6 as Hz, time: 50 as Seconds },
      { sampleStart: 1000, center: 100e6 as Hz, time: 50.1 as Seconds },
      { sampleStart: 2000, center: 200e6 as Hz, time: 50.2 as Seconds },
      { sampleStart: 3100, center: null, time: 60 as Seconds }
    ];
    const made: Recording = { ...(await recording()), captures, startTime: 50 as Seconds, rate: rate as SampleRate };
    const radio = new ReplayRadio({ recording: made, clock: new VirtualClock(), blockSamples: 1500, loop: true });
    expect(radio.info.centers).toEqual([
      { min: 100e6, max: 100e6 },
      { min: 200e6, max: 200e6 }
    ]);
    const { seen } = await play(radio, 6);
    expect(seen.map(({ sampleIndex, count, center }) => [sampleIndex, count, center])).toEqual([
      [0, 1500, 100e6],
      [1500, 500, 100e6],
      [2000, 1100, 200e6],
      [3100, 1500, 200e6],
      [4600, 400, 200e6],
      [5000, 1500, 100e6]
    ]);
    expect(seen.map(({ time }) => time)).toEqual(
      [50, 50.15, 50.2, 60, 60.15, 60.19].map((time) => expect.closeTo(time, 9) as number)
    );
  });

  it('cannot be tuned, and says so', async () => {
    const radio = await radioWith();
    const same = { center: 100e6 as Hz, rate: rate as SampleRate, gain: 'auto' as const, ppm: 0, settings: {} };
    expect(await radio.configure(same)).toEqual(same);
    for (const want of [{ center: 1e6 as Hz }, { rate: 1 as SampleRate }, { gain: 10 }, { ppm: 1 }])
      await expect(radio.configure(want)).rejects.toMatchObject({ code: 'radio.range' });
    const unknown = new ReplayRadio({
      recording: await openRecording([bytesInMemory('x.cu8', bytes)], { rate }),
      clock: new VirtualClock()
    });
    expect(unknown.state.center).toBe(0);
    expect(unknown.info.centers).toEqual([]);
    expect(unknown.info.notices.join()).toContain('not known');
  });

  it('gives the file back once, after the stream', async () => {
    let released = 0;
    const radio = await radioWith({
      release: () => {
        released++;
        return Promise.resolve();
      }
    });
    await radio.stream(async () => {
      await radio.close();
      expect(released).toBe(0);
    }, new AbortController().signal);
    expect(released).toBe(1);
    await radio.close();
    expect(released).toBe(1);
  });

  it('fails when the file has shrunk', async () => {
    const made: Recording = { ...(await recording()), read: () => Promise.resolve(new Uint8Array(0)) };
    await expect(play(new ReplayRadio({ recording: made, clock: new VirtualClock() }))).rejects.toMatchObject({
      code: 'file.truncated'
    });
  });
});
