import { expect, it } from 'vitest';
import { hz } from '#lib/base/units.ts';
import { VirtualClock } from '#lib/base/virtualClock.ts';
import { RtlSdrRadio } from '#lib/radio/rtlsdr/rtlSdrRadio.ts';
import { EmulatedRtlSdr } from '#tests/lab/emulated/emulatedRtlSdr.ts';
import { EmulatedE4000 } from '#tests/lab/emulated/tuners/emulatedE4000.ts';

it('a dongle with an E4000 has a setting for each IF stage, in force again after direct sampling', async () => {
  const clock = new VirtualClock();
  const tuner = new EmulatedE4000();
  const radio = await RtlSdrRadio.open(new EmulatedRtlSdr({ clock, tuner }), clock);
  const keys = radio.info.settings.map(({ key }) => key).filter((key) => key.startsWith('if-gain-'));
  expect(keys).toEqual([1, 2, 3, 4, 5, 6].map((stage) => `if-gain-${stage}`));
  expect(keys.map((key) => radio.state.settings[key])).toEqual([6, 0, 0, 0, 9, 9]);
  const codes = () => [tuner.registers[0x16] & 0x7f, tuner.registers[0x17] & 0x3f];
  expect(codes()).toEqual([0b0000001, 0b010010]);

  await radio.configure({ settings: { 'if-gain-2': 9, 'if-gain-4': 2, 'if-gain-6': 15 } });
  expect(keys.map((key) => radio.state.settings[key])).toEqual([6, 9, 0, 2, 9, 15]);
  expect(codes()).toEqual([0b1000111, 0b100010]);
  await expect(radio.configure({ settings: { 'if-gain-2': 5 } })).rejects.toMatchObject({ code: 'radio.bad-setting' });
  expect(codes()).toEqual([0b1000111, 0b100010]);

  await radio.configure({ center: hz(7e6), settings: { 'direct-sampling': 'q' } });
  await radio.configure({ center: hz(100e6), settings: { 'direct-sampling': 'off' } });
  expect(codes()).toEqual([0b1000111, 0b100010]);
  await radio.close();
});
