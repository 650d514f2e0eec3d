import { describe, expect, it } from 'vitest';
import { planSoapyFormat } from '#lib/radio/soapy/soapyFormat.ts';

const all = ['CU8', 'CS8', 'CS16', 'CF32', 'CF64', 'CS12'];

describe('the format of a stream', () => {
  it('is the hardware’s own where it is one of ours', () => {
    for (const [native, format, bytes] of [
      ['CU8', 'cu8', 2],
      ['CS8', 'cs8', 2],
      ['CS16', 'cs16', 4],
      ['CF32', 'cf32', 8],
      ['S16', 's16', 2]
    ] as const) {
      const plan = planSoapyFormat({ format: native, fullScale: NaN }, all);
      expect(plan).toEqual({ stream: native, streamBytes: bytes, format, convert: null });
    }
  });

  it('is the driver’s conversion where it is not, and ours where it has none', () => {
    const native = { format: 'CS12', fullScale: 2048 };
    expect(planSoapyFormat(native, all)).toMatchObject({ stream: 'CF32', format: 'cf32' });
    expect(planSoapyFormat(native, ['CS12', 'CS16'])).toMatchObject({ stream: 'CS16', format: 'cs16', convert: null });
    expect(planSoapyFormat(native, ['CS12'])).toMatchObject({ stream: 'CS12', streamBytes: 3, format: 'cs16' });
    expect(planSoapyFormat({ format: 'CF64', fullScale: 1 }, [])).toMatchObject({ stream: 'CF64', format: 'cf32' });
    expect(planSoapyFormat({ format: 'CS4', fullScale: 8 }, [])).toBeNull();
    expect(planSoapyFormat({ format: '', fullScale: 0 }, ['nonsense', '__proto__', 'toString'])).toBeNull();
  });

  it('is what was asked for, where it is there', () => {
    expect(planSoapyFormat({ format: 'CS8', fullScale: 128 }, all, 'cf32')).toMatchObject({ stream: 'CF32' });
    expect(planSoapyFormat({ format: 'CS8', fullScale: 128 }, all, 'cf64')).toMatchObject({
      stream: 'CF64',
      format: 'cf32'
    });
    expect(planSoapyFormat({ format: 'CS8', fullScale: 128 }, ['CS8'], 'cf32')).toBeNull();
  });
});

/** What a plan makes of these bytes. */
function convert(format: string, fullScale: number, from: Uint8Array, samples: number, bytes: number): Uint8Array {
  const plan = planSoapyFormat({ format, fullScale }, []);
  const to = new Uint8Array(samples * bytes);
  plan?.convert?.(from, to, samples);
  return to;
}

describe('a conversion', () => {
  it('unpacks twelve bits', () => {
    // I = 0x123, Q = -2 (0xffe): lowest bits first.
    const bytes = convert('CS12', 2048, Uint8Array.of(0x23, 0xe1, 0xff), 1, 4);
    expect([...new Int16Array(bytes.buffer)]).toEqual([0x1230, -2 * 16]);
  });

  it('brings wide numbers to 1.0', () => {
    const floats = (format: string, scale: number, from: ArrayBufferView, samples: number) => [
      ...new Float32Array(convert(format, scale, new Uint8Array(from.buffer), samples, 8).buffer)
    ];
    expect(floats('CF64', 1, Float64Array.of(0.5, -1, 0.25, 0), 2)).toEqual([0.5, -1, 0.25, 0]);
    expect(floats('CS32', NaN, Int32Array.of(2 ** 30, -(2 ** 31)), 1)).toEqual([0.5, -1]);
    expect(floats('CS32', 2 ** 23, Int32Array.of(2 ** 22, -(2 ** 23)), 1)).toEqual([0.5, -1]);
    expect(floats('CU32', NaN, Uint32Array.of(2 ** 31, 0), 1)).toEqual([0, -1]);
  });

  it('takes the offset from unsigned numbers', () => {
    const bytes = convert('CU16', NaN, new Uint8Array(Uint16Array.of(32768, 0, 65535, 32769).buffer), 2, 4);
    expect([...new Int16Array(bytes.buffer)]).toEqual([0, -32768, 32767, 1]);
  });

  it('brings twelve bits in sixteen to full scale, and leaves 32767 alone', () => {
    const bytes = convert('CS16', 2048, new Uint8Array(Int16Array.of(1024, -2048, 2048, 1).buffer), 2, 4);
    expect([...new Int16Array(bytes.buffer)]).toEqual([16384, -32768, 32767, 16]);
    expect(planSoapyFormat({ format: 'CS16', fullScale: 32767 }, [])?.convert).toBeNull();
    expect(planSoapyFormat({ format: 'CS16', fullScale: 0 }, [])?.convert).toBeNull();
    expect(planSoapyFormat({ format: 'CS16', fullScale: -3 }, [])?.convert).toBeNull();
  });
});
