import { describe, expect, it } from 'vitest';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import { RtlSdr } from '#lib/radio/rtlsdr/rtlSdr.ts';
import { EmulatedRtlSdr } from '#tests/lab/emulated/emulatedRtlSdr.ts';
import { EmulatedE4000 } from '#tests/lab/emulated/tuners/emulatedE4000.ts';
import { EmulatedFc001x } from '#tests/lab/emulated/tuners/emulatedFc001x.ts';
import { EmulatedFc2580 } from '#tests/lab/emulated/tuners/emulatedFc2580.ts';

const chips = [
  new EmulatedE4000(),
  new EmulatedFc001x({ chip: 'FC0012' }),
  new EmulatedFc001x({ chip: 'FC0013' }),
  new EmulatedFc2580()
];

describe('a dongle with a zero-IF tuner', () => {
  it.each(chips)('of type $name receives where it is told to, with offset tuning and without', async (tuner) => {
    const device = new EmulatedRtlSdr({ clock: null, tuner });
    await device.open();
    await device.selectConfiguration(1);
    await device.claimInterface(0);
    const rtl = await RtlSdr.open(device, new VirtualClock(), 'dongle');
    expect(rtl.tuner?.name).toBe(tuner.name);
    await rtl.setSampleRate(2.4e6);
    const receives = async (hz: number) => {
      await rtl.setCenterFrequency(hz);
      expect(Math.abs(device.center - hz)).toBeLessThan(800);
      expect(device.inverted).toBe(false);
    };
    await receives(200e6);
    expect(tuner.oscillator).toBeCloseTo(device.center, 3);
    await rtl.setOffsetTuning(true);
    await receives(200e6);
    expect(Math.abs(device.center - tuner.oscillator)).toBeGreaterThan(1.2e6);
    await receives(500e6);
    await rtl.setDirectSampling('q');
    await rtl.setCenterFrequency(7.1e6);
    expect(device.direct).toBe('Q');
    expect(Math.abs(device.center - 7.1e6)).toBeLessThan(10);
    await rtl.setCenterFrequency(200e6);
    await rtl.setDirectSampling('off');
    expect(device.direct).toBeNull();
    await receives(500e6);
    await rtl.setOffsetTuning(false);
    await receives(500e6);
    expect(tuner.oscillator).toBeCloseTo(device.center, 3);
    await rtl.setFrequencyCorrection(40);
    expect(device.center / 500e6).toBeCloseTo(1 - 40e-6, 5);
    await rtl.close();
  });
});
