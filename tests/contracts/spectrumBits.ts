import type { SpectrumKernel, SpectrumKernelOptions } from '#lib/dsp/spectrumKernel.ts';
import { noiseBytes } from './kernelSignals.ts';
import { allFormats, allSizes, spectrumOf } from './spectrumKernelContract.ts';

/**
 * SHA-256 of what the plain SIMD kernel gives for the fixed noise below, on every engine. A change here is a change of every spectrum ever
 * stored: results that two stations computed would no longer agree.
 */
export const plainSimdBits = 'a7bef7d1a88c3f7babf7efd41ceaf803755fe8c60ac6bca907f2480baea75e74';

/** Hash of mean and peak over every transform size and sample format. */
export async function spectrumBits(create: (options: SpectrumKernelOptions) => SpectrumKernel): Promise<string> {
  const parts: BlobPart[] = [];
  for (const fft of allSizes) {
    for (const format of allFormats) {
      const { mean, peak } = spectrumOf(
        create({ fft, format, window: 'hann' }),
        noiseBytes(format, 2 * fft, 7),
        3,
        fft / 2
      );
      parts.push(mean, peak);
    }
  }
  const digest = await crypto.subtle.digest('SHA-256', await new Blob(parts).arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
