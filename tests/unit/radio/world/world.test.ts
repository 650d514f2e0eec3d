import { describe, expect, it } from 'vitest';
import { hz, sampleRate } from '#lib/base/units.ts';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import { SimulatedRadio } from '#lib/radio/simulatedRadio.ts';
import { createDefaultWorld, defaultTuning } from '#lib/radio/world/defaultWorld.ts';
import { at, mixed, receive, spectrum, worldOf } from './received.ts';

const tone = { kind: 'drifting-carrier' as const, frequency: 100e6, eirpDbm: 10, swing: 0.01, period: 60 };

describe('world', () => {
  it('wants a name of its own for every emitter', () => {
    const plan = { ...tone, id: 'twice', position: at(1, 1) };
    expect(() => worldOf(plan, plan)).toThrow('Two emitters are called twice');
  });

  it('truth lists what overlaps the time asked for, by the radio’s own clock', async () => {
    const world = createDefaultWorld(1);
    const radio = new SimulatedRadio({ world, clock: new VirtualClock(), ppm: 100, startOffset: 1000 });
    await radio.configure({ center: hz(868.3e6), rate: sampleRate(1e6) });
    const start = world.epoch + 1000;
    const rows = world.truth(radio, start, start + 200);
    expect(rows.length).toBeGreaterThan(70);
    expect(rows.map((row) => row.start)).toEqual(rows.map((row) => row.start).sort((a, b) => a - b));
    for (const row of rows) {
      expect(row.start).toBeLessThan(start + 200);
      expect(row.stop).toBeGreaterThan(start);
      // A microsecond is what is left of a double that holds a date.
      expect(Math.abs(row.startSample / 1e6 - (row.start - start))).toBeLessThan(1e-6);
      expect(world.truth(radio, row.start + 1e-3, row.start + 2e-3)).toContainEqual(row);
      expect(world.truth(radio, row.stop + 1e-4, row.stop + 2e-4)).not.toContainEqual(row);
    }
    // 100 ppm fast: after 200 s the radio's clock is 20 ms ahead.
    const exact = new SimulatedRadio({ world, clock: new VirtualClock(), startOffset: 1000 });
    await exact.configure({ center: hz(868.3e6), rate: sampleRate(1e6) });
    const other = world.truth(exact, start, start + 200);
    const late = (list: typeof rows) => list[70].start - start;
    expect(late(rows) / late(other)).toBeCloseTo(1 + 100e-6, 7);
  });

  it('truth follows a retuning: samples before it and after it count on', async () => {
    const world = createDefaultWorld(1);
    const radio = new SimulatedRadio({ world, clock: new VirtualClock(), paced: false });
    await radio.configure({ center: hz(433.92e6), rate: sampleRate(1e6) });
    const before = world.truth(radio, world.epoch, world.epoch + 5);
    const stop = new AbortController();
    await radio.stream((block) => {
      if (block.sampleIndex > 500_000) stop.abort();
    }, stop.signal);
    await radio.configure({ rate: sampleRate(250e3) });
    const { index } = radio.receiver.anchor;
    const after = world.truth(radio, world.epoch, world.epoch + 5);
    for (const row of after.filter(({ endless, startSample }) => !endless && startSample > index)) {
      const same = before.find((old) => old.emitter === row.emitter && Math.abs(old.start - row.start) < 1e-6);
      expect(same).toBeDefined();
      expect((row.startSample - index) / 250e3).toBeCloseTo((same!.startSample - index) / 1e6, 9);
    }
  });

  it('a frequency may be any, to the millihertz', async () => {
    const frequency = 100_012_345.678;
    const world = worldOf({ ...tone, id: 'odd', position: at(1, 0), frequency });
    const heard = await receive(world, { center: 100e6, rate: 250e3, gain: 20 }, 0.5, {
      format: 'cs16',
      startOffset: 12_345_678.9
    });
    const still = mixed(heard, frequency - 100e6, 250);
    const phase = (n: number) => Math.atan2(still.im[n], still.re[n]);
    const turned = phase(100_000) - phase(1000);
    expect(Math.abs(turned)).toBeLessThan(0.1);
  });
});

describe('the default world', () => {
  const world = createDefaultWorld(1);

  it('has emitters of every kind, twenty and more', () => {
    expect(world.emitters.length).toBeGreaterThanOrEqual(20);
    expect(new Set(world.emitters.map((emitter) => emitter.kind)).size).toBe(6);
  });

  it('shows several stations and things that come and go within six seconds at the default tuning', () => {
    for (const seed of [1, 2, 3, 4, 5, 7, 42]) {
      const other = createDefaultWorld(seed);
      const radio = new SimulatedRadio({ world: other, clock: new VirtualClock() });
      expect(radio.state).toMatchObject(defaultTuning);
      const rows = other.truth(radio, other.epoch, other.epoch + 6);
      const kinds = rows.map((row) => row.kind);
      expect(kinds.filter((kind) => kind === 'fm-broadcast').length).toBe(5);
      for (const kind of ['nfm-voice', 'ook-sensor', 'fsk-sensor', 'drifting-carrier']) expect(kinds).toContain(kind);
      // All of it well above the noise, none of it on top of another, nothing clipped.
      for (const row of rows) expect(row.snrDb).toBeGreaterThan(15);
      const bands = new Map(rows.map((row) => [row.emitter, row]));
      const sorted = [...bands.values()].sort((a, b) => a.center - b.center);
      for (const [k, row] of sorted.entries()) {
        if (k > 0)
          expect(row.center - row.bandwidth / 2).toBeGreaterThan(sorted[k - 1].center + sorted[k - 1].bandwidth / 2);
      }
      const amplitude = sorted.reduce((sum, row) => sum + 10 ** (row.levelDbfs / 20), 0);
      expect(amplitude).toBeLessThan(0.75);
    }
  });

  it.each([145.55e6, 433.92e6, 446.05e6, 868.3e6, 1090e6])('has something at %d Hz within 15 s', async (center) => {
    const radio = new SimulatedRadio({ world, clock: new VirtualClock() });
    await radio.configure({ center: hz(center), rate: sampleRate(1e6) });
    const rows = world.truth(radio, world.epoch, world.epoch + 15);
    expect(rows.length).toBeGreaterThan(1);
    for (const row of rows) expect(row.snrDb).toBeGreaterThan(10);
  });

  it('between its signals there is only noise', async () => {
    const heard = await receive(world, { center: 100e6, rate: 2.4e6 }, 0.15);
    const power = spectrum(heard, 4096);
    const rows = world.truth(heard.radio, world.epoch, world.epoch + 0.15);
    const quiet: number[] = [];
    for (let k = 100; k < 3996; k++) {
      const frequency = 100e6 + (k / 4096 - 0.5) * 2.4e6;
      const far = rows.every((row) => Math.abs(frequency - row.center) > row.bandwidth + 20e3);
      if (far) quiet.push(10 * Math.log10(power[k] * (4096 / 2.4e6)));
    }
    expect(quiet.length).toBeGreaterThan(500);
    const density = rows[0].levelDbfs - rows[0].snrDb - 10 * Math.log10(rows[0].bandwidth);
    const mean = quiet.reduce((sum, db) => sum + db, 0) / quiet.length;
    expect(Math.abs(mean - density)).toBeLessThan(0.5);
    expect(Math.max(...quiet)).toBeLessThan(density + 4);
  });
});
