import type { SampleFormat } from '#lib/base/sampleFormat.ts';

/**
 * Samples as rtl_tcp carries them: unsigned bytes, I and Q, 0 at 127.5. Real samples become I, with no Q.
 * @param data whole samples, little-endian
 * @param scale factor on the way, 1 for none: samples of many bits may hold a signal that is below one step of eight
 * @returns bytes of its own
 */
export function toCu8(data: Uint8Array, format: SampleFormat, scale: number): Uint8Array<ArrayBuffer> {
  switch (format) {
    case 'cu8':
      return scale === 1 ? data.slice() : mapped(data.length, (at) => (data[at] - 127.5) * scale);
    case 'cs8':
      if (scale !== 1) return mapped(data.length, (at) => ((data[at] << 24) >> 24) * scale * (127.5 / 128));
      return data.map((byte) => byte ^ 0x80);
    case 'cs16': {
      const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
      return mapped(data.length / 2, (at) => view.getInt16(2 * at, true) * scale * (127.5 / 32768));
    }
    case 'cf32': {
      const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
      return mapped(data.length / 4, (at) => view.getFloat32(4 * at, true) * scale * 127.5);
    }
    default:
      return withoutQ(toCu8(data, complexOf[format], scale));
  }
}

const complexOf = { u8: 'cu8', s8: 'cs8', s16: 'cs16', f32: 'cf32' } as const;

/** @param value component in steps of eight bits, 0 at 0 */
function mapped(length: number, value: (at: number) => number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8ClampedArray(length);
  // The clamp rounds to the nearest, and what is no number becomes 0.
  for (let at = 0; at < length; at++) bytes[at] = value(at) + 127.5;
  return new Uint8Array(bytes.buffer);
}

/** Zero lies between 127 and 128, so Q takes turns. */
function withoutQ(real: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(real.length * 2);
  for (let at = 0; at < real.length; at++) {
    bytes[2 * at] = real[at];
    bytes[2 * at + 1] = 127 + (at & 1);
  }
  return bytes;
}
