import { sampleFormats, type SampleFormat } from '#lib/base/sampleFormat.ts';

/** One component (I, Q or the real value) as files store it. */
export type StoredComponent = 'u8' | 's8' | 'u16' | 's16' | 's24' | 'u32' | 's32' | 'f32' | 'f64';

/** How samples lie in a file, and how they become one of the canonical formats. */
export interface StoredFormat {
  readonly format: SampleFormat;
  /** Stored bytes of one whole sample. */
  readonly bytes: number;
  /** Brings stored bytes to canonical ones; `to` holds exactly as many samples as `from`. Null: they are canonical already. */
  readonly convert: ((from: Uint8Array, to: Uint8Array) => void) | null;
}

const componentBytes: Readonly<Record<StoredComponent, number>> = {
  u8: 1,
  s8: 1,
  u16: 2,
  s16: 2,
  s24: 3,
  u32: 4,
  s32: 4,
  f32: 4,
  f64: 8
};

/**
 * The stored format of interleaved samples. Unsigned 16-bit (offset binary, zero at 32768) becomes signed 16-bit without loss; 24-bit
 * becomes f32 without loss; 32-bit integers and doubles are rounded to f32. Full scale is 1.0 throughout.
 */
export function storedFormat(component: StoredComponent, complex: boolean, bigEndian = false): StoredFormat {
  const width = componentBytes[component];
  const bytes = complex ? 2 * width : width;
  const canonical = component === 'u16' ? 's16' : width > 2 ? 'f32' : (component as 'u8' | 's8' | 's16');
  const format: SampleFormat = complex ? `c${canonical}` : canonical;
  return { format, bytes, convert: converter(component, !bigEndian) };
}

/** A canonical format, stored as it is. */
export function asStored(format: SampleFormat): StoredFormat {
  return { format, bytes: sampleFormats[format].bytes, convert: null };
}

function converter(component: StoredComponent, little: boolean): StoredFormat['convert'] {
  switch (component) {
    case 'u8':
    case 's8':
      return null;
    case 's16':
      return little ? null : (from, to) => swapBytes(from, to, 2);
    case 'f32':
      return little ? null : (from, to) => swapBytes(from, to, 4);
    case 'u16':
      return (from, to) => {
        const [source, target] = [view(from), view(to)];
        for (let i = 0; i < from.length; i += 2) target.setInt16(i, source.getUint16(i, little) - 32768, true);
      };
    case 's24':
      return (from, to) => {
        const target = view(to);
        const [low, high] = little ? [0, 2] : [2, 0];
        for (let i = 0, o = 0; o < to.length; i += 3, o += 4) {
          const value = from[i + low] | (from[i + 1] << 8) | ((from[i + high] << 24) >> 8);
          target.setFloat32(o, value / 8388608, true);
        }
      };
    case 'u32':
      return (from, to) => {
        const [source, target] = [view(from), view(to)];
        for (let i = 0; i < from.length; i += 4)
          target.setFloat32(i, source.getUint32(i, little) / 2147483648 - 1, true);
      };
    case 's32':
      return (from, to) => {
        const [source, target] = [view(from), view(to)];
        for (let i = 0; i < from.length; i += 4) target.setFloat32(i, source.getInt32(i, little) / 2147483648, true);
      };
    case 'f64':
      return (from, to) => {
        const [source, target] = [view(from), view(to)];
        for (let i = 0, o = 0; o < to.length; i += 8, o += 4) target.setFloat32(o, source.getFloat64(i, little), true);
      };
  }
}

function swapBytes(from: Uint8Array, to: Uint8Array, width: number): void {
  for (let i = 0; i < from.length; i += width) for (let k = 0; k < width; k++) to[i + k] = from[i + width - 1 - k];
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
