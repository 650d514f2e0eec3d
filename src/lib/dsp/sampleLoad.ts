import { sampleFormats, type SampleFormat } from '#lib/base/sampleFormat.ts';
import type { Complex } from './butterfly.ts';
import { largestSample } from './sampleReader.ts';
import type { Address, Vector, WasmFunction } from './wasmFunction.ts';

/** Emits the load of four samples at `base + offset` as numbers, the format's offset taken off, its full scale not yet divided out. */
export type SampleLoad = (base: Address, offset: number) => Complex;

/**
 * The load of one sample format into single precision; `sampleReader` says the same in plain words. Emits its constants where it is called:
 * before the loop.
 */
export function sampleLoad(f: WasmFunction, format: SampleFormat): SampleLoad {
  switch (format) {
    case 'cu8':
      return pairs(f, 'load8x8_u', f.floats(sampleFormats.cu8.offset));
    case 'cs8':
      return pairs(f, 'load8x8_s', null);
    case 'cs16':
      return pairs(f, 'load', null);
    case 'cf32': {
      const sane = floatGuard(f);
      return (base, offset) => {
        const a = f.load(base, offset);
        const b = f.load(base, offset + 16);
        return { re: sane(f.shuffle(a, b, [0, 2, 4, 6])), im: sane(f.shuffle(a, b, [1, 3, 5, 7])) };
      };
    }
    case 'u8': {
      const middle = f.floats(sampleFormats.u8.offset);
      return real(f, (base, offset) => {
        const words = f.unary('i16x8.extend_low_i8x16_u', f.load(base, offset, 'load32_zero'));
        return f.sub(convert(f, f.unary('i32x4.extend_low_i16x8_u', words)), middle);
      });
    }
    case 's8':
      return real(f, (base, offset) => {
        const words = f.unary('i16x8.extend_low_i8x16_s', f.load(base, offset, 'load32_zero'));
        return convert(f, f.unary('i32x4.extend_low_i16x8_s', words));
      });
    case 's16':
      return real(f, (base, offset) => convert(f, f.load(base, offset, 'load16x4_s')));
    case 'f32': {
      const sane = floatGuard(f);
      return real(f, (base, offset) => sane(f.load(base, offset)));
    }
  }
}

/** I and Q as the low and high 16 bits of a lane: sign-extended by shifting, I up and down again, Q down. */
function pairs(f: WasmFunction, how: 'load' | 'load8x8_s' | 'load8x8_u', middle: Vector | null): SampleLoad {
  return (base, offset) => {
    const both = f.load(base, offset, how);
    const re = convert(f, f.shift('i32x4.shr_s', f.shift('i32x4.shl', both, 16), 16));
    const im = convert(f, f.shift('i32x4.shr_s', both, 16));
    return middle === null ? { re, im } : { re: f.sub(re, middle), im: f.sub(im, middle) };
  };
}

/** A real sample is a complex one without imaginary part. */
function real(f: WasmFunction, load: (base: Address, offset: number) => Vector): SampleLoad {
  const zero = f.floats(0);
  return (base, offset) => ({ re: load(base, offset), im: zero });
}

function convert(f: WasmFunction, integers: Vector): Vector {
  return f.unary('f32x4.convert_i32x4_s', integers);
}

/** Passes values below `largestSample`, zero for everything else: infinities and what is not a number compare as false. */
function floatGuard(f: WasmFunction): (value: Vector) => Vector {
  const limit = f.floats(largestSample);
  return (value) => f.binary('and', value, f.binary('f32x4.lt', f.unary('f32x4.abs', value), limit));
}
