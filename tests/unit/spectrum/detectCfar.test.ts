import { describe, expect, it } from 'vitest';
import { createSpectrumKernel } from '#lib/dsp/createSpectrumKernel.ts';
import { cellWeights, cfarMultiplier, falseAlarmProbability } from '#lib/spectrum/cfar.ts';
import { QuantisedNoise } from './detectNoise.ts';

const one = cellWeights(1, 1);
const db = (ratio: number) => 10 * Math.log10(ratio);

describe('CFAR thresholds', () => {
  it.each([
    [16, 1e-4],
    [32, 1e-3],
    [32, 1e-4],
    [32, 1e-6],
    [64, 1e-4]
  ])('agree with N (P^(-1/N) - 1) for single cells: N = %i, P = %d', (reference, probability) => {
    const exact = reference * (probability ** (-1 / reference) - 1);
    expect(Math.abs(db(cfarMultiplier(probability, one, reference) / exact))).toBeLessThan(0.05);
  });

  it.each([
    [8, 5.81],
    [32, 3.24],
    [128, 1.73]
  ])('agree with the table for averages of %i independent spectra', (averages, decibels) => {
    const weights = new Float64Array(averages).fill(1 / averages);
    expect(db(cfarMultiplier(1e-6, weights, 32 * averages))).toBeCloseTo(decibels, 1);
  });

  it('reach -ln P for one cell over a known floor, however rare', () => {
    for (const probability of [1e-3, 1e-6, 1e-9, 1e-12, 1e-15]) {
      expect(Math.abs(db(cfarMultiplier(probability, one, Infinity) / -Math.log(probability)))).toBeLessThan(0.05);
    }
  });

  it('give the detection probability of the table for a fluctuating signal', () => {
    // N = 32, P = 1e-4: 0.384, 0.603 and 0.900 at 10, 13 and 20 dB.
    const random = uniform(91);
    const exponential = () => -Math.log(random());
    const multiplier = cfarMultiplier(1e-4, one, 32);
    for (const [decibels, expected] of [
      [10, 0.384],
      [13, 0.603],
      [20, 0.9]
    ] as const) {
      const trials = 20_000;
      let found = 0;
      for (let trial = 0; trial < trials; trial++) {
        let floor = 0;
        for (let cell = 0; cell < 32; cell++) floor += exponential() / 32;
        if (exponential() * (1 + 10 ** (decibels / 10)) > multiplier * floor) found++;
      }
      // Four standard deviations of a share of 20 000.
      expect(Math.abs(found / trials - expected)).toBeLessThan(4 * Math.sqrt(0.25 / trials));
    }
  });

  it('weigh cells so that their mean stays what it is', () => {
    for (const [bins, segments] of [
      [1, 1],
      [4, 2],
      [16, 8]
    ] as const) {
      const weights = cellWeights(bins, segments);
      expect(weights).toHaveLength(bins * segments);
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
      expect(Math.min(...weights)).toBeGreaterThan(0);
    }
  });

  it('refuse what is no small probability', () => {
    for (const probability of [0, 0.2, 1, NaN]) expect(() => cfarMultiplier(probability, one, 32)).toThrow(RangeError);
  });
});

describe('false alarms of real averaged spectra', () => {
  const fft = 512;
  const rows = 12_000;
  const used = fft / 2 - 8;
  const powers = hannRows(fft, rows, used);

  it.each([
    // rows, bins, multiple of the floor, least and most of theory that the count may be: correlated cells are rated on the safe side.
    [1, 1, 4, 0.9, 1.1],
    [1, 1, 6, 0.8, 1.2],
    [1, 4, 2.5, 0.4, 1.1],
    [1, 16, 1.8, 0.6, 1.2],
    [4, 1, 2.5, 0.3, 1.2],
    [4, 4, 1.8, 0.2, 1.2]
  ])('%i rows and %i bins above %d', (along, across, multiple, least, most) => {
    const weights = cellWeights(across, 2 * along);
    const measured = shareAbove(powers, used, rows, along, across, multiple);
    const theory = falseAlarmProbability(weights, Infinity, multiple);
    expect(measured / theory).toBeGreaterThan(least);
    expect(measured / theory).toBeLessThan(most);
  });
});

/** Rows of two half-overlapped Hann segments of 8-bit noise, the lowest `used` bins, divided by their mean. */
function hannRows(fft: number, rows: number, used: number): Float32Array {
  const kernel = createSpectrumKernel({ fft, format: 'cu8', window: 'hann' });
  const bytes = new Uint8Array(2 * (fft * rows + fft));
  new QuantisedNoise(20, 9).fill(bytes);
  const row = new Float32Array(fft);
  const powers = new Float32Array(rows * used);
  let sum = 0;
  for (let index = 0; index < rows; index++) {
    kernel.accumulate(bytes, index * fft, 2, fft / 2);
    kernel.read(row, null);
    for (let bin = 0; bin < used; bin++) {
      powers[index * used + bin] = row[bin];
      sum += row[bin];
    }
  }
  const mean = sum / powers.length;
  return powers.map((power) => power / mean);
}

function shareAbove(
  powers: Float32Array,
  used: number,
  rows: number,
  along: number,
  across: number,
  multiple: number
): number {
  let above = 0;
  let cells = 0;
  const column = new Float64Array(used);
  for (let row = 0; row + along <= rows; row += along) {
    column.fill(0);
    for (let i = 0; i < along * used; i++) column[i % used] += powers[row * used + i];
    let sum = 0;
    for (let bin = 0; bin < used; bin++) {
      sum += column[bin] - (bin >= across ? column[bin - across] : 0);
      if (bin < across - 1) continue;
      cells++;
      if (sum > multiple * along * across) above++;
    }
  }
  return above / cells;
}

/** Uniform numbers above 0 and below 1: mulberry32. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 4294967296;
  };
}
