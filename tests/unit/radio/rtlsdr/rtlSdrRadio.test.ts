import { describe, expect, it } from 'vitest';
import { hz, sampleRate } from '#lib/base/units.ts';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { rtlSdrKind } from '#lib/radio/rtlsdr/rtlSdrKind.ts';
import { RtlSdrRadio } from '#lib/radio/rtlsdr/rtlSdrRadio.ts';
import { usbRadioKinds } from '#lib/radio/usb/list.ts';
import { radioContract } from '#tests/contracts/radioContract.ts';
import { EmulatedR82xx } from '#tests/lab/emulated/emulatedR82xx.ts';
import { EmulatedRtlSdr, rtlSdrModels, type EmulatedRtlSdrOptions } from '#tests/lab/emulated/emulatedRtlSdr.ts';

/** Where the PLL of tuners without an IF comes out exactly; the rest of others is left to the demodulator. */
const centers = { 'no-tuner': 14.2e6, e4000: 432e6, fc0012: 432e6, fc0013: 432e6, fc2580: 500e6 };

for (const model of Object.keys(rtlSdrModels) as (keyof typeof rtlSdrModels)[]) {
  radioContract(`RTL-SDR ${model}`, async () => {
    const clock = new VirtualClock(1000);
    const radio = await RtlSdrRadio.open(new EmulatedRtlSdr({ clock, model }), clock);
    return {
      radio,
      clock,
      retune: { center: hz((centers as Partial<Record<string, number>>)[model] ?? 433.92e6), rate: sampleRate(2.4e6) },
      stallSeconds: 1.2
    };
  });
}

async function open(options: Partial<EmulatedRtlSdrOptions> = {}) {
  const tuner = new EmulatedR82xx({ chip: 'R820T' });
  const device = new EmulatedRtlSdr({ clock: null, tuner, ...options });
  return { tuner, device, radio: await RtlSdrRadio.open(device, new VirtualClock()) };
}

const code = (promise: Promise<unknown>) =>
  promise.then(
    () => '',
    (error: unknown) => (error instanceof WavepoolError ? error.code : String(error))
  );

describe('RtlSdrRadio', () => {
  it('is one of the known kinds, with every product that librtlsdr opens', () => {
    expect(usbRadioKinds).toContain(rtlSdrKind);
    expect(rtlSdrKind.ids.length).toBe(42);
    expect(new Set(rtlSdrKind.ids.map(({ vendorId, productId }) => `${vendorId} ${productId}`)).size).toBe(42);
  });

  it('tunes within half a step of the mixer, and tells the rate that came of it', async () => {
    const { device, radio } = await open();
    for (const center of [27e6, 100e6, 433.92e6, 1090e6, 1575.42e6]) {
      for (const rate of [250e3, 1.024e6, 2.4e6, 3.2e6]) {
        const state = await radio.configure({ center: hz(center), rate: sampleRate(rate) });
        expect(state.center).toBe(center);
        expect(Math.abs(device.center - center)).toBeLessThan(3.5);
        expect(state.rate).toBeCloseTo(device.rate, 6);
      }
    }
  });

  it('corrects centre and rate alike', async () => {
    const { device, radio } = await open();
    const state = await radio.configure({ center: hz(400e6), ppm: 50 });
    expect(state.ppm).toBe(50);
    // The emulated crystal is exact: what is corrected by 50 ppm comes out 50 ppm low, and the demodulator's mixer with it.
    expect(Math.abs(device.center - 400e6 * (1 - 50e-6))).toBeLessThan(300);
    expect(Math.abs(state.center - 400e6)).toBeLessThan(300);
  });

  it('reaches 24 MHz at every rate, with the wide filter where the IF of the others is too low', async () => {
    const { device, tuner, radio } = await open();
    for (const rate of [250e3, 2.048e6, 3.2e6]) {
      await radio.configure({ rate: sampleRate(rate), center: hz(24e6) });
      expect(tuner.locked).toBe(true);
      expect(Math.abs(device.center - 24e6)).toBeLessThan(100);
      await radio.configure({ center: hz(1766e6) });
      expect(Math.abs(device.center - 1766e6)).toBeLessThan(1000);
    }
    await radio.configure({ center: hz(100e6), rate: sampleRate(2.048e6) });
    expect(device.intermediate).toBeCloseTo(1.625e6, -2);
  });

  it('takes the nearest gain, and leaves it to the tuner when automatic', async () => {
    const { tuner, radio } = await open();
    expect(radio.info.gains.length).toBe(29);
    expect((await radio.configure({ gain: 28.5 })).gain).toBe(28);
    expect(tuner.gains).toEqual({ lna: 8, mixer: 7, vga: 8 });
    expect((await radio.configure({ gain: 49.6 })).gain).toBe(49.6);
    expect(tuner.gains).toEqual({ lna: 15, mixer: 14, vga: 8 });
    expect((await radio.configure({ gain: 'auto' })).gain).toBe('auto');
    expect(tuner.gains).toEqual({ lna: 'auto', mixer: 'auto', vga: 11 });
    expect(await code(radio.configure({ gain: 60 }))).toBe('radio.range');
  });

  it('tells the width of the filter that was set', async () => {
    const { radio } = await open();
    const width = async (bandwidth: number) => (await radio.configure({ settings: { bandwidth } })).settings.bandwidth;
    expect(await width(350e3)).toBe(350e3);
    expect(await width(1e6)).toBe(1.2e6);
    expect(await width(2.06e6)).toBe(2.08e6);
    expect(await width(2.4e6)).toBe(2.43e6);
    expect(await width(5e6)).toBe(6e6);
    expect(await width(8e6)).toBe(8e6);
    expect(await width(0)).toBe(0);
    expect(await code(radio.configure({ settings: { bandwidth: 9e6 } }))).toBe('radio.bad-setting');
  });

  it('receives past the tuner, keeps its gain and width for afterwards, and moves to what each input reaches', async () => {
    const { device, tuner, radio } = await open();
    await radio.configure({ gain: 28, rate: sampleRate(2.4e6) });
    let state = await radio.configure({ settings: { 'direct-sampling': 'q' } });
    expect(state.center).toBe(28.8e6);
    expect(radio.info.centers).toEqual([{ min: 0, max: 28.8e6 }]);
    state = await radio.configure({ center: hz(7.1e6) });
    expect(device.direct).toBe('Q');
    expect(Math.abs(device.center - 7.1e6)).toBeLessThan(10);
    expect(state.center).toBe(7.1e6);
    expect(await code(radio.configure({ center: hz(100e6) }))).toBe('radio.range');
    state = await radio.configure({ settings: { 'direct-sampling': 'off' } });
    expect(device.direct).toBeNull();
    expect(Math.abs(state.center - 24e6)).toBeLessThan(100);
    await radio.configure({ center: hz(100e6) });
    expect(tuner.gains).toEqual({ lna: 8, mixer: 7, vga: 8 });
    expect(device.intermediate).toBeCloseTo(1.815e6, -2);
    expect(Math.abs(device.center - 100e6)).toBeLessThan(100);
  });

  it('changes over to input Q below 24 MHz by itself, if that is left to it', async () => {
    const { device, radio } = await open({ maker: 'RTLSDRBlog', product: 'Blog V3' });
    expect(radio.state.settings['direct-sampling']).toBe('auto');
    for (const center of [7.1e6, 100e6, 23.9e6, 24e6]) {
      await radio.configure({ center: hz(center) });
      expect(device.direct).toBe(center < 24e6 ? 'Q' : null);
      // Above half the converter's rate it is the image that is mixed down.
      const image = center === 23.9e6 ? 28.8e6 : 0;
      expect(Math.abs(device.center + image - center)).toBeLessThan(100);
    }
  });

  it('works by direct sampling alone where no tuner answers', async () => {
    const { device, radio } = await open({ tuner: null });
    expect(radio.info.model).toBe('RTL-SDR, no tuner');
    expect(radio.info.gains).toEqual([]);
    expect(radio.info.notices.join()).toContain('No tuner');
    expect(device.direct).toBe('I');
    expect(Math.abs(device.center - 7.1e6)).toBeLessThan(10);
    expect(await code(radio.configure({ settings: { 'direct-sampling': 'off' } }))).toBe('radio.bad-setting');
    expect(await code(radio.configure({ gain: 20 }))).toBe('radio.range');
    await radio.close();
  });

  it('says that the PLL does not lock, and is back where it was', async () => {
    const { device, tuner, radio } = await open();
    const before = radio.state;
    tuner.locks = false;
    expect(await code(radio.configure({ center: hz(868e6), gain: 20, settings: { agc: true } }))).toBe(
      'radio.not-locked'
    );
    expect(radio.state).toEqual(before);
    expect(await code(radio.stream(() => undefined, new AbortController().signal))).toBe('radio.not-locked');
    tuner.locks = true;
    await radio.configure({ center: hz(868e6) });
    expect(Math.abs(device.center - 868e6)).toBeLessThan(1000);
    expect(device.agc).toBe(false);
  });

  it('does not open where the tuner cannot be calibrated, and closes the device', async () => {
    const tuner = new EmulatedR82xx({ chip: 'R820T' });
    tuner.locks = false;
    const device = new EmulatedRtlSdr({ clock: null, tuner });
    expect(await code(RtlSdrRadio.open(device, new VirtualClock()))).toBe('radio.not-locked');
    expect(device.opened).toBe(false);
  });

  it.each([0, 15])('opens with a filter calibration that says %i', async (calibration) => {
    const { device } = await open({ tuner: new EmulatedR82xx({ chip: 'R820T', calibration }) });
    expect(Math.abs(device.center - 100e6)).toBeLessThan(100);
  });

  it('takes over a bias tee that is on, and switches it off when it is closed', async () => {
    const { device, radio } = await open();
    expect(device.pins[0]).toBeUndefined();
    expect((await radio.configure({ settings: { 'bias-tee': true } })).settings['bias-tee']).toBe(true);
    expect(device.pins[0]).toBe(true);
    const again = await RtlSdrRadio.open(device, new VirtualClock());
    expect(again.state.settings['bias-tee']).toBe(true);
    await again.close();
    expect(device.pins[0]).toBe(false);
    expect(device.opened).toBe(false);
  });

  it('keeps test mode and digital AGC apart, which share a register', async () => {
    const { device, radio } = await open();
    await radio.configure({ settings: { agc: true } });
    expect(device.agc).toBe(true);
    await radio.configure({ settings: { 'test-mode': true } });
    expect(device.testMode).toBe(true);
    await radio.configure({ settings: { 'test-mode': false } });
    expect([device.testMode, device.agc]).toEqual([false, true]);
  });

  it('does one thing after the other, in the order in which it is asked', async () => {
    const { device, radio } = await open();
    const asked = [200e6, 300e6, 400e6].map((center) => radio.configure({ center: hz(center) }));
    const states = await Promise.all(asked);
    states.forEach(({ center }, at) => expect(Math.abs(center - (at + 2) * 100e6)).toBeLessThan(1000));
    expect(Math.abs(device.center - 400e6)).toBeLessThan(1000);
  });

  it('sends nothing for what is in force already', async () => {
    const { device, radio } = await open();
    const { center, rate, gain, ppm, settings } = await radio.configure({ center: hz(100e6), rate: sampleRate(1.4e6) });
    expect(rate).not.toBe(1.4e6);
    const before = device.register('demodulator', 0x19, 1);
    let transfers = 0;
    device.faults.controlStall = () => {
      transfers += 1;
      return false;
    };
    await radio.configure({});
    await radio.configure({ rate, gain, ppm, settings });
    expect(transfers).toBe(0);
    await radio.configure({ center });
    expect(device.register('demodulator', 0x19, 1)).toBe(before);
  });

  it.each(['demodulator', 'tuner'] as const)('says usb.failed when the %s stops answering', async (what) => {
    const { device, radio } = await open();
    device.faults.controlStall = ({ index }) => index >> 8 === (what === 'tuner' ? 6 : 0);
    expect(await code(radio.configure({ center: hz(200e6) }))).toBe('usb.failed');
    device.faults.controlStall = null;
    await radio.configure({ center: hz(200e6) });
    expect(Math.abs(device.center - 200e6)).toBeLessThan(1000);
  });
});
