import { describe, expect, it, vi } from 'vitest';
import { createSpectrumKernel } from '#lib/dsp/createSpectrumKernel.ts';
import { ReferenceSpectrumKernel } from '#lib/dsp/referenceSpectrumKernel.ts';
import { hasRelaxedSimd } from '#lib/dsp/relaxedSimd.ts';
import { spectrumCode } from '#lib/dsp/spectrumCode.ts';
import { spectrumLayout } from '#lib/dsp/spectrumPlan.ts';
import { WasmSpectrumKernel } from '#lib/dsp/wasmSpectrumKernel.ts';
import { noiseBytes } from '../../contracts/kernelSignals.ts';
import { plainSimdBits, spectrumBits } from '../../contracts/spectrumBits.ts';
import { allFormats, allSizes, spectrumKernelContract, spectrumOf } from '../../contracts/spectrumKernelContract.ts';

spectrumKernelContract('WasmSpectrumKernel', (options) => new WasmSpectrumKernel(options));

describe('WasmSpectrumKernel', () => {
  it('is what createSpectrumKernel makes', () => {
    expect(createSpectrumKernel({ fft: 256, format: 'cu8', window: 'hann' })).toBeInstanceOf(WasmSpectrumKernel);
  });

  // Rounding of a single-precision transform: relative to the strongest bin, and growing with its passes only.
  it.each(allSizes.flatMap((fft) => allFormats.map((format) => [fft, format] as const)))(
    'agrees with the reference: %i points of %s',
    (fft, format) => {
      const options = { fft, format, window: 'blackman-harris' } as const;
      const bytes = noiseBytes(format, fft + fft / 2 + 3, fft);
      const fast = spectrumOf(new WasmSpectrumKernel(options), bytes, 2, fft / 2, 3);
      const exact = spectrumOf(new ReferenceSpectrumKernel(options), bytes, 2, fft / 2, 3);
      const strongest = Math.max(...exact.peak);
      let worst = 0;
      for (let bin = 0; bin < fast.mean.length; bin++) {
        worst = Math.max(worst, Math.abs(fast.mean[bin] - exact.mean[bin]), Math.abs(fast.peak[bin] - exact.peak[bin]));
      }
      expect(worst / strongest).toBeLessThan(6e-7);
    }
  );

  // No kernel may need what only newer engines have, unless it was asked for.
  it('says that it is reproducible, and is where relaxed SIMD is absent or not wanted', () => {
    const options = { fft: 256, format: 'cu8', window: 'hann' } as const;
    expect(new WasmSpectrumKernel(options).reproducible).toBe(true);
    expect(new WasmSpectrumKernel({ ...options, relaxed: true }).reproducible).toBe(!hasRelaxedSimd());
    const validate = vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
    try {
      const without = new WasmSpectrumKernel({ ...options, relaxed: true });
      expect(without.reproducible).toBe(true);
      const bytes = noiseBytes('cu8', 256, 9);
      expect(spectrumOf(without, bytes, 1, 1)).toEqual(spectrumOf(new WasmSpectrumKernel(options), bytes, 1, 1));
    } finally {
      validate.mockRestore();
    }
  });

  it('gives the same bits on every engine', async () => {
    expect(await spectrumBits((options) => new WasmSpectrumKernel(options))).toBe(plainSimdBits);
  });

  it('stays small: a few kilobytes of code', () => {
    for (const fft of allSizes) {
      const code = spectrumCode(fft, 'cu8', spectrumLayout(fft, 'cu8'), { peak: true, relaxed: false });
      expect(WebAssembly.validate(code)).toBe(true);
      expect(code.length).toBeLessThan(16_384);
    }
  });
});
