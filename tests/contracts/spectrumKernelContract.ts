import { describe, expect, it } from 'vitest';
import { sampleFormats, type SampleFormat } from '#lib/base/sampleFormat.ts';
import { powerToDb } from '#lib/dsp/powerToDb.ts';
import type { SpectrumKernel, SpectrumKernelOptions } from '#lib/dsp/spectrumKernel.ts';
import { windowFigures, windowNames, windowSamples } from '#lib/dsp/window.ts';
import { noiseBytes, toneBytes } from './kernelSignals.ts';

export const allFormats = Object.keys(sampleFormats) as SampleFormat[];
export const allSizes = [256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536];

/** One spectrum of `segments` segments. */
export function spectrumOf(kernel: SpectrumKernel, bytes: Uint8Array, segments: number, hop: number, start = 0) {
  kernel.accumulate(bytes, start, segments, hop);
  const mean = new Float32Array(kernel.bins);
  const peak = new Float32Array(kernel.bins);
  kernel.read(mean, peak);
  return { mean, peak };
}

/** What every SpectrumKernel must do; `create` makes the one under test. */
export function spectrumKernelContract(name: string, create: (options: SpectrumKernelOptions) => SpectrumKernel): void {
  describe(`${name} as a SpectrumKernel`, () => {
    describe.each(allFormats)('%s', (format) => {
      const { complex } = sampleFormats[format];
      const fft = 1024;
      const zeroHz = complex ? fft / 2 : 0;
      const full = complex ? 0 : powerToDb(0.5);

      it.each(windowNames)('shows a full-scale tone on a bin at its level, window %s', (window) => {
        const { mean, peak } = spectrumOf(
          create({ fft, format, window }),
          toneBytes(format, fft, 100 / fft, 1),
          1,
          fft
        );
        // 8 bits cannot hold a full-scale tone more exactly.
        expect(powerToDb(mean[zeroHz + 100])).toBeCloseTo(full, sampleFormats[format].bytes <= 2 ? 1 : 3);
        expect(peak[zeroHz + 100]).toBe(mean[zeroHz + 100]);
        expect(indexOfLargest(mean)).toBe(zeroHz + 100);
      });

      it('has ascending frequencies', () => {
        const kernel = create({ fft, format, window: 'hann' });
        expect(kernel.bins).toBe(complex ? fft : fft / 2 + 1);
        for (const bin of complex ? [-512, -511, -300, -1, 1, 2, 17, 300, 511] : [1, 2, 17, 300, 511]) {
          const { mean } = spectrumOf(kernel, toneBytes(format, fft, bin / fft, 0.9), 1, fft);
          expect(indexOfLargest(mean)).toBe(zeroHz + bin);
        }
      });

      it('shows a constant at 0 Hz and an alternation at the edge, neither of them doubled', () => {
        const kernel = create({ fft, format, window: 'rect' });
        const constant = toneBytes(format, fft, 0, 0.5);
        expect(powerToDb(spectrumOf(kernel, constant, 1, fft).mean[zeroHz])).toBeCloseTo(-6.02, 1);
        const alternating = toneBytes(format, fft, 0.5, 0.5);
        const edge = spectrumOf(kernel, alternating, 1, fft).mean[complex ? 0 : fft / 2];
        expect(powerToDb(edge)).toBeCloseTo(-6.02, 1);
      });

      it('starts where it is told and goes on by the hop', () => {
        const fft = 256;
        const bytes = noiseBytes(format, 3000, 11);
        const size = sampleFormats[format].bytes;
        const kernel = create({ fft, format, window: 'hann' });
        const { mean, peak } = spectrumOf(kernel, bytes, 5, 100, 37);
        const single = [0, 1, 2, 3, 4].map((i) => {
          const from = (37 + 100 * i) * size;
          return spectrumOf(kernel, bytes.slice(from, from + fft * size), 1, 1).mean;
        });
        for (let bin = 0; bin < kernel.bins; bin++) {
          const powers = single.map((spectrum) => spectrum[bin]);
          const average = powers.reduce((sum, power) => sum + power, 0) / 5;
          expect(Math.abs(mean[bin] - average)).toBeLessThanOrEqual(1e-6 * average);
          expect(peak[bin]).toBe(Math.max(...powers));
        }
      });

      it('gives the same bits however the segments are handed over', () => {
        const fft = 256;
        const samples = 40_000;
        const bytes = noiseBytes(format, samples, 5);
        const kernel = create({ fft, format, window: 'hann' });
        const segments = Math.floor((samples - fft) / 128) + 1;
        const whole = spectrumOf(kernel, bytes, segments, 128);
        for (let done = 0, step = 1; done < segments; step = (step * 7) % 31) {
          const now = Math.min(step, segments - done);
          kernel.accumulate(bytes, done * 128, now, 128);
          done += now;
        }
        const mean = new Float32Array(kernel.bins);
        const peak = new Float32Array(kernel.bins);
        kernel.read(mean, peak);
        expect(mean).toEqual(whole.mean);
        expect(peak).toEqual(whole.peak);
      });
    });

    it.each(windowNames)('reads white noise at the noise bandwidth of the window %s', (window) => {
      const fft = 512;
      const segments = 400;
      const kernel = create({ fft, format: 'cf32', window });
      const { mean } = spectrumOf(kernel, noiseBytes('cf32', fft * segments, 3), segments, fft);
      let total = 0;
      for (const power of mean) total += power;
      // noiseBytes is uniform on -1 … 1 in I and Q: power 2/3.
      const perBin = (2 / 3) * (windowFigures(window, fft).enbwBins / fft);
      expect(Math.abs(powerToDb(total / fft / perBin))).toBeLessThan(0.05);
    });

    it('gives the same mean without the maximum, and refuses to tell the maximum then', () => {
      const options = { fft: 512, format: 'cu8', window: 'hann' } as const;
      const bytes = noiseBytes('cu8', 512 * 70, 21);
      const both = create(options);
      const alone = create({ ...options, peak: false });
      expect([both.peak, alone.peak]).toEqual([true, false]);
      for (let round = 0; round < 2; round++) {
        both.accumulate(bytes, 0, 70, 512);
        alone.accumulate(bytes, 0, 70, 512);
        const [expected, mean, peak] = [0, 1, 2].map(() => new Float32Array(512));
        both.read(expected, peak);
        expect(() => alone.read(null, peak)).toThrow(RangeError);
        expect(alone.segments).toBe(70);
        alone.read(mean, null);
        expect(mean).toEqual(expected);
      }
    });

    it('counts segments, and a read starts anew', () => {
      const kernel = create({ fft: 256, format: 'cu8', window: 'hann' });
      const bytes = noiseBytes('cu8', 2560, 1);
      expect(kernel.segments).toBe(0);
      kernel.accumulate(bytes, 0, 3, 256);
      kernel.accumulate(bytes, 256, 4, 128);
      expect(kernel.segments).toBe(7);
      const first = new Float32Array(256);
      kernel.read(first, null);
      expect(kernel.segments).toBe(0);
      const mean = new Float32Array(256).fill(9);
      const peak = new Float32Array(256).fill(9);
      kernel.read(mean, peak);
      expect(mean).toEqual(new Float32Array(256));
      expect(peak).toEqual(new Float32Array(256));
      kernel.accumulate(bytes, 0, 3, 256);
      kernel.accumulate(bytes, 256, 4, 128);
      kernel.read(null, null);
      expect(spectrumOf(kernel, bytes, 2, 100)).toEqual(
        spectrumOf(create({ fft: 256, format: 'cu8', window: 'hann' }), bytes, 2, 100)
      );
    });

    it('keeps its accuracy over a hundred thousand segments', () => {
      const kernel = create({ fft: 256, format: 'cs16', window: 'rect' });
      const bytes = toneBytes('cs16', 256 + 999, 32 / 256, 0.7);
      const once = spectrumOf(kernel, bytes, 1, 1).mean[128 + 32];
      // A hop of 1 keeps the tone's level, whatever its phase.
      for (let i = 0; i < 100; i++) kernel.accumulate(bytes, 0, 1000, 1);
      const mean = new Float32Array(256);
      kernel.read(mean, null);
      expect(Math.abs(powerToDb(mean[128 + 32] / once))).toBeLessThan(0.0005);
    });

    it.each(['f32', 'cf32'] as const)('takes floats of %s that are no samples as 0, and forgets them', (format) => {
      const fft = 256;
      const kernel = create({ fft, format, window: 'hann' });
      const good = noiseBytes(format, fft, 2);
      const bad = good.slice();
      const zeroed = good.slice();
      const values = [NaN, Infinity, -Infinity, 3e38, -1e30];
      values.forEach((value, i) => new DataView(bad.buffer).setFloat32(4 * (20 + 9 * i), value, true));
      values.forEach((_, i) => new DataView(zeroed.buffer).setFloat32(4 * (20 + 9 * i), 0, true));
      const clean = spectrumOf(kernel, good, 1, 1);
      expect(spectrumOf(kernel, bad, 1, 1)).toEqual(spectrumOf(kernel, zeroed, 1, 1));
      expect(spectrumOf(kernel, good, 1, 1)).toEqual(clean);
    });

    it('refuses what it cannot be made of, saying what it can', () => {
      const good = { fft: 1024, format: 'cu8', window: 'hann' } as const;
      for (const fft of [0, 128, 1000, 131072, -256, 256.5, NaN]) {
        expect(() => create({ ...good, fft })).toThrow(/fft cannot be .*: a power of two from 256 to 65536/);
      }
      expect(() => create({ ...good, format: 'cs24' as SampleFormat })).toThrow(/format cannot be cs24: one of cu8/);
      expect(() => create({ ...good, window: 'kaiser' as 'hann' })).toThrow(
        /window cannot be kaiser: one of rect, hann/
      );
    });

    it('refuses segments outside the bytes, and targets of another length', () => {
      const kernel = create({ fft: 256, format: 'cs16', window: 'hann' });
      const bytes = new Uint8Array(4 * 512);
      for (const [start, segments, hop] of [
        [0, 2, 257],
        [257, 1, 1],
        [-1, 1, 1],
        [0, 0, 1],
        [0, 1, 0],
        [0.5, 1, 1],
        [0, 1.5, 1]
      ] as const) {
        expect(() => kernel.accumulate(bytes, start, segments, hop)).toThrow(RangeError);
      }
      expect(() => kernel.accumulate(bytes.subarray(1), 256, 1, 1)).toThrow(RangeError);
      expect(kernel.segments).toBe(0);
      kernel.accumulate(bytes, 0, 2, 256);
      expect(() => kernel.read(new Float32Array(255), null)).toThrow(RangeError);
      expect(() => kernel.read(null, new Float32Array(257))).toThrow(RangeError);
    });

    it('windows as windowSamples says', () => {
      // An impulse at k has a flat spectrum of power (w[k] / sum of w)^2.
      for (const window of windowNames) {
        const kernel = create({ fft: 256, format: 'cf32', window });
        const samples = windowSamples(window, 256);
        const { sum } = windowFigures(window, 256);
        for (const k of [0, 1, 64, 128, 131, 255]) {
          const impulse = new Float32Array(512);
          impulse[2 * k] = 1;
          const { mean } = spectrumOf(kernel, new Uint8Array(impulse.buffer), 1, 1);
          const power = (samples[k] / sum) ** 2;
          for (const value of mean) expect(Math.abs(value - power)).toBeLessThanOrEqual(1e-6 * power + 1e-20);
        }
      }
    });
  });
}

function indexOfLargest(values: Float32Array): number {
  return values.reduce((best, value, i) => (value > values[best] ? i : best), 0);
}
