import { isSampleFormat, sampleFormats } from '#lib/base/sampleFormat.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { SpectrumKernel, SpectrumKernelOptions } from './spectrumKernel.ts';
import { isPowerOfTwo } from './isPowerOfTwo.ts';
import { isWindowName, windowNames } from './window.ts';

export const smallestFft = 256;
const largestFft = 65536;

/** @throws WavepoolError `option.bad-value` when no kernel can be made of these options. */
export function checkSpectrumKernelOptions({ fft, format, window }: SpectrumKernelOptions): void {
  if (!(fft >= smallestFft && fft <= largestFft && isPowerOfTwo(fft))) {
    throw new WavepoolError('option.bad-value', {
      option: 'fft',
      value: fft,
      want: `a power of two from ${smallestFft} to ${largestFft}`
    });
  }
  if (!isSampleFormat(format)) {
    throw new WavepoolError('option.bad-value', {
      option: 'format',
      value: String(format),
      want: `one of ${Object.keys(sampleFormats).join(', ')}`
    });
  }
  if (!isWindowName(window)) {
    throw new WavepoolError('option.bad-value', {
      option: 'window',
      value: String(window),
      want: `one of ${windowNames.join(', ')}`
    });
  }
}

/** @throws RangeError when segments asked for do not lie inside `bytes`: a mistake of the caller, not of a user. */
export function checkSegments(
  kernel: Pick<SpectrumKernel, 'fft' | 'format'>,
  bytes: Uint8Array,
  start: number,
  segments: number,
  hop: number
): void {
  const whole = Number.isInteger(start) && Number.isInteger(segments) && Number.isInteger(hop);
  const samples = Math.floor(bytes.length / sampleFormats[kernel.format].bytes);
  if (!whole || start < 0 || segments < 1 || hop < 1 || start + (segments - 1) * hop + kernel.fft > samples) {
    throw new RangeError(
      `${segments} segments of ${kernel.fft} samples, ${hop} apart from ${start}, do not lie in ${samples} samples`
    );
  }
}

/** @throws RangeError when a target of `read` has not the kernel's number of bins, or asks for what is not kept. */
export function checkTargets(kernel: SpectrumKernel, mean: Float32Array | null, peak: Float32Array | null): void {
  for (const target of [mean, peak]) {
    if (target !== null && target.length !== kernel.bins)
      throw new RangeError(`A spectrum of ${kernel.bins} bins does not go into ${target.length} values`);
  }
  if (peak !== null && !kernel.peak) throw new RangeError('This kernel was made without the maximum');
}
