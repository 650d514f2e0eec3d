import { sampleFormats, type SampleFormat } from '#lib/base/sampleFormat.ts';
import type { Complex } from './butterfly.ts';
import { largestSample } from './sampleReader.ts';
import type { Address, Vector, WasmFunction } from './wasmFunction.ts';

/** Emits the load of four samples at `base + offset` as numbers, the format's offset taken off; full scale comes out as `loadedFullScale`. */
export type SampleLoad = (base: Address, offset: number) => Complex;

/** I and Q of integer formats stay where they lie in their lane, 16 bits up: a power of two that the window takes back without rounding. */
const pairScale = 2 ** 16;

/** Unsigned bytes lie in the upper half of words, so that their middle is a whole number. */
const byteScale = 2 ** 8;

/** What full scale is in the numbers that a load gives; the window divides it out. */
export function loadedFullScale(format: SampleFormat): number {
  const { component, complex, fullScale, offset } = sampleFormats[format];
  if (component === 'f32') return fullScale;
  if (format === 'cu8') return fullScale * byteScale * pairScale;
  // An offset of half a step is taken off twice the value, in integers.
  return fullScale * (offset === 0 ? 1 : 2) * (complex ? pairScale : 1);
}

/**
 * The load of one sample format into single precision; `sampleReader` says the same in plain words. Emits its constants where it is called:
 * before the loop.
 */
export function sampleLoad(f: WasmFunction, format: SampleFormat): SampleLoad {
  switch (format) {
    case 'cu8': {
      // With its top bit flipped a byte x is x - 128 in two's complement, and the word with 128 below it is 256 (x - 127.5).
      const flip = f.integers(0x80808080 | 0);
      const aboveConstant = [0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23];
      return pairs(f, (base, offset) => {
        const signed = f.binary('xor', f.load(base, offset, 'load64_zero'), flip);
        return f.shuffleBytes(flip, signed, aboveConstant);
      });
    }
    case 'cs8':
      return pairs(f, (base, offset) => f.load(base, offset, 'load8x8_s'));
    case 'cs16':
      return pairs(f, (base, offset) => f.load(base, offset));
    case 'cf32': {
      const sane = floatGuard(f);
      return (base, offset) => {
        const a = f.load(base, offset);
        const b = f.load(base, offset + 16);
        return { re: sane(f.shuffle(a, b, [0, 2, 4, 6])), im: sane(f.shuffle(a, b, [1, 3, 5, 7])) };
      };
    }
    case 'u8': {
      const centred = doubleCentred(f);
      return real(f, (base, offset) => {
        const words = centred(f.unary('i16x8.extend_low_i8x16_u', f.load(base, offset, 'load32_zero')));
        return convert(f, f.unary('i32x4.extend_low_i16x8_s', words));
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

/** I and Q as the low and high 16 bits of a lane, both taken as if they lay in the high ones: the two cheapest instructions that part them. */
function pairs(f: WasmFunction, load: (base: Address, offset: number) => Vector): SampleLoad {
  const high = f.integers(-pairScale);
  return (base, offset) => {
    const both = load(base, offset);
    return {
      re: convert(f, f.shift('i32x4.shl', both, 16)),
      im: convert(f, f.binary('and', both, high))
    };
  };
}

/**
 * 2 x - 255 in lanes of 16 bits: the middle of unsigned bytes is 127.5, and integer units are free where those that add floats are what a
 * transform waits for.
 */
function doubleCentred(f: WasmFunction): (words: Vector) => Vector {
  const middle = f.integers(255 * 0x10001);
  return (words) => f.binary('i16x8.sub', f.binary('i16x8.add', words, words), middle);
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
