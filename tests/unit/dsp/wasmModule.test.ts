import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signed, unsigned } from '#lib/dsp/wasmBytes.ts';
import { WasmModule } from '#lib/dsp/wasmModule.ts';

describe('LEB128', () => {
  it('encodes the examples of the specification', () => {
    expect(unsigned(0)).toEqual([0]);
    expect(unsigned(624485)).toEqual([0xe5, 0x8e, 0x26]);
    expect(signed(-123456)).toEqual([0xc0, 0xbb, 0x78]);
    expect(signed(63)).toEqual([63]);
    expect(signed(64)).toEqual([0xc0, 0]);
  });

  it('decodes to what was encoded', () => {
    fc.assert(
      fc.property(fc.integer(), (value) => {
        const bytes = signed(value);
        let decoded = 0;
        bytes.forEach((byte, i) => (decoded |= (byte & 0x7f) << (7 * i)));
        const shift = 32 - 7 * bytes.length;
        expect(shift > 0 ? (decoded << shift) >> shift : decoded).toBe(value);
      })
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (value) => {
        expect(unsigned(value).reduce((sum, byte, i) => sum + (byte & 0x7f) * 2 ** (7 * i), 0)).toBe(value);
      })
    );
  });
});

describe('WasmModule', () => {
  it('writes functions that call each other, loop and work on memory', () => {
    const module = new WasmModule(1);
    const double = module.function(['i32', 'i32']);
    const [at, count] = [double.parameter(0, 'i32'), double.parameter(1, 'i32')];
    const two = double.floats(2);
    double.repeat(count, () => {
      double.store(at, 0, double.mul(double.load(at, 0), two));
      double.advance(at, 16);
    });
    const main = module.function(['i32'], 'main');
    main.repeat(3, () => main.call(double, main.parameter(0, 'i32'), 2));
    const memory = new WebAssembly.Memory({ initial: 1 });
    const floats = new Float32Array(memory.buffer);
    floats.set([9, 9, 9, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9]);
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.bytes()), { host: { memory } });
    (exports.main as (at: number) => void)(16);
    expect(Array.from(floats.subarray(0, 16))).toEqual([9, 9, 9, 9, 8, 16, 24, 32, 40, 48, 56, 64, 9, 9, 9, 9]);
  });

  it('puts vector instructions in order, and nothing else', () => {
    const f = new WasmModule(1).function(['i32']);
    const at = f.parameter(0, 'i32');
    expect(() => f.inBestOrder(() => f.advance(at, 16))).toThrow(RangeError);
  });

  it('refuses calls and parameters that do not fit', () => {
    const module = new WasmModule(1);
    const one = module.function(['i32']);
    const two = module.function(['f64']);
    expect(() => two.call(one)).toThrow(RangeError);
    expect(() => two.parameter(0, 'i32')).toThrow(RangeError);
  });
});
