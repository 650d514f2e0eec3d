import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sweepStops } from '#lib/radio/sweep/sweepStops.ts';

describe('sweepStops', () => {
  it('begins and ends with the band, evenly', () => {
    const { centers, usable } = sweepStops({ min: 80e6, max: 100e6 }, 2.4e6, 0.8, 0);
    expect(usable).toEqual([{ min: -0.4, max: 0.4 }]);
    expect(centers.length).toBe(11);
    expect(centers[0]).toBe(80e6 + 0.96e6 - 9375);
    expect(centers.at(-1)).toBe(100e6 - 0.96e6 + 9375);
  });

  it('covers every bin of any band, with and without a hole', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1e6, max: 1e9 }),
        fc.integer({ min: 1, max: 60e6 }),
        fc.integer({ min: 250e3, max: 20e6 }),
        fc.constantFrom(0.4, 0.75, 0.8, 1),
        fc.constantFrom(0, 0.02, 0.1),
        fc.constantFrom(256, 1024, 4096),
        (min, width, rate, share, hole, fft) => {
          const { centers, usable } = sweepStops({ min, max: min + width }, rate, share, hole);
          expect(centers.length).toBeGreaterThanOrEqual(2);
          // As rows are put together: to the nearest bin.
          const binHz = rate / fft;
          const bins = Math.max(1, Math.ceil(width / binHz - 1e-6));
          const visited = new Uint8Array(bins);
          for (const [k, center] of centers.entries()) {
            if (k > 0) expect(center).toBeGreaterThan(centers[k - 1]);
            const base = Math.round((center - min) / binHz) - fft / 2;
            for (const { min: low, max: high } of usable) {
              const from = Math.ceil((low + 0.5) * fft - 1e-6);
              const to = Math.ceil((high + 0.5) * fft - 1e-6);
              for (let i = Math.max(from, -base); i < Math.min(to, bins - base); i++) visited[base + i] = 1;
            }
          }
          expect(visited.indexOf(0)).toBe(-1);
        }
      ),
      { numRuns: 300, seed: 5 }
    );
  });
});
