import { describe, expect, it } from 'vitest';
import { hz } from '#lib/base/units.ts';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { SoapyDevice } from '#lib/radio/soapy/soapyDevice.ts';
import { argInfo } from './fakeSoapyDevice.ts';
import { openFakeSoapy } from './openFakeSoapy.ts';

const clock = new VirtualClock();
const open = (odd: Partial<SoapyDevice> = {}, spec = '') => openFakeSoapy({ clock, odd }, { spec });

describe('settings of a SoapySDR device', () => {
  it('are all there, with what they stand at', () => {
    const { info, state } = open().radio;
    expect(info).toMatchObject({ driver: 'soapy', model: 'Fake One', serial: 'F1', format: 'cs8', paced: true });
    expect(info.clock).toEqual({ source: 'crystal', ppm: null });
    expect(state.settings).toEqual({
      antenna: 'RX1',
      bandwidth: 0,
      'gain-lna': 8,
      'gain-vga': 10,
      'frequency-bb': 0,
      'dc-offset': true,
      'iq-balance': false,
      'clock-source': 'internal',
      'time-source': 'none',
      'bias-tee': false,
      level: 3,
      mode: 'b'
    });
    const setting = (key: string) => info.settings.find((one) => one.key === key);
    expect(setting('bias-tee')?.warning).toContain('voltage');
    expect(setting('mode')).toMatchObject({
      kind: 'choice',
      choices: [{ label: 'Mode A' }, { value: 'b', label: 'Mode B' }]
    });
    expect(setting('gain-lna')).toMatchObject({
      unit: 'dB',
      ranges: [0, 8, 16, 24, 32, 40].map((at) => ({ min: at, max: at }))
    });
    // It stands at 0, which the driver's own range does not have.
    expect(setting('bandwidth')).toMatchObject({
      ranges: [
        { min: 0, max: 0 },
        { min: 200e3, max: 8e6 }
      ]
    });
  });

  it('are written as the driver writes them, and read back', async () => {
    const { radio, device } = open();
    const after = await radio.configure({ settings: { 'bias-tee': true, level: 6.6, mode: 'a', 'gain-vga': 5 } });
    expect(device.log).toEqual([
      'write device biastee true',
      'write device mode a',
      'gain VGA 5',
      'write device level 7'
    ]);
    expect(after.settings).toMatchObject({ 'bias-tee': true, level: 7, mode: 'a', 'gain-vga': 5 });
    expect(after.gain).toBe(13);
  });

  it('of gain follow each other', async () => {
    const { radio } = open();
    expect(await radio.configure({ gain: 29 })).toMatchObject({
      gain: 29,
      settings: { 'gain-lna': 24, 'gain-vga': 5 }
    });
    expect((await radio.configure({ gain: 'auto' })).gain).toBe('auto');
    expect((await radio.configure({ gain: 10 })).gain).toBe(10);
  });

  it('that take any text come from the SPEC', () => {
    const { device, radio } = open({}, 'driver=fake,note=hello');
    expect(device.log).toEqual(['write channel note hello']);
    expect(radio.info.settings.some(({ key }) => key === 'note')).toBe(false);
  });

  it('leave the correction alone when tuning', async () => {
    const { radio, device } = open();
    const after = await radio.configure({ ppm: 3, center: hz(200e6) });
    expect(after).toMatchObject({ ppm: 3, center: 200e6 });
    expect(device.log).toEqual(['frequency RF 200000000']);
  });

  it('of a driver without correction correct the tuning', async () => {
    const { radio, device } = open({ hasFrequencyCorrection: () => false, frequencyComponents: () => ['RF'] });
    const after = await radio.configure({ ppm: 10, center: hz(200e6) });
    expect(after).toMatchObject({ ppm: 10, center: 200e6 });
    expect(device.log.map((line) => line.slice(0, 20))).toEqual(['frequency  199998000']);
    expect(await radio.configure({ ppm: 0 })).toMatchObject({ ppm: 0, center: 200e6 });
  });

  it('need no automatic gain', async () => {
    const { radio } = open({ hasGainMode: () => false });
    await expect(radio.configure({ gain: 'auto' })).rejects.toMatchObject({ code: 'radio.range' });
  });

  it('that the driver refuses leave what it made of them', async () => {
    const { radio } = open({
      setAntenna: () => {
        throw new WavepoolError('soapy.failed', { radio: 'fake', why: 'stuck' });
      }
    });
    await expect(radio.configure({ settings: { antenna: 'RX2' } })).rejects.toMatchObject({ code: 'soapy.failed' });
    expect(radio.state.settings.antenna).toBe('RX1');
  });
});

describe('a driver that answers nonsense', () => {
  const nothing = { minimum: NaN, maximum: NaN, step: NaN };

  it('with ranges that are none still opens, at what it says that it stands at', () => {
    const ranges = [nothing, { minimum: 5, maximum: 1, step: 0 }, { minimum: -Infinity, maximum: Infinity, step: 0 }];
    const { info, state } = open({
      frequencyRanges: () => ranges,
      sampleRateRanges: () => ranges,
      bandwidthRanges: () => ranges,
      gainRange: () => nothing,
      frequency: () => NaN,
      gain: () => NaN
    }).radio;
    expect(info.centers).toEqual([]);
    expect(info.gains).toEqual([]);
    expect(info.rates).toEqual([{ min: 1e6, max: 1e6 }]);
    expect(state).toMatchObject({ center: 100e6, rate: 1e6, gain: 0 });
    expect(info.settings.some(({ key }) => key.startsWith('gain-') || key === 'bandwidth')).toBe(false);
  });

  it('without a sample rate is refused, and closed', () => {
    const odd = { sampleRate: () => NaN, sampleRateRanges: () => [], sampleRates: () => [] };
    const closed: string[] = [];
    expect(() => open({ ...odd, close: () => void closed.push('closed') })).toThrow('its sample rate is NaN');
    expect(closed).toEqual(['closed']);
  });

  it('without a usable format is refused with what it has', () => {
    expect(() =>
      open({ nativeStreamFormat: () => ({ format: 'CS4', fullScale: 8 }), streamFormats: () => ['CU4'] })
    ).toThrow('no sample format fits: it has CS4, CU4');
    expect(() => open({}, 'format=cu8')).toThrow('(cu8)');
  });

  it('with ten thousand of everything shows the first, and says so', () => {
    const many = Array.from({ length: 10_000 }, (_, at) => `G${at}`);
    const settings = many.map((key) => argInfo({ key, type: 'bool', value: 'false' }));
    const { info } = open({ gains: () => many, antennas: () => many, settingInfo: () => settings }).radio;
    expect(info.settings.length).toBeLessThan(300);
    expect(info.notices.join()).toContain('10000 gains');
    expect(info.notices.join()).toContain('10000 settings');
  });

  it('in strings is cleaned, and keys stay apart', () => {
    const bad = '\u0000\n\u001b[31m\u2028Ä'.repeat(100);
    const infos = [bad, bad, '', '__proto__', 'gain', 'constructor', 'Antenna'].map((key) =>
      argInfo({ key, name: key, units: bad, description: bad, type: 'float', value: bad, range: nothing, options: [] })
    );
    const { info, state } = open({
      settingInfo: (scope) => (scope === 'device' ? infos : []),
      readSetting: () => bad,
      antennas: () => [bad, bad, ''],
      antenna: () => bad,
      hardwareInfo: { serial: bad },
      hardwareKey: bad
    }).radio;
    const texts = [info.model, info.serial, ...info.settings.flatMap(({ key, label, hint }) => [key, label, hint])];
    for (const text of texts) {
      expect(text).not.toMatch(/[\p{Cc}\u2028]/u);
      expect(text.length).toBeLessThanOrEqual(300);
    }
    const keys = info.settings.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(Object.keys(state.settings).sort()).toEqual([...keys].sort());
    for (const value of Object.values(state.settings)) expect(value).not.toBeNaN();
  });

  it('by throwing at every question loses only what it does not tell', () => {
    const fail = () => {
      throw new WavepoolError('soapy.failed', { radio: 'fake', why: 'no' });
    };
    const { info } = open({
      antennas: fail,
      bandwidthRanges: fail,
      hasDcOffsetMode: fail,
      hasIqBalanceMode: fail,
      clockSources: () => [],
      timeSources: () => [],
      settingInfo: (scope) => (scope === 'device' ? [argInfo({ key: 'x', type: 'bool' })] : []),
      readSetting: fail
    }).radio;
    expect(info.settings.map(({ key }) => key)).toEqual(['gain-lna', 'gain-vga', 'frequency-bb']);
    expect(info.notices.length).toBe(5);
  });
});
