import { describe, expect, it } from 'vitest';
import { hz, sampleRate } from '#lib/base/units.ts';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import { RtlSdrRadio } from '#lib/radio/rtlsdr/rtlSdrRadio.ts';
import { EmulatedRtlSdr } from '#tests/lab/emulated/emulatedRtlSdr.ts';

const offsetAt = { 1.024e6: 870_400, 3.2e6: 2_720_000 } as const;

describe.each(['e4000', 'fc0012', 'fc0013', 'fc2580'] as const)('offset tuning with %s', (model) => {
  it('reaches as far above the range as it falls short below', async () => {
    const clock = new VirtualClock();
    const device = new EmulatedRtlSdr({ clock, model });
    const radio = await RtlSdrRadio.open(device, clock);
    const [{ min }] = radio.info.centers;
    const { max } = radio.info.centers.at(-1)!;
    const receives = (center: number) => {
      expect(Math.abs(radio.state.center - center)).toBeLessThan(800);
      expect(Math.abs(device.center - center)).toBeLessThan(800);
    };

    await radio.configure({ center: hz(min), rate: sampleRate(1.024e6) });
    receives(min);
    // The centre is not asked for: it moves to where it can be.
    await radio.configure({ settings: { 'offset-tuning': true } });
    receives(min + offsetAt[1.024e6]);
    expect(radio.info.centers[0].min).toBe(min + offsetAt[1.024e6]);
    await radio.configure({ rate: sampleRate(3.2e6) });
    receives(min + offsetAt[3.2e6]);
    await expect(radio.configure({ center: hz(min) })).rejects.toMatchObject({ code: 'radio.range' });
    receives(min + offsetAt[3.2e6]);

    await radio.configure({ center: hz(min), settings: { 'offset-tuning': false } });
    receives(min);
    await radio.configure({ center: hz(max + offsetAt[3.2e6]), settings: { 'offset-tuning': true } });
    receives(max + offsetAt[3.2e6]);
    await radio.configure({ settings: { 'offset-tuning': false } });
    receives(max);
    expect(radio.info.centers[0].min).toBe(min);
    await radio.close();
  });

  it('tunes where only the rate that is asked for with it reaches', async () => {
    const clock = new VirtualClock();
    const device = new EmulatedRtlSdr({ clock, model });
    const radio = await RtlSdrRadio.open(device, clock);
    await radio.configure({ rate: sampleRate(1.024e6), settings: { 'offset-tuning': true } });
    const center = radio.info.centers.at(-1)!.max + 1e6;
    await radio.configure({ center: hz(center), rate: sampleRate(3.2e6) });
    expect(Math.abs(radio.state.center - center)).toBeLessThan(800);
    expect(Math.abs(device.center - center)).toBeLessThan(800);
    await radio.close();
  });
});
