import { describe, expect, it } from 'vitest';
import type { Tuner } from '#lib/radio/rtlsdr/tuner.ts';
import { e4000Kind } from '#lib/radio/rtlsdr/tuners/e4000.ts';
import { EmulatedE4000 } from '#tests/lab/emulated/tuners/emulatedE4000.ts';
import { TunerBench } from './tunerBench.ts';

const crystal = 28.8e6;

async function ready(): Promise<{ chip: EmulatedE4000; bench: TunerBench; tuner: Tuner }> {
  const chip = new EmulatedE4000(0x5a);
  const bench = new TunerBench(chip);
  const tuner = e4000Kind.create(bench, crystal, 'plain');
  await tuner.init();
  return { chip, bench, tuner };
}

describe('E4000', () => {
  it('tunes to within a step of its PLL, and says to what', async () => {
    const { chip, tuner } = await ready();
    let tuned = 0;
    for (let hz = 52e6; hz <= 2200e6; hz += 7_654_321) {
      if (hz > 1100e6 && hz < 1250e6) continue;
      const real = await tuner.setFrequency(Math.round(hz));
      expect(real).toBeCloseTo(chip.oscillator, 3);
      // A step is 28.8 MHz / 65536 over the divider, which is 2 or more.
      expect(Math.abs(real - Math.round(hz))).toBeLessThan(crystal / 65536 / 2);
      tuned++;
    }
    expect(tuned).toBeGreaterThan(250);
  });

  it('says that it has no lock', async () => {
    const { chip, tuner } = await ready();
    // The emulated crystal is right: told that it is 1 % fast, the oscillator ends up where it does not lock.
    tuner.setReference(crystal * 1.01, 10_000);
    await expect(tuner.setFrequency(52e6)).rejects.toMatchObject({
      code: 'radio.not-locked',
      facts: { radio: 'E4000', center: 52e6 }
    });
    tuner.setReference(crystal, 0);
    await tuner.setFrequency(100e6);
    chip.locks = false;
    await expect(tuner.setFrequency(100e6)).rejects.toMatchObject({ code: 'radio.not-locked' });
  });

  it('waits a moment for a lock that comes late, and for none otherwise', async () => {
    const { chip, bench, tuner } = await ready();
    await tuner.setFrequency(100e6);
    expect(bench.settled).toBe(0);
    chip.locks = false;
    bench.onSettle = () => (chip.locks = true);
    await tuner.setFrequency(200e6);
    expect(bench.settled).toBe(10);
  });

  it.each([0, 51.9e6, 1150e6, 1249e6, 2201e6, -100e6, NaN, Infinity])(
    'refuses %d Hz before anything is written',
    async (hz) => {
      const { bench, tuner } = await ready();
      bench.writes.length = 0;
      await expect(tuner.setFrequency(hz)).rejects.toMatchObject({ code: 'radio.range' });
      expect(bench.writes).toEqual([]);
    }
  );

  it('makes up for the error of the crystal', async () => {
    const { chip, tuner } = await ready();
    tuner.setReference(crystal * (1 + 50e-6), 50);
    await tuner.setFrequency(1000e6);
    // The emulated crystal is right, so the tuner ends up 50 ppm low.
    expect(chip.oscillator / 1000e6).toBeCloseTo(1 - 50e-6, 7);
  });

  it('sets the next gain up, and gives it back to the chip', async () => {
    const { chip, tuner } = await ready();
    const [input, mixer] = [() => chip.registers[0x14] & 15, () => chip.registers[0x15] & 1];
    expect(await tuner.setGain(20)).toBe(21.5);
    expect([input(), mixer(), chip.registers[0x1a] & 15, chip.registers[0x20] & 1]).toEqual([0x0b, 0, 0, 0]);
    expect(await tuner.setGain(99)).toBe(42);
    expect([input(), mixer()]).toEqual([0x0e, 1]);
    expect(await tuner.setGain(-99)).toBe(-1);
    expect([input(), mixer()]).toEqual([0, 0]);
    expect(await tuner.setGain(null)).toBeNull();
    expect([chip.registers[0x1a] & 15, chip.registers[0x20] & 1]).toEqual([9, 1]);
    for (const gain of tuner.gains) expect(await tuner.setGain(gain)).toBe(gain);
  });

  it('goes to manual mode with the gain as it was', async () => {
    const { chip, tuner } = await ready();
    await tuner.setGain(29);
    await tuner.setGain(null);
    await tuner.setManual!();
    expect(chip.registers[0x1a] & 15).toBe(0);
    expect([chip.registers[0x14] & 15, chip.registers[0x15] & 1]).toEqual([0x0d, 0]);
  });

  it('sets each IF stage by itself, leaving the other bits alone', async () => {
    const { chip, tuner } = await ready();
    for (const [stage, { gains: steps, initial }] of tuner.ifStages!.entries()) {
      expect(steps).toContain(initial);
      const others = [chip.registers[0x16], chip.registers[0x17]];
      const mask = [0x01, 0x06, 0x18, 0x60, 0x07, 0x38][stage];
      for (const [code, db] of steps.entries()) {
        expect(await tuner.setIfGain!(stage, db)).toBe(db);
        const register = stage < 4 ? 0x16 : 0x17;
        expect(chip.registers[register] & mask).toBe(code * (mask & -mask));
        expect(chip.registers[register] & ~mask).toBe(others[register - 0x16] & ~mask);
      }
    }
    expect(await tuner.setIfGain!(1, 7)).toBe(6);
    for (const stage of [-1, 6, 0.5, NaN])
      await expect(tuner.setIfGain!(stage, 3)).rejects.toMatchObject({ code: 'radio.range' });
  });

  it('sets its filters, to the rate when no width is wanted', async () => {
    const { chip, tuner } = await ready();
    expect(await tuner.setBandwidth(0, 2.4e6)).toEqual({ intermediate: 0, bandwidth: 2.3e6 });
    expect(chip.registers[0x11]).toBe(0xec);
    expect(chip.registers[0x12] & 0x1f).toBe(0x1a);
    for (const { min } of tuner.bandwidths) expect((await tuner.setBandwidth(min, 2e6)).bandwidth).toBe(min);
    expect(tuner.bandwidths.length).toBeGreaterThan(15);
  });

  it('sleeps and wakes', async () => {
    const { chip, tuner } = await ready();
    expect(chip.registers[0x00] & 2).toBe(2);
    await tuner.standby();
    expect(chip.registers[0x00] & 2).toBe(0);
    await tuner.init();
    expect(chip.registers[0x00] & 2).toBe(2);
  });
});
