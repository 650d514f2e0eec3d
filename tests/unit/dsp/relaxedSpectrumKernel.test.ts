import { describe, expect, it } from 'vitest';
import { ReferenceSpectrumKernel } from '#lib/dsp/referenceSpectrumKernel.ts';
import { hasRelaxedSimd } from '#lib/dsp/relaxedSimd.ts';
import { WasmSpectrumKernel } from '#lib/dsp/wasmSpectrumKernel.ts';
import { noiseBytes } from '../../contracts/kernelSignals.ts';
import { allFormats, allSizes, spectrumKernelContract, spectrumOf } from '../../contracts/spectrumKernelContract.ts';

describe.skipIf(!hasRelaxedSimd())('with relaxed SIMD (skipped where the engine has none)', () => {
  spectrumKernelContract('WasmSpectrumKernel', (options) => new WasmSpectrumKernel({ ...options, relaxed: true }));

  // Fused or not, an engine rounds at most as often as the plain kernel does, so the plain kernel's tolerance holds.
  it.each(allSizes.flatMap((fft) => allFormats.map((format) => [fft, format] as const)))(
    'is as exact as the plain kernel: %i points of %s',
    (fft, format) => {
      const options = { fft, format, window: 'blackman-harris' } as const;
      const bytes = noiseBytes(format, fft + fft / 2 + 3, fft);
      const relaxed = spectrumOf(new WasmSpectrumKernel({ ...options, relaxed: true }), bytes, 2, fft / 2, 3);
      const exact = spectrumOf(new ReferenceSpectrumKernel(options), bytes, 2, fft / 2, 3);
      const strongest = Math.max(...exact.peak);
      let worst = 0;
      for (let bin = 0; bin < exact.mean.length; bin++) {
        const [mean, peak] = [relaxed.mean[bin] - exact.mean[bin], relaxed.peak[bin] - exact.peak[bin]];
        worst = Math.max(worst, Math.abs(mean), Math.abs(peak));
      }
      expect(worst / strongest).toBeLessThan(6e-7);
    }
  );
});
