import { expect, test } from 'vitest';
import { readLink, writeLink } from '#lib/state/receiveLink.ts';

const read = (address: string) => readLink(new URLSearchParams(address));

test('a link says how a radio is set, and writes the same again', () => {
  const address =
    '?radio=usb&center=868300000&rate=2400000&gain=19.7&ppm=-1.5&set.bias-tee=off&set.direct-sampling=q&palette=viridis';
  const link = read(address);
  expect(link.usb).toEqual({
    device: null,
    want: {
      center: 868_300_000,
      rate: 2_400_000,
      gain: 19.7,
      ppm: -1.5,
      settings: { 'bias-tee': 'off', 'direct-sampling': 'q' }
    }
  });
  expect(link.sim).toBeNull();
  expect(writeLink(link)).toBe(address);
});

test('what a radio is set to reads as text in a link', () => {
  const usb = { device: null, want: { gain: 'auto', ppm: 0, settings: { agc: true, bandwidth: 300_000 } } } as const;
  expect(writeLink({ ...read(''), usb })).toBe('?radio=usb&gain=auto&set.agc=on&set.bandwidth=300000');
});

test('a device can be named, in full or by its ids alone; it is never written', () => {
  const full = read('radio=usb&device=0bda:2838:1:Käfer: 7').usb;
  expect(full?.device).toEqual({ vendorId: 0x0bda, productId: 0x2838, nth: 1, serial: 'Käfer: 7' });
  expect(read('radio=usb&device=1D50:6089').usb?.device).toEqual({
    vendorId: 0x1d50,
    productId: 0x6089,
    nth: 0,
    serial: null
  });
  expect(writeLink({ ...read(''), usb: full })).toBe('?radio=usb');
});

test.each([
  'radio=usb&center=-1&rate=0&gain=loud&ppm=1e9&device=zz',
  'radio=usb&center=NaN&rate=Infinity&gain=&ppm=x&device=0bda',
  `radio=usb&set.x=${'y'.repeat(65)}&device=0bda:2838:0:${'s'.repeat(129)}`
])('nonsense is as if it were not there: %s', (address) => {
  expect(read(address).usb).toEqual({ device: null, want: {} });
});

test.each([
  ['88M-108M', 88e6, 108e6],
  ['88000000-108000000', 88e6, 108e6],
  ['87.5MHz\u20130.108G', 87.5e6, 108e6],
  ['0-6G', 0, 6e9]
])('a sweep is two frequencies with a dash between: %s', (text, low, high) => {
  const link = read(`radio=usb&center=100000000&sweep=${encodeURIComponent(text)}`);
  expect(link.usb?.want).toEqual({ center: 1e8, sweep: { low, high } });
  expect(writeLink(link)).toBe(`?radio=usb&center=100000000&sweep=${low}-${high}`);
});

test.each(['88M', '88M-', '-88M-108M', '108M-88M', '88M-88M', '1M-2M-3M', 'a-b', '0-1e13', `${'1'.repeat(70)}-2`])(
  'what is no sweep is as if it were not there: %s',
  (text) => {
    expect(read(`radio=usb&sweep=${text}`).usb).toEqual({ device: null, want: {} });
  }
);

test('a link carries at most 32 settings', () => {
  const many = Array.from({ length: 100 }, (_, i) => `set.k${i}=1`).join('&');
  expect(Object.keys(read(`radio=usb&${many}`).usb?.want.settings ?? {})).toHaveLength(32);
});
