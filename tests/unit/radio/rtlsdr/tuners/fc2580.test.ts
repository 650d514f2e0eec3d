import { describe, expect, it } from 'vitest';
import { fc2580Kind } from '#lib/radio/rtlsdr/tuners/fc2580.ts';
import { EmulatedFc2580 } from '#tests/lab/emulated/tuners/emulatedFc2580.ts';
import { TunerBench } from './tunerBench.ts';

const filterRegisters = [0x36, 0x37, 0x39];

async function ready() {
  const chip = new EmulatedFc2580(0x5a);
  const bench = new TunerBench(chip);
  bench.pins[4] = false;
  const tuner = fc2580Kind.create(bench, 28.8e6, 'plain');
  await tuner.init();
  const filter = () => filterRegisters.map((register) => chip.registers[register]);
  return { chip, bench, tuner, filter };
}

describe('FC2580', () => {
  it('tunes to the nearest kHz, and says to what', async () => {
    const { chip, tuner } = await ready();
    let tuned = 0;
    for (const { min, max } of tuner.centers) {
      for (let hz = min; hz <= max; hz += 4_321_987) {
        const real = await tuner.setFrequency(Math.round(hz));
        expect(real).toBeCloseTo(chip.oscillator, 3);
        expect(Math.abs(real - Math.round(hz))).toBeLessThan(520);
        tuned++;
      }
    }
    expect(tuned).toBeGreaterThan(300);
  });

  it.each([0, 145e6, 320e6, 430e6, 950e6, 1849e6, NaN])('refuses %d Hz before anything is written', async (hz) => {
    const { bench, tuner } = await ready();
    bench.writes.length = 0;
    await expect(tuner.setFrequency(hz)).rejects.toMatchObject({ code: 'radio.range' });
    expect(bench.writes).toEqual([]);
  });

  it('corrects its own crystal by the same ppm', async () => {
    const { chip, tuner } = await ready();
    tuner.setReference(28.8e6 * (1 + 50e-6), 50);
    await tuner.setFrequency(800e6);
    expect(chip.oscillator / 800e6).toBeCloseTo(1 - 50e-6, 7);
  });

  it('takes the narrowest filter that holds the width, and keeps it while tuning', async () => {
    const { tuner, filter } = await ready();
    expect(await tuner.setBandwidth(0, 1.024e6)).toEqual({ intermediate: 0, bandwidth: 1.53e6 });
    expect(filter()).toEqual([0x1c, 0x44, 0x00]);
    for (const hz of [200e6, 600e6, 1500e6]) {
      await tuner.setFrequency(hz);
      expect(filter()).toEqual([0x1c, 0x44, 0x00]);
    }
    expect((await tuner.setBandwidth(0, 2.4e6)).bandwidth).toBe(6e6);
    expect(filter()).toEqual([0x18, 0x48, 0x80]);
    expect((await tuner.setBandwidth(6.5e6, 2.4e6)).bandwidth).toBe(7e6);
    expect((await tuner.setBandwidth(20e6, 2.4e6)).bandwidth).toBe(8e6);
    expect(filter()).toEqual([0x18, 0x36, 0x80]);
  });

  it('calibrates the filter up to five times, then goes on without', async () => {
    const { chip, bench, tuner } = await ready();
    const monitored = async () => {
      bench.reads.length = 0;
      await tuner.setBandwidth(6e6, 2e6);
      return bench.reads.filter(([, register]) => register === 0x2f).length;
    };
    expect(await monitored()).toBe(1);
    chip.calibrates = false;
    expect(await monitored()).toBe(5);
    expect(chip.registers[0x2e]).toBe(0x01);
  });

  it('has an automatic gain only', async () => {
    const { tuner } = await ready();
    expect(tuner.gains).toEqual([]);
    expect(await tuner.setGain(20)).toBeNull();
    expect(await tuner.setGain(null)).toBeNull();
    await tuner.standby();
  });
});
