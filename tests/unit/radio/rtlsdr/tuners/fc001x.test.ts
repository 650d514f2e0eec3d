import { describe, expect, it } from 'vitest';
import type { Tuner } from '#lib/radio/rtlsdr/tuner.ts';
import { fc0012Kind } from '#lib/radio/rtlsdr/tuners/fc0012.ts';
import { fc0013Kind } from '#lib/radio/rtlsdr/tuners/fc0013.ts';
import { EmulatedFc001x } from '#tests/lab/emulated/tuners/emulatedFc001x.ts';
import { TunerBench } from './tunerBench.ts';

const crystal = 28.8e6;
const kinds = { FC0012: fc0012Kind, FC0013: fc0013Kind };

async function ready(name: 'FC0012' | 'FC0013', shift = 0) {
  const chip = new EmulatedFc001x({ chip: name, fill: 0x5a, shift });
  const bench = new TunerBench(chip);
  bench.pins[4] = false;
  const tuner: Tuner = kinds[name].create(bench, crystal, 'plain');
  await tuner.init();
  return { chip, bench, tuner };
}

describe.each(['FC0012', 'FC0013'] as const)('%s', (name) => {
  it('tunes to within a step of its PLL, and says to what', async () => {
    const { chip, tuner } = await ready(name);
    const [{ min, max }] = tuner.centers;
    let tuned = 0;
    for (let hz = min; hz <= max; hz += 3_210_123) {
      const real = await tuner.setFrequency(Math.round(hz));
      expect(real).toBeCloseTo(chip.oscillator, 3);
      // A step is 1 kHz of the oscillator, and at worst another 0.44 kHz of its register, over 2 or more.
      expect(Math.abs(real - Math.round(hz))).toBeLessThan(1500 / 2);
      tuned++;
    }
    expect(tuned).toBeGreaterThan(280);
  });

  it('takes the other oscillator where the first is at its end', async () => {
    // Both ranges lower by 200 MHz: the slower one ends at 2.95 GHz, short of the 3.008 GHz that is wanted.
    const low = await ready(name, -200e6);
    await low.tuner.setFrequency(376e6);
    expect(low.chip.fasterOscillator).toBe(true);
    // Higher by 200 MHz: the faster one begins at 3.15 GHz, above the 3.12 GHz that is wanted.
    const high = await ready(name, 200e6);
    await high.tuner.setFrequency(390e6);
    expect(high.chip.fasterOscillator).toBe(false);
    const right = await ready(name);
    await right.tuner.setFrequency(390e6);
    expect(right.chip.fasterOscillator).toBe(true);
  });

  it('says that it has no lock when neither oscillator gets there', async () => {
    const { chip, tuner } = await ready(name);
    chip.locks = false;
    for (const center of [100e6, 376e6, 390e6]) {
      await expect(tuner.setFrequency(center)).rejects.toMatchObject({
        code: 'radio.not-locked',
        facts: { radio: name, center }
      });
    }
    chip.locks = true;
    await tuner.setFrequency(100e6);
  });

  it('waits a moment for a lock that comes late, and for none otherwise', async () => {
    const { chip, bench, tuner } = await ready(name);
    await tuner.setFrequency(100e6);
    expect(bench.settled).toBe(0);
    chip.locks = false;
    bench.onSettle = () => (chip.locks = true);
    // 3.008 GHz, which both oscillators reach.
    await tuner.setFrequency(376e6);
    expect(bench.settled).toBe(10);
  });

  it.each([0, 21.9e6, 1701e6, -1, NaN])('refuses %d Hz before anything is written', async (hz) => {
    const { bench, tuner } = await ready(name);
    bench.writes.length = 0;
    await expect(tuner.setFrequency(hz)).rejects.toMatchObject({ code: 'radio.range' });
    expect(bench.writes).toEqual([]);
  });

  it('makes up for the error of the crystal', async () => {
    const { chip, tuner } = await ready(name);
    tuner.setReference(crystal * (1 + 50e-6), 50);
    await tuner.setFrequency(800e6);
    expect(chip.oscillator / 800e6).toBeCloseTo(1 - 50e-6, 6);
  });

  it('sets every gain, and the next one up between them', async () => {
    const { chip, tuner } = await ready(name);
    const register = name === 'FC0012' ? 0x13 : 0x14;
    const codes = new Set<number>();
    for (const gain of tuner.gains) {
      expect(await tuner.setGain(gain)).toBe(gain);
      codes.add(chip.registers[register] & 0x1f);
    }
    expect(codes.size).toBe(tuner.gains.length);
    expect(await tuner.setGain(7.1)).toBe(7.1);
    expect(await tuner.setGain(7.2)).toBe(17.9);
    expect(await tuner.setGain(99)).toBe(tuner.gains.at(-1));
    expect(await tuner.setGain(null)).toBeNull();
  });

  it('has no IF, and one filter', async () => {
    const { tuner } = await ready(name);
    expect(tuner).toMatchObject({ lowIf: false, offsetTuning: true, bandwidths: [] });
    expect(await tuner.setBandwidth(200e3, 2e6)).toEqual({ intermediate: 0, bandwidth: 6e6 });
    await tuner.standby();
  });
});

describe('FC0012', () => {
  it('switches the input filter above 300 MHz', async () => {
    const { bench, tuner } = await ready('FC0012');
    expect(bench.pins[6]).toBe(false);
    await tuner.setFrequency(300e6 + 1);
    expect(bench.pins[6]).toBe(true);
    await tuner.setFrequency(300e6);
    expect(bench.pins[6]).toBe(false);
  });
});

describe('FC0013', () => {
  it('leaves nothing out between its dividers by 4 and by 2', async () => {
    const { chip, tuner } = await ready('FC0013');
    for (let hz = 948e6; hz <= 951e6; hz += 100e3) {
      await tuner.setFrequency(hz);
      expect(Math.abs(chip.oscillator - hz)).toBeLessThan(750);
    }
  });

  it('lets the chip set its gain itself, or not', async () => {
    const { chip, tuner } = await ready('FC0013');
    await tuner.setGain(10);
    expect(chip.registers[0x0d] & 8).toBe(8);
    await tuner.setGain(null);
    expect(chip.registers[0x0d] & 8).toBe(0);
    const gain = chip.registers[0x14];
    await tuner.setManual!();
    expect([chip.registers[0x0d] & 8, chip.registers[0x14]]).toEqual([8, gain]);
  });

  it('keeps gain and band apart in the register that they share', async () => {
    const { chip, tuner } = await ready('FC0013');
    await tuner.setFrequency(500e6);
    await tuner.setGain(19.7);
    await tuner.setFrequency(100e6);
    expect(chip.registers[0x14]).toBe(0x10);
    await tuner.setGain(-9.9);
    await tuner.setFrequency(500e6);
    expect(chip.registers[0x14]).toBe(0x42);
  });
});
