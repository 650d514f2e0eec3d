import { describe, expect, it } from 'vitest';
import { Prng } from '#lib/base/prng.ts';
import { ClockReference } from '#lib/time/clockReference.ts';
import type { TimeMark } from '#lib/time/timeMark.ts';

const start = Date.parse('2026-03-23T12:00:00Z') / 1000;
const message = (gps: number, late: number): TimeMark => ({ host: gps + late, gps, by: 'nmea', precision: null });
const pulse = (gps: number, late: number): TimeMark => ({ host: gps + late, gps, by: 'pps', precision: 2 ** -20 });

/** A receiver whose messages take `floor` and a random while, before a host's clock that is off by `offset` and drifts. */
function messages(seed: number, count: number, { offset = 0, floor = 0.1, mean = 0.05, drift = 0 }): TimeMark[] {
  const random = new Prng(seed);
  return Array.from({ length: count }, (_, i) =>
    message(start + i, offset + drift * i + floor - mean * Math.log(1 - random.unit()))
  );
}

describe('ClockReference with messages', () => {
  it('knows nothing at first', () => {
    expect(new ClockReference().estimate(start)).toEqual({ source: 'system', offset: 0, uncertainty: null, age: null });
  });

  it('holds the truth within what it says, whatever the offset, the delay and the drift', () => {
    const random = new Prng(8);
    for (let seed = 0; seed < 300; seed++) {
      const offset = (random.unit() - 0.5) * 10 ** (4 * random.unit());
      const drift = (random.unit() - 0.5) * 1e-4;
      const facts = { offset, drift, floor: 0.45 * random.unit() + 0.02, mean: 0.1 * random.unit() };
      const count = 3 + Math.floor(90 * random.unit());
      const reference = new ClockReference();
      for (const mark of messages(seed, count, facts)) expect(reference.add(mark)).toBe('taken');
      const now = start + count + offset;
      const { source, offset: found, uncertainty, age } = reference.estimate(now);
      expect(source).toBe('gps-nmea');
      expect(Math.abs(found - (offset + drift * (count - 1)))).toBeLessThanOrEqual(uncertainty!);
      expect(uncertainty).toBeLessThan(0.45);
      expect(age).toBeLessThan(1.5);
    }
  });

  it('is sharper where the delay of the receiver is known', () => {
    const reference = new ClockReference({ latency: [0.1, 0.1] });
    for (const mark of messages(1, 60, { offset: -3 })) reference.add(mark);
    const { offset, uncertainty } = reference.estimate(start + 57);
    expect(offset).toBeCloseTo(-3, 2);
    expect(uncertainty).toBeLessThan(0.03);
  });

  it('sets a host right that began in 1970', () => {
    const reference = new ClockReference();
    for (let i = 0; i < 10; i++) reference.add({ host: 40 + i, gps: start + i - 0.2, by: 'nmea', precision: null });
    expect(reference.estimate(50)).toMatchObject({
      source: 'gps-nmea',
      offset: expect.closeTo(40 - start, 0) as number
    });
  });

  it('refuses one that jumps, and believes five that agree', () => {
    const reference = new ClockReference();
    for (let i = 0; i < 20; i++) reference.add(message(start + i, 0.2));
    const before = reference.estimate(start + 20);
    // Leap seconds that a receiver learns late, a message that waited, and another that jumps elsewhere.
    for (const late of [-18, 18, 3.5, -18]) expect(reference.add(message(start + 20, late))).toBe('jump');
    expect(reference.estimate(start + 20)).toEqual(before);
    expect(reference.refused).toEqual({ jump: 4, nonsense: 0 });
    // The host's clock was set.
    const verdicts = Array.from({ length: 6 }, (_, i) => reference.add(message(start + 21 + i, 100.2)));
    expect(verdicts).toEqual(['jump', 'jump', 'jump', 'jump', 'taken', 'taken']);
    expect(reference.estimate(start + 127).offset).toBeCloseTo(99.95, 1);
  });

  it('doubts itself while a small step of the clock is not yet told from delays', () => {
    const reference = new ClockReference();
    for (let i = 0; i < 30; i++) reference.add(message(start + i, 0.2));
    for (let i = 30; i < 120; i++) {
      reference.add(message(start + i, 1.2));
      const { offset, uncertainty } = reference.estimate(start + i + 1.2);
      if (i > 40) expect(Math.abs(offset - 1)).toBeLessThanOrEqual(uncertainty!);
    }
    expect(reference.estimate(start + 121).uncertainty).toBeLessThan(0.3);
  });

  it.each([NaN, Infinity, 0, 315_964_800, 4_200_000_000])('refuses %d as a time of today', (gps) => {
    const reference = new ClockReference();
    expect(reference.add({ host: start, gps, by: 'nmea', precision: null })).toBe('nonsense');
    expect(reference.estimate(start).source).toBe('system');
  });

  it('grows old, and in the end is forgotten', () => {
    const reference = new ClockReference();
    for (let i = 0; i < 30; i++) reference.add(message(start + i, 0.2));
    const young = reference.estimate(start + 30);
    const old = reference.estimate(start + 500);
    expect(old.uncertainty! - young.uncertainty!).toBeCloseTo(0.047, 3);
    expect(reference.estimate(start + 700).source).toBe('system');
  });
});

describe('ClockReference with pulses', () => {
  it('is sharp, and leaves out what lies beside', () => {
    const random = new Prng(3);
    const reference = new ClockReference();
    for (let i = 0; i < 60; i++) {
      reference.add(message(start + i, 0.3 + 0.1 * random.unit()));
      // An interrupt that came late now and then.
      const late = i % 7 === 3 ? 0.004 : 20e-6 * random.unit();
      reference.add(pulse(start + i, 0.0123 + late));
    }
    const { source, offset, uncertainty } = reference.estimate(start + 60);
    expect(source).toBe('gps-pps');
    expect(Math.abs(offset - 0.01231)).toBeLessThan(20e-6);
    expect(uncertainty).toBeGreaterThan(Math.abs(offset - 0.01231));
    expect(uncertainty).toBeLessThan(200e-6);
  });

  it('refuses a pulse that was given another second than the messages say', () => {
    const reference = new ClockReference();
    for (let i = 0; i < 5; i++) reference.add(message(start + i, 0.3));
    expect(reference.add(pulse(start + 5, 1))).toBe('jump');
    expect(reference.add(pulse(start + 5, -1))).toBe('jump');
    expect(reference.add(pulse(start + 5, 0.0001))).toBe('taken');
    expect(reference.estimate(start + 5.5).source).toBe('gps-pps');
  });
});
