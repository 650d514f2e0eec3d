import { sampleFormats, type SampleFormat } from '#lib/base/sampleFormat.ts';

/**
 * Reads `count` samples of `bytes` from sample `start` on into `re` and `im` (im = 0 for a real format), full scale = 1. Allocates nothing.
 * A float that is not finite, or beyond `largestSample`, is no sample and reads as 0: one broken value must not blot out a spectrum.
 */
export type SampleReader = (
  bytes: Uint8Array,
  start: number,
  count: number,
  re: Float32Array | Float64Array,
  im: Float32Array | Float64Array
) => void;

/** Its square, summed over a batch of segments, still fits into single precision. */
export const largestSample = 2 ** 60;

/** Raw value of the component that starts at `at`. */
type ComponentReader = (bytes: Uint8Array, at: number) => number;

const float = new Float32Array(1);
const floatBits = new Int32Array(float.buffer);

const components: Readonly<Record<'u8' | 's8' | 's16' | 'f32', ComponentReader>> = {
  u8: (bytes, at) => bytes[at],
  s8: (bytes, at) => (bytes[at] << 24) >> 24,
  s16: (bytes, at) => ((bytes[at] | (bytes[at + 1] << 8)) << 16) >> 16,
  f32: (bytes, at) => {
    floatBits[0] = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    return Math.abs(float[0]) < largestSample ? float[0] : 0;
  }
};

/** The reader of one sample format. */
export function sampleReader(format: SampleFormat): SampleReader {
  const { complex, bytes: size, component, offset, fullScale } = sampleFormats[format];
  const value = components[component];
  const width = complex ? size / 2 : size;
  return (bytes, start, count, re, im) => {
    for (let i = 0, at = start * size; i < count; i++, at += size) {
      re[i] = (value(bytes, at) - offset) / fullScale;
      im[i] = complex ? (value(bytes, at + width) - offset) / fullScale : 0;
    }
  };
}
