import { expect, test } from 'vitest';
import { frequencyOrigin } from '#lib/draw/frequencyOrigin.ts';
import { transformBand } from '#lib/draw/mapping.ts';

test('a known centre is the origin, of real and of complex samples', () => {
  expect(frequencyOrigin(transformBand(2.4e6, 4096, true), 100e6)).toBe(100e6);
  expect(frequencyOrigin(transformBand(48e3, 1024, false), 14e6)).toBe(14e6);
});

test('without a centre real samples count from 0 Hz, complex ones have offsets only', () => {
  for (const fft of [4, 64, 65536]) {
    expect(frequencyOrigin(transformBand(48e3, fft, false), null), `real, ${fft}`).toBe(0);
    expect(frequencyOrigin(transformBand(48e3, fft, true), null), `complex, ${fft}`).toBeNull();
  }
  expect(frequencyOrigin({ lowHz: 0, highHz: 24e3 }, null)).toBe(0);
  expect(frequencyOrigin({ lowHz: -24e3, highHz: 24e3 }, null)).toBeNull();
});
