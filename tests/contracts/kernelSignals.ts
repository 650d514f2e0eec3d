import { sampleFormats, type SampleFormat } from '#lib/base/sampleFormat.ts';
import { cosTurns, sinTurns } from '#lib/dsp/sinCos.ts';

/** Samples -> bytes of a format, rounded to the nearest step and clipped. `im` is left out by real formats. */
function encodeSamples(format: SampleFormat, re: Float64Array, im: Float64Array): Uint8Array<ArrayBuffer> {
  const { complex, bytes, component, offset, fullScale } = sampleFormats[format];
  const out = new Uint8Array(re.length * bytes);
  const view = new DataView(out.buffer);
  const width = complex ? bytes / 2 : bytes;
  const put = (at: number, value: number) => {
    const raw = Math.round(value * fullScale + offset);
    if (component === 'f32') view.setFloat32(at, value, true);
    else if (component === 's16') view.setInt16(at, Math.min(32767, Math.max(-32768, raw)), true);
    else if (component === 's8') view.setInt8(at, Math.min(127, Math.max(-128, raw)));
    else view.setUint8(at, Math.min(255, Math.max(0, raw)));
  };
  for (let i = 0; i < re.length; i++) {
    put(i * bytes, re[i]);
    if (complex) put(i * bytes + width, im[i]);
  }
  return out;
}

/** A tone of `turns` turns a sample: a complex exponential, or its real part. */
export function toneBytes(
  format: SampleFormat,
  samples: number,
  turns: number,
  amplitude: number
): Uint8Array<ArrayBuffer> {
  const re = Float64Array.from({ length: samples }, (_, n) => amplitude * cosTurns(turns * n));
  const im = Float64Array.from({ length: samples }, (_, n) => amplitude * sinTurns(turns * n));
  return encodeSamples(format, re, im);
}

/**
 * Two tones between bins, 40 dB apart, in weak white noise: a spectrum with something at every level. `turns` turns a sample for the stronger one,
 * a third of it the other way for the weaker one.
 */
export function tonesInNoiseBytes(format: SampleFormat, samples: number, turns: number): Uint8Array<ArrayBuffer> {
  const next = xorshift(samples);
  const noise = () => (next() / 2 ** 31) * 1e-4;
  const part = (wave: (turns: number) => number) =>
    Float64Array.from({ length: samples }, (_, n) => 0.9 * wave(turns * n) + 0.009 * wave((-turns / 3) * n) + noise());
  return encodeSamples(format, part(cosTurns), part(sinTurns));
}

/** White noise, uniform on -1 … 1 in each component; every byte value of an integer format occurs. Same seed, same bytes. */
export function noiseBytes(format: SampleFormat, samples: number, seed: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(samples * sampleFormats[format].bytes);
  const next = xorshift(seed);
  if (sampleFormats[format].component === 'f32') {
    const floats = new Float32Array(out.buffer);
    for (let i = 0; i < floats.length; i++) floats[i] = next() / 2 ** 31;
  } else {
    for (let i = 0; i < out.length; i++) out[i] = next() >> 11;
  }
  return out;
}

/** Marsaglia's xorshift32: signed 32-bit integers. */
function xorshift(seed: number): () => number {
  let state = (seed * 0x9e3779b1) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  };
}
