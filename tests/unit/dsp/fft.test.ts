import { describe, expect, it } from 'vitest';
import { Fft } from '#lib/dsp/fft.ts';

function signal(n: number): [Float64Array, Float64Array] {
  const re = Float64Array.from({ length: n }, (_, i) => ((i * 7919) % 101) / 50 - 1);
  const im = Float64Array.from({ length: n }, (_, i) => ((i * 104729) % 97) / 48 - 1);
  return [re, im];
}

describe('Fft', () => {
  it.each([2, 4, 8, 64, 256])('is the sum that defines it, %i points', (n) => {
    const [re, im] = signal(n);
    const [outRe, outIm] = [re.slice(), im.slice()];
    new Fft(n).forward(outRe, outIm);
    for (let k = 0; k < n; k++) {
      let sumRe = 0;
      let sumIm = 0;
      for (let i = 0; i < n; i++) {
        const angle = (-2 * Math.PI * ((i * k) % n)) / n;
        sumRe += re[i] * Math.cos(angle) - im[i] * Math.sin(angle);
        sumIm += re[i] * Math.sin(angle) + im[i] * Math.cos(angle);
      }
      expect(outRe[k]).toBeCloseTo(sumRe, 10);
      expect(outIm[k]).toBeCloseTo(sumIm, 10);
    }
  });

  it('keeps the energy (Parseval), 65536 points', () => {
    const n = 65536;
    const [re, im] = signal(n);
    const energy = (a: Float64Array, b: Float64Array) =>
      a.reduce((sum, value, i) => sum + value * value + b[i] * b[i], 0);
    const before = energy(re, im);
    new Fft(n).forward(re, im);
    expect(energy(re, im) / n / before).toBeCloseTo(1, 12);
  });

  it('refuses sizes that are no power of two', () => {
    for (const size of [0, 1, 3, 6, 2.5, -4, NaN]) expect(() => new Fft(size)).toThrow(RangeError);
  });
});
