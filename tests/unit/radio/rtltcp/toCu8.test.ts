import { describe, expect, it } from 'vitest';
import { sampleFormats, type SampleFormat } from '#lib/base/sampleFormat.ts';
import { toCu8 } from '#lib/radio/rtltcp/toCu8.ts';

/** Components of value -1, -0.5, 0, 0.5 in each format. */
const stored: Readonly<Record<SampleFormat, ArrayBufferView>> = {
  cu8: Uint8Array.of(0, 64, 128, 191),
  cs8: Int8Array.of(-128, -64, 0, 64),
  cs16: Int16Array.of(-32768, -16384, 0, 16384),
  cf32: Float32Array.of(-1, -0.5, 0, 0.5),
  u8: Uint8Array.of(0, 64, 128, 191),
  s8: Int8Array.of(-128, -64, 0, 64),
  s16: Int16Array.of(-32768, -16384, 0, 16384),
  f32: Float32Array.of(-1, -0.5, 0, 0.5)
};

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

describe('samples on their way to rtl_tcp', () => {
  it.each(Object.keys(stored) as SampleFormat[])('%s keeps its levels to half a step', (format) => {
    const bytes = toCu8(bytesOf(stored[format]), format, 1);
    const { complex } = sampleFormats[format];
    expect(bytes).toHaveLength(complex ? 4 : 8);
    const components = complex ? [...bytes] : [...bytes].filter((_, at) => at % 2 === 0);
    for (const [at, want] of [0, 63.75, 127.5, 191.25].entries())
      expect(Math.abs(components[at] - want)).toBeLessThanOrEqual(0.75);
    if (!complex) for (const q of [...bytes].filter((_, at) => at % 2 === 1)) expect(Math.abs(q - 127.5)).toBe(0.5);
  });

  it('scales, and clips what is too large', () => {
    expect([...toCu8(bytesOf(Float32Array.of(0.01, -0.01, 9, -9)), 'cf32', 10)]).toEqual([140, 115, 255, 0]);
    expect([...toCu8(Uint8Array.of(137, 117, 255, 0), 'cu8', 2)]).toEqual([146, 106, 255, 0]);
    expect([...toCu8(bytesOf(Float32Array.of(NaN, Infinity)), 'cf32', 1)]).toEqual([0, 255]);
  });

  it('never hands out the memory it was lent', () => {
    const lent = Uint8Array.of(1, 2, 3, 4);
    const bytes = toCu8(lent, 'cu8', 1);
    lent.fill(9);
    expect([...bytes]).toEqual([1, 2, 3, 4]);
  });
});
