import { describe, expect, it } from 'vitest';
import { at, discriminated, level, mixed, occupied, receive, spectrum, worldOf } from './received.ts';

const rate = 250_000;
const world = worldOf({
  kind: 'nfm-voice',
  id: 'talk',
  position: at(2, 0),
  frequency: 145.5e6,
  eirpDbm: 30,
  every: 4,
  shortest: 1,
  longest: 2.5,
  chance: 0.9
});

describe('a narrow-band FM voice channel', () => {
  it('is on the air when truth says, at the level it says, within its channel', async () => {
    const heard = await receive(world, { center: 145.52e6, rate, gain: 20 }, 14, { format: 'cs16' });
    const start = world.epoch;
    const talks = world.truth(heard.radio, start, start + 14).filter((row) => row.stop < start + 14);
    expect(talks.length).toBeGreaterThan(1);
    const channel = mixed(heard, -20e3, 20);
    for (const talk of talks) {
      const [from, to] = [Math.round(talk.startSample), Math.round(talk.stopSample)];
      expect(talk.center).toBe(145.5e6);
      expect(to - from).toBeCloseTo((talk.stop - talk.start) * rate, -1);
      const on = level(channel, from + 2000, to - 2000);
      expect(Math.abs(on - talk.levelDbfs)).toBeLessThan(0.2);
      // Off a millisecond before and after.
      expect(level(channel, Math.max(0, from - 1000), from - 250)).toBeLessThan(on - 30);
      expect(level(channel, to + 250, to + 1000)).toBeLessThan(on - 30);
      const deviation = discriminated(channel).subarray(from + 2000, to - 2000);
      const peak = deviation.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expect(peak).toBeGreaterThan(1200);
      expect(peak).toBeLessThan(2900);
    }
    const [talk] = talks;
    const [from, to] = [Math.round(talk.startSample), Math.round(talk.stopSample)];
    const power = spectrum(heard, 8192, from, to);
    const width = occupied(power, rate, -20e3, 12.5e3, power[1000]);
    expect(width / talk.bandwidth).toBeGreaterThan(0.6);
    expect(width / talk.bandwidth).toBeLessThan(1.3);
    // The next channel, 12.5 kHz on, has less than a millionth.
    const share = (offset: number) => {
      const middle = Math.round(((offset - 20e3) / rate + 0.5) * 8192);
      return power.slice(middle - 130, middle + 131).reduce((sum, bin) => sum + bin, 0);
    };
    expect(share(12.5e3) / share(0)).toBeLessThan(1e-5);
  });
});
