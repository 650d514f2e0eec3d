import { describe, expect, it } from 'vitest';
import { isWindowName, windowFigures, windowNames, windowSamples } from '#lib/dsp/window.ts';

describe('windowSamples', () => {
  it('knows its names', () => {
    expect(windowNames.every(isWindowName)).toBe(true);
    expect(isWindowName('kaiser')).toBe(false);
  });

  it('is periodic: symmetric about n / 2, with the peak there', () => {
    for (const name of windowNames) {
      const samples = windowSamples(name, 64);
      for (let k = 1; k < 64; k++) expect(samples[k]).toBeCloseTo(samples[64 - k], 14);
      expect(samples[32]).toBeCloseTo(1, 8);
    }
    expect(windowSamples('hann', 4)).toEqual(Float64Array.from([0, 0.5, 1, 0.5]));
  });

  it('has the noise bandwidths of the literature', () => {
    // Rect, Hann and Blackman-Harris: Harris 1978, table 1. Flat-top: 3.77 bins is what is stated for these coefficients.
    const bandwidths = { rect: 1, hann: 1.5, 'blackman-harris': 2.0044, 'flat-top': 3.7702 };
    for (const name of windowNames) {
      const { sum, sumOfSquares, coherentGain, enbwBins } = windowFigures(name, 4096);
      expect(enbwBins).toBeCloseTo(bandwidths[name], 4);
      expect(coherentGain).toBeCloseTo(sum / 4096, 14);
      expect(sumOfSquares).toBeCloseTo((enbwBins * sum * sum) / 4096, 8);
    }
  });
});
