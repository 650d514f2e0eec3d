import fc from 'fast-check';
import { expect, test } from 'vitest';
import { paletteNames } from '#lib/draw/palette.ts';
import { windowNames } from '#lib/dsp/window.ts';
import { defaultSim, fftSizes, overlaps, readLink, writeLink, type ReceiveLink } from '#lib/state/receiveLink.ts';

const read = (text: string) => readLink(new URLSearchParams(text));

test('an empty address asks for nothing, and nothing is written for it', () => {
  const link = read('');
  expect(link.sim).toBeNull();
  expect(link.palette).toBe('turbo');
  expect(link.detections).toBe(true);
  expect(writeLink(link)).toBe('');
});

test('a simulator without more is the default world', () => {
  expect(read('radio=sim').sim).toEqual(defaultSim);
  expect(writeLink(read('radio=sim'))).toBe('?radio=sim');
});

test('what makes no sense is as if it were not there', () => {
  const link = read(
    'radio=sim&rate=-3&center=abc&low=5&high=1&min=-20&max=-90&fft=1000&window=foo&overlap=2&palette=pink&span=0'
  );
  expect(link.sim).toEqual(defaultSim);
  expect(link).toMatchObject({
    low: null,
    high: null,
    min: null,
    max: null,
    fft: null,
    window: null,
    overlap: null,
    palette: 'turbo',
    span: null
  });
});

const pair = (low: number, high: number) =>
  fc
    .uniqueArray(fc.integer({ min: low, max: high }), { minLength: 2, maxLength: 2 })
    .map((two) => two.sort((a, b) => a - b));

const links: fc.Arbitrary<ReceiveLink> = fc
  .record({
    sim: fc.option(
      fc.record({
        seed: fc.nat(),
        center: fc.integer({ min: 500_000, max: 6_000_000_000 }),
        rate: fc.integer({ min: 1000, max: 20_000_000 })
      })
    ),
    usb: fc.option(
      fc.record({
        device: fc.constant(null),
        want: fc.record(
          {
            center: fc.integer({ min: 0, max: 6e9 }),
            rate: fc.integer({ min: 1000, max: 2e7 }),
            gain: fc.oneof(fc.constant('auto' as const), fc.integer({ min: -200, max: 200 })),
            ppm: fc.integer({ min: 1, max: 1000 }),
            sweep: pair(0, 7e9).map(([low, high]) => ({ low, high })),
            settings: fc.dictionary(fc.string({ minLength: 1 }), fc.string({ maxLength: 64 }), {
              minKeys: 1,
              maxKeys: 8
            })
          },
          { requiredKeys: [] }
        )
      })
    ),
    band: fc.option(pair(-1e7, 1e7)),
    levels: fc.option(pair(-200, 40)),
    span: fc.option(fc.integer({ min: 1, max: 3600 })),
    palette: fc.constantFrom(...paletteNames),
    row: fc.constantFrom('peak' as const, 'mean' as const),
    peakHold: fc.boolean(),
    average: fc.boolean(),
    detections: fc.boolean(),
    fft: fc.option(fc.constantFrom(...fftSizes)),
    window: fc.option(fc.constantFrom(...windowNames)),
    overlap: fc.option(fc.constantFrom(...overlaps))
  })
  .map(({ band, levels, usb, ...rest }) => ({
    ...rest,
    // A link names one radio.
    usb: rest.sim === null ? usb : null,
    low: band?.[0] ?? null,
    high: band?.[1] ?? null,
    min: levels?.[0] ?? null,
    max: levels?.[1] ?? null
  }));

test('what is written is read again', () => {
  fc.assert(
    fc.property(links, (link) => {
      expect(read(writeLink(link))).toEqual(link);
    })
  );
});

test('any address at all can be read', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(() => read(text)).not.toThrow();
    })
  );
});
