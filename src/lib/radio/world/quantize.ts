import type { SimulatedFormat } from './receiver.ts';

/** What the converter makes of the sums: rounded to its steps, clipped at its ends, interleaved, little-endian. `bytes` holds one sample per entry of `i`. */
export function quantize(i: Float64Array, q: Float64Array, format: SimulatedFormat, bytes: Uint8Array): void {
  if (format === 'cu8') toUnsigned8(i, q, bytes);
  else if (format === 'cs8') toSigned8(i, q, bytes);
  else toSigned16(i, q, bytes);
}

function toUnsigned8(i: Float64Array, q: Float64Array, bytes: Uint8Array): void {
  for (let n = 0; n < i.length; n++) {
    const re = i[n] * 127.5 + 128;
    const im = q[n] * 127.5 + 128;
    bytes[2 * n] = re < 0 ? 0 : re > 255 ? 255 : re | 0;
    bytes[2 * n + 1] = im < 0 ? 0 : im > 255 ? 255 : im | 0;
  }
}

function toSigned8(i: Float64Array, q: Float64Array, bytes: Uint8Array): void {
  for (let n = 0; n < i.length; n++) {
    const re = i[n] * 128 + 128.5;
    const im = q[n] * 128 + 128.5;
    bytes[2 * n] = (re < 0 ? 0 : re > 255 ? 255 : re | 0) - 128;
    bytes[2 * n + 1] = (im < 0 ? 0 : im > 255 ? 255 : im | 0) - 128;
  }
}

function toSigned16(i: Float64Array, q: Float64Array, bytes: Uint8Array): void {
  for (let n = 0; n < i.length; n++) {
    const re = i[n] * 32768 + 32768.5;
    const im = q[n] * 32768 + 32768.5;
    const a = (re < 0 ? 0 : re > 65535 ? 65535 : re | 0) - 32768;
    const b = (im < 0 ? 0 : im > 65535 ? 65535 : im | 0) - 32768;
    bytes[4 * n] = a;
    bytes[4 * n + 1] = a >> 8;
    bytes[4 * n + 2] = b;
    bytes[4 * n + 3] = b >> 8;
  }
}
