import { sampleFormats, type SampleFormat } from '#lib/base/sampleFormat.ts';

/** What a driver is asked for, and what becomes of it. */
export interface SoapyFormatPlan {
  /** By SoapySDR's name: 'CS16'. */
  readonly stream: string;
  /** Bytes of one sample as the driver gives it. */
  readonly streamBytes: number;
  /** What the radio delivers. */
  readonly format: SampleFormat;
  /** Makes the second of the first, or null where they are the same. Fills the front of `to`, which has room. */
  readonly convert: ((from: Uint8Array, to: Uint8Array, samples: number) => void) | null;
}

/** Formats of SoapySDR that are ours as they are. */
const same: Readonly<Record<string, SampleFormat>> = {
  CU8: 'cu8',
  CS8: 'cs8',
  CS16: 'cs16',
  CF32: 'cf32',
  U8: 'u8',
  S8: 's8',
  S16: 's16',
  F32: 'f32'
};

/** Formats that are brought to one of ours: bytes of a component, and full scale where the driver does not say another. */
const others: Readonly<Record<string, { to: SampleFormat; bytes: number; fullScale: number }>> = {
  CF64: { to: 'cf32', bytes: 8, fullScale: 1 },
  CS32: { to: 'cf32', bytes: 4, fullScale: 2 ** 31 },
  CU32: { to: 'cf32', bytes: 4, fullScale: 2 ** 31 },
  CU16: { to: 'cs16', bytes: 2, fullScale: 2 ** 15 },
  CS12: { to: 'cs16', bytes: 1.5, fullScale: 2 ** 11 },
  F64: { to: 'f32', bytes: 8, fullScale: 1 },
  S32: { to: 'f32', bytes: 4, fullScale: 2 ** 31 },
  U32: { to: 'f32', bytes: 4, fullScale: 2 ** 31 },
  U16: { to: 's16', bytes: 2, fullScale: 2 ** 15 }
};

/** In this order, where the hardware's own format is none of ours: the driver scales CF32 to 1.0, which it need not for integers. */
const asked = ['CF32', 'CS16', 'CS8', 'CU8', 'F32', 'S16', 'S8', 'U8'];

/**
 * Chooses the format of a stream: the hardware's own where it is one of ours, else one that the driver offers, else one that is converted here.
 * @param native what the hardware has, and the value that is full scale in it
 * @param offered by SoapySDR's names; empty when the driver does not tell
 * @param wish what a person asked for: 'cs16' or 'CS16'; null for the best
 * @returns null when nothing fits
 */
export function planSoapyFormat(
  native: { readonly format: string; readonly fullScale: number },
  offered: readonly string[],
  wish: string | null = null
): SoapyFormatPlan | null {
  const there = (name: string) => name === native.format || offered.includes(name);
  const wanted = wish?.toUpperCase() ?? null;
  const choices = wanted === null ? [native.format, ...asked, ...Object.keys(others)] : [wanted];
  const first = choices.find((name, at) => there(name) && (Object.hasOwn(same, name) || (at > 0 && isOther(name))));
  const stream = first ?? choices.find((name) => there(name) && isOther(name));
  if (stream === undefined) return null;
  const scale = stream === native.format ? native.fullScale : Number.NaN;
  return Object.hasOwn(same, stream) ? ours(stream, same[stream], scale) : converted(stream, scale);
}

function isOther(name: string): boolean {
  return Object.hasOwn(others, name);
}

function ours(stream: string, format: SampleFormat, fullScale: number): SoapyFormatPlan {
  const { bytes, fullScale: nominal, component, complex } = sampleFormats[format];
  const factor = nominal / fullScale;
  // 32767 for 32768 is a habit of drivers. Twelve bits in sixteen (2048) are another matter: 24 dB.
  const scaled = (component === 's16' || component === 'f32') && factor > 0 && Math.abs(factor - 1) > 0.01;
  if (!scaled || !Number.isFinite(factor)) return { stream, streamBytes: bytes, format, convert: null };
  const each = complex ? 2 : 1;
  const convert = (from: Uint8Array, to: Uint8Array, samples: number) => {
    const count = samples * each;
    const [source, target] = [view(from, component, count), view(to, component, count)];
    for (let at = 0; at < count; at++) target[at] = fit(source[at] * factor, component);
  };
  return { stream, streamBytes: bytes, format, convert };
}

function converted(stream: string, told: number): SoapyFormatPlan {
  const { to: format, bytes, fullScale } = others[stream];
  const { complex, fullScale: nominal, component } = sampleFormats[format];
  const each = complex ? 2 : 1;
  const plan = { stream, streamBytes: bytes * each, format };
  if (stream === 'CS12') return { ...plan, convert: unpack12 };
  const factor = nominal / (Number.isFinite(told) && told > 0 ? told : fullScale);
  const unsigned = /^C?U/.test(stream);
  return {
    ...plan,
    convert(from, to, samples) {
      const count = samples * each;
      const source = wide(from, stream, count);
      const target = view(to, component, count);
      const offset = unsigned ? fullScale : 0;
      for (let at = 0; at < count; at++) target[at] = fit((source[at] - offset) * factor, component);
    }
  };
}

/** Twelve bits of I and twelve of Q in three bytes, lowest bits first; they become the upper ones of sixteen. */
function unpack12(from: Uint8Array, to: Uint8Array, samples: number): void {
  for (let at = 0; at < samples; at++) {
    const [first, middle, last] = [from[3 * at], from[3 * at + 1], from[3 * at + 2]];
    to[4 * at] = first << 4;
    to[4 * at + 1] = (middle << 4) | (first >> 4);
    to[4 * at + 2] = middle & 0xf0;
    to[4 * at + 3] = last;
  }
}

function view(data: Uint8Array, component: string, count: number): Int16Array | Float32Array {
  return component === 's16'
    ? new Int16Array(data.buffer, data.byteOffset, count)
    : new Float32Array(data.buffer, data.byteOffset, count);
}

function wide(data: Uint8Array, stream: string, count: number) {
  const { buffer, byteOffset } = data;
  if (stream.endsWith('F64')) return new Float64Array(buffer, byteOffset, count);
  if (stream.endsWith('S32')) return new Int32Array(buffer, byteOffset, count);
  if (stream.endsWith('U32')) return new Uint32Array(buffer, byteOffset, count);
  return new Uint16Array(buffer, byteOffset, count);
}

function fit(value: number, component: string): number {
  return component === 's16' ? Math.max(-32768, Math.min(32767, Math.round(value))) : value;
}
