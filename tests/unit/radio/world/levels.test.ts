import { describe, expect, it } from 'vitest';
import { noiseDensityDbfs } from '#lib/radio/world/receiver.ts';
import { at, discriminated, level, mixed, receive, spectrum, worldOf } from './received.ts';

const rate = 1e6;

/** A carrier that stands still to 10 mHz. */
function carrier(frequency: number, eirpDbm: number, east: number) {
  const position = at(east, 0);
  return {
    kind: 'drifting-carrier' as const,
    id: `at ${frequency}`,
    frequency,
    eirpDbm,
    position,
    swing: 0.01,
    period: 1000
  };
}

describe('what a radio makes of a carrier', () => {
  it.each([
    ['cu8', 433.1e6, 20, 10, 20],
    ['cs8', 433.1e6, 20, 10, 25],
    ['cs16', 433.1e6, 20, 10, 0],
    ['cs16', 100.2e6, 0, 3, 40],
    ['cs16', 5.8001e9, 30, 0.5, 12]
  ] as const)('%s, %d Hz: level by free-space loss, as truth says', async (format, frequency, eirp, km, gain) => {
    const world = worldOf(carrier(frequency, eirp, km));
    const heard = await receive(world, { center: frequency - 1e5, rate, gain }, 0.05, { format });
    // Friis: 20 log10(4 pi d f / c); a full-scale tone is -20 dBm at 0 dB of gain.
    const loss = 20 * Math.log10((4 * Math.PI * km * 1000 * frequency) / 299792458);
    const [row] = world.truth(heard.radio, world.epoch, world.epoch + 0.05);
    expect(row.levelDbfs).toBeCloseTo(eirp - loss + gain + 20, 3);
    const filtered = mixed(heard, 1e5, 200);
    expect(Math.abs(level(filtered, 1000) - row.levelDbfs)).toBeLessThan(0.05);
    expect(row).toMatchObject({
      kind: 'drifting-carrier',
      endless: true,
      start: world.epoch,
      stop: world.epoch + 0.05
    });
  });

  it('noise: k T B, noise figure, gain and the converter’s steps', async () => {
    for (const [format, gain, noiseFigure] of [
      ['cu8', 0, 6],
      ['cu8', 50, 10],
      ['cs8', 30, 6],
      ['cs16', 30, 3]
    ] as const) {
      const heard = await receive(worldOf(), { center: 2e9, rate, gain }, 0.2, { format, noiseFigure });
      const expected = noiseDensityDbfs(heard.radio.receiver);
      if (format === 'cs16') expect(expected).toBeCloseTo(-173.975 + 3 + 30 + 20, 1);
      expect(Math.abs(level(heard) - (expected + 10 * Math.log10(rate)))).toBeLessThan(0.15);
      const bins = spectrum(heard, 256);
      const mean = bins.reduce((sum, bin) => sum + bin, 0) / 256;
      for (const bin of bins) expect(bin / mean).toBeGreaterThan(0.75);
      for (const bin of bins) expect(bin / mean).toBeLessThan(1.3);
    }
  });

  it('clips at the converter’s ends', async () => {
    const { bytes } = await receive(worldOf(carrier(433.1e6, 30, 0.1)), { center: 433e6, rate, gain: 50 }, 0.01);
    const ends = bytes.filter((byte) => byte === 0 || byte === 255).length;
    expect(ends / bytes.length).toBeGreaterThan(0.9);
  });

  it('an oscillator that is wrong moves the signal and stretches the time', async () => {
    const world = worldOf(carrier(868.2e6, 10, 1));
    for (const [ppm, correction] of [
      [0, 0],
      [20, 0],
      [-35, 0],
      [20, 20],
      [0, -10]
    ]) {
      const heard = await receive(world, { center: 868e6, rate, gain: 20, ...{ ppm: correction } }, 0.5, {
        format: 'cs16',
        ppm
      });
      const error = ((1 + ppm * 1e-6) / (1 + correction * 1e-6) - 1) * 1e6;
      const [row] = world.truth(heard.radio, world.epoch, world.epoch + 0.5);
      // A radio that runs fast takes every frequency for lower: f / (1 + error).
      const seen = 868.2e6 / (1 + error * 1e-6);
      expect(Math.abs(row.center - seen)).toBeLessThan(0.1);
      const frequency = mean(discriminated(mixed(heard, seen - 868e6, 100)).subarray(200)) + seen;
      expect(Math.abs(frequency - seen)).toBeLessThan(0.5);
    }
  });

  it('hears less towards the edge of its band, and nothing beyond', async () => {
    const world = worldOf(carrier(433.44e6, 10, 1), carrier(433.475e6, 10, 1), carrier(433.51e6, 10, 1));
    const heard = await receive(world, { center: 433e6, rate, gain: 20 }, 0.05, { format: 'cs16' });
    const rows = world.truth(heard.radio, world.epoch, world.epoch + 0.05);
    expect(rows.map((row) => row.emitter)).toEqual(['at 433440000', 'at 433475000']);
    expect(rows[0].levelDbfs - rows[1].levelDbfs).toBeCloseTo(6.02, 1);
    for (const row of rows) {
      expect(Math.abs(level(mixed(heard, row.center - 433e6, 500), 1000) - row.levelDbfs)).toBeLessThan(0.1);
    }
    expect(level(mixed(heard, -490e3, 500), 1000)).toBeLessThan(-70);
  });

  it('the phase goes on from chunk to chunk, also after a year', async () => {
    const heard = await receive(worldOf(carrier(1575.42e6, 45, 12)), { center: 1575.3e6, rate, gain: 40 }, 0.1, {
      format: 'cs16',
      ppm: 1.234,
      startOffset: 31_556_952.625
    });
    const offset = 1575.42e6 / (1 + 1.234e-6) - 1575.3e6;
    const still = mixed(heard, offset, 50);
    const steps = discriminated(still).subarray(100);
    // A jump of a hundredth of a turn from one sample to the next would read as 10 kHz.
    expect(Math.max(...steps.map(Math.abs))).toBeLessThan(2000);
    expect(Math.abs(mean(steps))).toBeLessThan(1);
  });
});

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
