import { describe, expect, it } from 'vitest';
import { hz, sampleRate } from '#lib/base/units.ts';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import { HackRfRadio } from '#lib/radio/hackrf/hackRfRadio.ts';
import { RtlSdrRadio } from '#lib/radio/rtlsdr/rtlSdrRadio.ts';
import type { Radio, RadioState, SampleBlock, StreamEnd } from '#lib/radio/radio.ts';
import { ResumingRadio, type RadioPresence } from '#lib/radio/resumingRadio.ts';
import { radioContract } from '#tests/contracts/radioContract.ts';
import { EmulatedHackRf } from '#tests/lab/emulated/emulatedHackRf.ts';
import { EmulatedRtlSdr } from '#tests/lab/emulated/emulatedRtlSdr.ts';
import { EmulatedUsb } from '#tests/lab/emulated/emulatedUsb.ts';

const rate = sampleRate(2e6);
const center = hz(100e6);

radioContract('resuming, a HackRF that stays', async () => {
  const { radio, clock } = await plugged();
  await radio.configure({ rate });
  return { radio, clock, retune: { center: hz(433.92e6), rate: sampleRate(4e6) }, stallSeconds: 1 };
});

radioContract('resuming, a HackRF that was away', async () => {
  const subject = await plugged();
  const { radio, clock, device } = subject;
  await radio.configure({ rate });
  const run = stream(subject);
  await pass(clock, 0.3);
  device.unplug();
  await pass(clock, 0.1);
  device.plug();
  await pass(clock, 0.3);
  run.stop.abort();
  await run.ended();
  return { radio, clock, retune: { center: hz(433.92e6), rate: sampleRate(4e6) }, stallSeconds: 1 };
});

describe('ResumingRadio', () => {
  it('goes on where it was when it is back, with the settings that were in force', async () => {
    const subject = await plugged();
    const { radio, clock, device, told } = subject;
    const before = await radio.configure({ center, rate, gain: 30, settings: firstSwitch(radio) });
    const run = stream(subject);
    await pass(clock, 1);
    device.unplug();
    await pass(clock, 0.5);
    expect(told).toMatchObject([{ present: false, error: { code: 'usb.unplugged' } }]);
    expect(radio.state).toEqual(before);
    const heard = run.seen.length;
    await pass(clock, 10);
    expect(run.seen.length).toBe(heard);
    device.plug();
    await pass(clock, 1);
    expect(told).toMatchObject([{ present: false }, { present: true }]);
    expect(told[0].since).toBeCloseTo(1, 6);
    expect(told[1].since).toBeCloseTo(11.5, 1);
    expect(told[1].error).toBeUndefined();
    expect(radio.state).toEqual(before);
    expect(device.state).toMatchObject({ mode: 'receive', center, rate });
    run.stop.abort();
    const end = await run.ended();
    expect(run.seen.length).toBeGreaterThan(heard + 50);
    expectOneLine(run.seen);
    expect(run.seen[heard].time - run.seen[heard - 1].time).toBeGreaterThan(10.4);
    expect(end).toEqual({ reason: 'aborted', delivered: samples(run.seen), dropped: 0 });
  });

  it('sets a dongle anew that has forgotten everything', async () => {
    const clock = new VirtualClock();
    const device = new EmulatedRtlSdr({ clock });
    const radio = new ResumingRadio({
      radio: await settled(clock, RtlSdrRadio.open(device, clock)),
      clock,
      reopen: () => RtlSdrRadio.open(device, clock)
    });
    const before = await radio.configure({
      center: hz(433.92e6),
      rate: sampleRate(1.024e6),
      settings: { 'bias-tee': true }
    });
    const run = stream({ radio, clock });
    await pass(clock, 0.5);
    device.unplug();
    await pass(clock, 0.5);
    const heard = run.seen.length;
    expect(heard).toBeGreaterThan(20);
    device.plug();
    expect(device.pins[0]).toBeUndefined();
    await pass(clock, 3);
    expect(radio.state).toEqual(before);
    expect(device.center).toBeCloseTo(433.92e6, -3);
    expect(device.rate).toBeCloseTo(1.024e6, 0);
    expect(device.pins[0]).toBe(true);
    run.stop.abort();
    await run.ended();
    expect(run.seen.length).toBeGreaterThan(heard + 50);
    expectOneLine(run.seen);
  });

  it('keeps settings made while it is away, and refuses what it could never do', async () => {
    const subject = await plugged();
    const { radio, clock, device } = subject;
    await radio.configure({ center, rate });
    const run = stream(subject);
    await pass(clock, 0.5);
    device.unplug();
    // At this very moment the stream does not know yet.
    expect(await radio.configure({ gain: 20 })).toMatchObject({ center, rate, gain: 20 });
    await pass(clock, 0.5);
    const state = await radio.configure({ center: hz(868e6), settings: firstSwitch(radio) });
    expect(state).toMatchObject({ center: 868e6, gain: 20, settings: firstSwitch(radio) });
    expect(radio.state).toEqual(state);
    for (const bad of [{ center: hz(9e9) }, { rate: NaN as typeof rate }, { gain: 1000 }, { ppm: NaN }])
      await expect(radio.configure({ ...bad, settings: {} })).rejects.toMatchObject({ code: 'radio.range' });
    await expect(radio.configure({ settings: { none: 1 } })).rejects.toMatchObject({ code: 'radio.bad-setting' });
    expect(radio.state).toEqual(state);
    device.plug();
    await pass(clock, 1);
    expect(radio.state).toMatchObject({ center: 868e6, rate, gain: 20, settings: firstSwitch(radio) });
    expect(device.state).toMatchObject({ center: 868e6, rate });
    run.stop.abort();
    await run.ended();
    expect(run.seen.at(-1)).toMatchObject({ center: 868e6, rate });
  });

  it('tries again until it can be opened, and tells why it cannot, once', async () => {
    const subject = await plugged();
    const { radio, clock, device, told } = subject;
    await radio.configure({ rate });
    const run = stream(subject);
    await pass(clock, 0.5);
    device.unplug();
    device.faults.claimRefused = true;
    await pass(clock, 1);
    device.plug();
    await pass(clock, 5);
    device.faults.claimRefused = false;
    device.faults.openRefused = true;
    await pass(clock, 5);
    expect(told.map(({ present, error }) => [present, error?.code])).toEqual([
      [false, 'usb.unplugged'],
      [false, 'usb.claimed'],
      [false, 'usb.denied']
    ]);
    device.faults.openRefused = false;
    await pass(clock, 3);
    expect(told.at(-1)).toMatchObject({ present: true });
    run.stop.abort();
    await run.ended();
    expectOneLine(run.seen);
  });

  it('opens one anew that has gone silent', async () => {
    const subject = await plugged();
    const { radio, clock, device, told } = subject;
    await radio.configure({ rate });
    const run = stream(subject);
    await pass(clock, 0.5);
    device.faults.silent = true;
    device.applyFaults();
    await pass(clock, 3.2);
    device.faults.silent = false;
    await pass(clock, 2);
    expect(told.map(({ present, error }) => [present, error?.code])).toEqual([
      [false, 'radio.silent'],
      [true, undefined]
    ]);
    run.stop.abort();
    await run.ended();
    expectOneLine(run.seen);
  });

  it('outlives being pulled out again and again, while it opens too', async () => {
    const subject = await plugged();
    const { radio, clock, device } = subject;
    await radio.configure({ rate });
    const run = stream(subject);
    for (let round = 0; round < 8; round++) {
      await pass(clock, 0.2);
      device.unplug();
      for (let turn = 0; turn < round * 5; turn++) await Promise.resolve();
      await pass(clock, round % 2);
      device.plug();
      // In the middle of its opening.
      for (let turn = 0; turn < round * 7; turn++) await Promise.resolve();
      if (round % 3 === 2) {
        device.unplug();
        await pass(clock, 0.5);
        device.plug();
      }
      await pass(clock, 1.5);
    }
    run.stop.abort();
    const end = await run.ended();
    expectOneLine(run.seen);
    expect(end.delivered).toBe(samples(run.seen));
    expect(end.delivered).toBeGreaterThan(8 * 0.2 * rate);
  });

  it('ends at once when it is stopped or closed while away, and comes back with the next stream', async () => {
    const subject = await plugged();
    const { radio, clock, device } = subject;
    await radio.configure({ rate });
    const first = stream(subject);
    await pass(clock, 0.5);
    device.unplug();
    await pass(clock, 0.5);
    first.stop.abort();
    const heard = samples(first.seen);
    expect(await first.running).toEqual({ reason: 'aborted', delivered: heard, dropped: 0 });
    const second = stream(subject);
    await pass(clock, 0.5);
    device.plug();
    await pass(clock, 0.5);
    second.stop.abort();
    await second.ended();
    expect(second.seen[0].sampleIndex).toBe(heard);
    const third = stream(subject);
    await pass(clock, 0.2);
    device.unplug();
    await pass(clock, 0.2);
    await radio.close();
    expect((await third.running).reason).toBe('aborted');
    device.plug();
    await pass(clock, 2);
    expect(device.opened).toBe(false);
    await expect(radio.configure({})).rejects.toMatchObject({ code: 'radio.closed' });
  });

  it('closes a radio that is opened too late', async () => {
    const late = Promise.withResolvers<Radio>();
    const subject = await plugged(() => late.promise);
    const { radio, clock, device } = subject;
    const run = stream(subject);
    await pass(clock, 1.1);
    device.unplug();
    await pass(clock, 0.1);
    await radio.close();
    await run.running;
    device.plug();
    late.resolve(await HackRfRadio.open(device, clock));
    await pass(clock, 0.1);
    expect(device.opened).toBe(false);
  });

  it('ends with the error of its sink, and with what is no matter of unplugging', async () => {
    const { radio, clock } = await plugged();
    const thrown = new Error('sink');
    const failing = radio.stream(() => {
      throw thrown;
    }, new AbortController().signal);
    failing.catch(() => undefined);
    await pass(clock, 2);
    await expect(failing).rejects.toBe(thrown);
    const run = stream({ radio, clock });
    await expect(stream({ radio, clock }).running).rejects.toMatchObject({ code: 'radio.busy' });
    run.stop.abort();
    await run.ended();
  });

  it('opens one anew that fails: after a second, and after half a minute when that does not help', async () => {
    const subject = await plugged();
    const { radio, clock, device, told } = subject;
    await radio.configure({ rate });
    const run = stream(subject);
    const breakIt = () => {
      device.faults.halts = Infinity;
      device.applyFaults();
    };
    await pass(clock, 0.5);
    breakIt();
    await pass(clock, 1);
    expect(told.map(({ present, error }) => [present, error?.code])).toEqual([[false, 'usb.failed']]);
    device.faults.halts = 0;
    await pass(clock, 1);
    expect(told.at(-1)).toMatchObject({ present: true });
    const heard = run.seen.length;
    await pass(clock, 0.5);
    expect(run.seen.length).toBeGreaterThan(heard);
    // It stays broken.
    breakIt();
    await pass(clock, 20);
    const times = told.filter(({ present }) => !present).length;
    expect(times).toBe(5);
    await pass(clock, 25);
    expect(told.filter(({ present }) => !present).length - times).toBeLessThan(2);
    device.faults.halts = 0;
    await pass(clock, 35);
    expect(told.at(-1)).toMatchObject({ present: true });
    // It was well for a while: it is helped quickly again.
    await pass(clock, 61);
    breakIt();
    await pass(clock, 1);
    expect(told.at(-1)).toMatchObject({ present: false, error: { code: 'usb.failed' } });
    device.faults.halts = 0;
    await pass(clock, 2);
    expect(told.at(-1)).toMatchObject({ present: true });
    run.stop.abort();
    await run.ended();
    expectOneLine(run.seen);
  });

  it('ends at once when it is stopped while it leaves a failing radio alone', async () => {
    const subject = await plugged();
    const { radio, clock, device } = subject;
    await radio.configure({ rate });
    const run = stream(subject);
    await pass(clock, 0.3);
    device.faults.halts = Infinity;
    device.applyFaults();
    await pass(clock, 15);
    run.stop.abort();
    expect((await run.running).reason).toBe('aborted');
    await radio.close();
    expect(device.opened).toBe(false);
  });

  it('tells whoever sets it that a setting failed, while samples go on', async () => {
    const subject = await plugged();
    const { radio, clock, device, told } = subject;
    await radio.configure({ rate });
    const run = stream(subject);
    await pass(clock, 0.3);
    device.faults.controlStall = () => true;
    await expect(radio.configure({ center: hz(200e6) })).rejects.toMatchObject({ code: 'usb.failed' });
    device.faults.controlStall = null;
    const heard = run.seen.length;
    await pass(clock, 0.5);
    expect(run.seen.length).toBeGreaterThan(heard);
    expect(told).toEqual([]);
    run.stop.abort();
    await run.ended();
  });
});

interface Subject {
  readonly radio: ResumingRadio;
  readonly clock: VirtualClock;
  readonly device: EmulatedHackRf;
  readonly told: RadioPresence[];
}

/** A HackRF behind a bus that tells of its coming and going. */
async function plugged(reopen?: () => Promise<Radio>): Promise<Subject> {
  const clock = new VirtualClock();
  const device = new EmulatedHackRf({ clock });
  const usb = new EmulatedUsb([device], true);
  const told: RadioPresence[] = [];
  const there = async (signal: AbortSignal): Promise<Radio> => {
    if ((await usb.getDevices()).length === 0) {
      await new Promise<void>((resolve, reject) => {
        usb.addEventListener('connect', () => resolve());
        signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
      });
    }
    return HackRfRadio.open(device, clock);
  };
  const radio = new ResumingRadio({
    radio: await HackRfRadio.open(device, clock),
    clock,
    reopen: reopen ?? there,
    onPresence: (presence) => told.push(presence)
  });
  return { radio, clock, device, told };
}

function stream({ radio, clock }: Pick<Subject, 'radio' | 'clock'>) {
  const stop = new AbortController();
  const seen: (Omit<SampleBlock, 'data'> & { count: number })[] = [];
  const running = radio.stream(({ data, ...block }) => {
    seen.push({ ...block, count: data.length / 2 });
  }, stop.signal);
  running.catch(() => undefined);
  const ended = (): Promise<StreamEnd> => settled(clock, running);
  return { stop, seen, running, ended };
}

/** Moves the clock until something is done. */
async function settled<T>(clock: VirtualClock, work: Promise<T>): Promise<T> {
  const progress = { over: false };
  const done = work.finally(() => (progress.over = true));
  done.catch(() => undefined);
  for (let steps = 0; !progress.over && steps < 1000; steps++) await pass(clock, 0.01);
  return done;
}

/** Moves the clock on in small steps, and lets everything that is ready run after each: opening a radio takes many turns. */
async function pass(clock: VirtualClock, seconds: number): Promise<void> {
  const steps = Math.ceil(seconds / 0.02);
  for (let step = 0; step < steps; step++) {
    await clock.advance(seconds / steps);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** One sample clock, whatever happened: indices without a gap that is not told, times that never run backwards. */
function expectOneLine(
  seen: readonly { sampleIndex: number; count: number; droppedBefore: number; time: number }[]
): void {
  expect(seen.length).toBeGreaterThan(0);
  for (let at = 1; at < seen.length; at++) {
    expect(seen[at].sampleIndex).toBe(seen[at - 1].sampleIndex + seen[at - 1].count + seen[at].droppedBefore);
    expect(seen[at].time).toBeGreaterThan(seen[at - 1].time);
  }
}

function samples(seen: readonly { count: number }[]): number {
  return seen.reduce((sum, { count }) => sum + count, 0);
}

function firstSwitch({ info }: Radio): RadioState['settings'] {
  const setting = info.settings.find(({ kind }) => kind === 'switch');
  return setting === undefined ? {} : { [setting.key]: true };
}
