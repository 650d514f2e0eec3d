import { sampleFormats, type SampleFormat } from '#lib/base/sampleFormat.ts';
import { paletteGradient, paletteNames, type PaletteName } from '#lib/draw/palette.ts';
import type { WindowName } from '#lib/dsp/window.ts';

/** What the Receive page offers, in words. */
export const windowChoices: readonly { readonly value: WindowName; readonly text: string }[] = [
  { value: 'rect', text: 'Rectangular: narrowest line' },
  { value: 'hann', text: 'Hann: all-round' },
  { value: 'blackman-harris', text: 'Blackman-Harris: weak beside strong' },
  { value: 'flat-top', text: 'Flat-top: exact levels' }
];

const formatWords: Readonly<Record<SampleFormat, string>> = {
  cu8: 'cu8: I/Q, unsigned 8 bit (RTL-SDR)',
  cs8: 'cs8: I/Q, signed 8 bit (HackRF)',
  cs16: 'cs16: I/Q, signed 16 bit',
  cf32: 'cf32: I/Q, 32 bit float',
  u8: 'u8: real, unsigned 8 bit',
  s8: 's8: real, signed 8 bit',
  s16: 's16: real, signed 16 bit',
  f32: 'f32: real, 32 bit float'
};
export const formatChoices = (Object.keys(sampleFormats) as SampleFormat[]).map((value) => ({
  value,
  text: formatWords[value]
}));

export function paletteChoices(): readonly { value: PaletteName; text: string; gradient: string }[] {
  return paletteNames.map((value) => ({
    value,
    text: value[0].toUpperCase() + value.slice(1),
    gradient: paletteGradient(value)
  }));
}
