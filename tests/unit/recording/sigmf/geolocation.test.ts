import { describe, expect, it } from 'vitest';
import { metresBetween } from '#lib/recording/sigmf/geolocation.ts';

describe('metres between two places', () => {
  it.each([
    ['a minute of arc northwards', { lat: 10, lon: 5 }, { lat: 10 + 1 / 60, lon: 5 }, 1852],
    [
      'a minute of arc eastwards, where the circles are half as long',
      { lat: 60, lon: 5 },
      { lat: 60, lon: 5 + 1 / 60 },
      926
    ],
    ['across the date line', { lat: 0, lon: 180 - 1 / 120 }, { lat: 0, lon: 1 / 120 - 180 }, 1852],
    ['the same on both sides of it', { lat: 0, lon: 180 }, { lat: 0, lon: -180 }, 0]
  ])('%s', (_, a, b, metres) => {
    expect(metresBetween(a, b)).toBeCloseTo(metres, 3);
    expect(metresBetween(b, a)).toBeCloseTo(metres, 3);
  });
});
