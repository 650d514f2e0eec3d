import { describe, expect, it } from 'vitest';
import { windowNames } from '#lib/dsp/window.ts';
import { cellWeights, cfarMultiplier } from '#lib/spectrum/cfar.ts';
import { amplitudeCorrelation } from '#lib/spectrum/cfar/amplitudeCorrelation.ts';
import { meanTransform, type Complex } from '#lib/spectrum/cfar/logTransform.ts';
import { upperTail } from '#lib/spectrum/cfar/upperTail.ts';

/** Correlations of the segments of one bin. */
const along = (window: (typeof windowNames)[number], overlap: number) =>
  amplitudeCorrelation(window, overlap).map(([same]) => same);

describe('correlation of windowed segments', () => {
  it('is what the coefficients of a Hann window say', () => {
    const [across] = amplitudeCorrelation('hann', 0);
    [1, 2 / 3, 1 / 6, 0].forEach((value, d) => expect(across[d]).toBeCloseTo(value, 9));
    [1, 1 / 6].forEach((value, r) => expect(along('hann', 0.5)[r]).toBeCloseTo(value, 5));
    [1, 0.75, 0.5, 0.25].forEach((value, r) => expect(along('rect', 0.75)[r]).toBeCloseTo(value, 9));
  });
});

describe('tail of a mean of correlated cells', () => {
  it('is exponential for one cell, at any level', () => {
    for (const level of [1e-6, 0.01, 1, 9, 40, 300]) {
      const { above, density } = upperTail(meanTransform([1], 1), level, 1);
      expect(above / Math.exp(-level)).toBeCloseTo(1, 8);
      expect(density / Math.exp(-level)).toBeCloseTo(1, 8);
    }
  });

  it('is a Poisson sum for averages of independent cells', () => {
    for (const averages of [2, 7, 64])
      for (const level of [0.5, 1, 1.4, 3]) {
        let [term, sum] = [Math.exp(-averages * level), 0];
        for (let i = 0; i < averages; i++) {
          sum += term;
          term *= (averages * level) / (i + 1);
        }
        expect(upperTail(meanTransform([1], averages), level, averages).above / sum).toBeCloseTo(1, 7);
      }
  });

  it('is a difference of two exponentials for two overlapped segments', () => {
    for (const window of windowNames)
      for (const overlap of [0.5, 0.75]) {
        const correlation = along(window, overlap);
        const [a, b] = [(1 + correlation[1]) / 2, (1 - correlation[1]) / 2];
        for (const level of [0.1, 1, 9]) {
          const exact = (a * Math.exp(-level / a) - b * Math.exp(-level / b)) / (a - b);
          expect(upperTail(meanTransform(correlation, 2), level, 2).above / exact).toBeCloseTo(1, 6);
        }
      }
  });

  it('comes from the determinant, also where the pivots settle', () => {
    const correlation = along('blackman-harris', 0.75);
    const [count, s] = [40, 3];
    // Gauss elimination of the whole matrix.
    const matrix = Array.from({ length: count }, (_, i) =>
      Array.from({ length: count }, (_, j) => (i === j ? 1 : 0) - (s / count) * (correlation[Math.abs(i - j)] ?? 0))
    );
    let log = 0;
    for (let k = 0; k < count; k++) {
      log += Math.log(matrix[k][k]);
      for (let i = k + 1; i < count; i++)
        for (let j = count - 1; j >= k; j--) matrix[i][j] -= (matrix[i][k] / matrix[k][k]) * matrix[k][j];
    }
    const out: Complex = { re: 0, im: 0 };
    meanTransform(correlation, count)(s, 0, out);
    expect(out.re).toBeCloseTo(-log, 9);
    expect(Math.abs(out.im)).toBe(0);
  });

  it('bears out the saddlepoint thresholds that regions are opened by', () => {
    // On the safe side, by less than 20 % or 0.1 dB: half-overlapped Hann segments of one bin over a known floor, as rare as the detector wants it.
    for (const segments of [1, 2, 4, 16])
      for (const probability of [1e-6, 1e-9, 1e-12]) {
        const multiplier = cfarMultiplier(probability, cellWeights(1, segments), Infinity);
        const exact = upperTail(meanTransform(along('hann', 0.5), segments), multiplier, segments).above;
        expect(exact / probability).toBeGreaterThan(0.8);
        expect(exact / probability).toBeLessThan(1.05);
      }
  });
});
