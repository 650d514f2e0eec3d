import { VirtualClock } from '#lib/base/virtualClock.ts';
import type { RadioWant } from '#lib/radio/radio.ts';
import { SimulatedRadio, type SimulatedRadioOptions } from '#lib/radio/simulatedRadio.ts';
import type { AnyEmitterPlan } from '#lib/radio/world/emitters/list.ts';
import { toPosition } from '#lib/radio/world/place.ts';
import { createWorld, type World } from '#lib/radio/world/world.ts';

// What the tests of the world measure with. Written on its own, with Math.sin and all, so that it shares no mistake with what it measures.

export interface Signal {
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly rate: number;
}

export interface Received extends Signal {
  readonly radio: SimulatedRadio;
  readonly bytes: Uint8Array;
}

const origin = { latitude: 47.3, longitude: 8.5, height: 0 };

/** A position, kilometres east and north of the test worlds' origin. */
export function at(east: number, north: number, height = 0) {
  return toPosition(origin, { east: east * 1000, north: north * 1000, up: height });
}

/** A world of just these. */
export function worldOf(...emitters: AnyEmitterPlan[]): World {
  return createWorld({ seed: 3, emitters, origin });
}

/** What an unpaced radio at the origin delivers, as numbers. */
export async function receive(
  world: World,
  want: { center: number; rate: number; gain?: number },
  duration: number,
  options: Partial<SimulatedRadioOptions> = {}
): Promise<Received> {
  const settings = { world, clock: new VirtualClock(), paced: false, position: at(0, 0), ...options };
  const radio = new SimulatedRadio(settings);
  await radio.configure(want as RadioWant);
  const size = radio.info.format === 'cs16' ? 4 : 2;
  const samples = Math.round(duration * want.rate);
  const bytes = new Uint8Array(samples * size);
  const stop = new AbortController();
  let filled = 0;
  await radio.stream((block) => {
    const take = Math.min(block.data.length, bytes.length - filled);
    bytes.set(block.data.subarray(0, take), filled);
    filled += take;
    if (filled === bytes.length) stop.abort();
  }, stop.signal);
  const { re, im } = numbers(bytes, radio.info.format);
  return { radio, bytes, re, im, rate: want.rate };
}

function numbers(bytes: Uint8Array, format: string) {
  const view = new DataView(bytes.buffer);
  const size = format === 'cs16' ? 4 : 2;
  const count = bytes.length / size;
  const re = new Float64Array(count);
  const im = new Float64Array(count);
  for (let n = 0; n < count; n++) {
    if (format === 'cu8') {
      re[n] = (bytes[2 * n] - 127.5) / 127.5;
      im[n] = (bytes[2 * n + 1] - 127.5) / 127.5;
    } else if (format === 'cs8') {
      re[n] = view.getInt8(2 * n) / 128;
      im[n] = view.getInt8(2 * n + 1) / 128;
    } else {
      re[n] = view.getInt16(4 * n, true) / 32768;
      im[n] = view.getInt16(4 * n + 2, true) / 32768;
    }
  }
  return { re, im };
}

/** Mean power, dBFS. */
export function level({ re, im }: Signal, from = 0, to = re.length): number {
  let sum = 0;
  for (let n = from; n < to; n++) sum += re[n] ** 2 + im[n] ** 2;
  return 10 * Math.log10(sum / (to - from));
}

/** Moves `offset` Hz to 0 and averages over `length` samples at every sample (a box filter). */
export function mixed({ re, im, rate }: Signal, offset: number, length: number): Signal {
  const count = re.length;
  const outRe = new Float64Array(count);
  const outIm = new Float64Array(count);
  const lineRe = new Float64Array(length);
  const lineIm = new Float64Array(length);
  let sumRe = 0;
  let sumIm = 0;
  for (let n = 0; n < count; n++) {
    const angle = -2 * Math.PI * ((offset * n) / rate);
    const c = Math.cos(angle);
    const s = Math.sin(angle);
    const a = re[n] * c - im[n] * s;
    const b = re[n] * s + im[n] * c;
    sumRe += a - lineRe[n % length];
    sumIm += b - lineIm[n % length];
    lineRe[n % length] = a;
    lineIm[n % length] = b;
    outRe[n] = sumRe / length;
    outIm[n] = sumIm / length;
  }
  return { re: outRe, im: outIm, rate };
}

/** Frequency of every sample against the one before, Hz. */
export function discriminated({ re, im, rate }: Signal): Float64Array {
  const out = new Float64Array(re.length);
  for (let n = 1; n < re.length; n++) {
    const a = re[n] * re[n - 1] + im[n] * im[n - 1];
    const b = im[n] * re[n - 1] - re[n] * im[n - 1];
    out[n] = (Math.atan2(b, a) * rate) / (2 * Math.PI);
  }
  out[0] = out[1];
  return out;
}

/** Amplitude and phase of a sine in a real signal. */
export function tone(x: Float64Array, rate: number, frequency: number, from = 0, to = x.length) {
  let c = 0;
  let s = 0;
  for (let n = from; n < to; n++) {
    const angle = 2 * Math.PI * ((frequency * n) / rate);
    c += x[n] * Math.cos(angle);
    s += x[n] * Math.sin(angle);
  }
  const half = (to - from) / 2;
  return { amplitude: Math.hypot(c, s) / half, phase: Math.atan2(c, s) };
}

/** Power per bin (sum = mean power), ascending from -rate / 2, averaged over Blackman-Harris windowed pieces. */
export function spectrum({ re, im }: Signal, size: number, from = 0, to = re.length): Float64Array {
  const window = Float64Array.from({ length: size }, (_, n) => {
    const x = (2 * Math.PI * n) / size;
    return 0.35875 - 0.48829 * Math.cos(x) + 0.14128 * Math.cos(2 * x) - 0.01168 * Math.cos(3 * x);
  });
  const energy = window.reduce((sum, w) => sum + w * w, 0);
  const power = new Float64Array(size);
  let pieces = 0;
  for (let start = from; start + size <= to; start += size / 2, pieces++) {
    const a = Float64Array.from(window, (w, n) => w * re[start + n]);
    const b = Float64Array.from(window, (w, n) => w * im[start + n]);
    transform(a, b);
    for (let k = 0; k < size; k++) power[(k + size / 2) % size] += a[k] ** 2 + b[k] ** 2;
  }
  for (let k = 0; k < size; k++) power[k] /= pieces * energy * size;
  return power;
}

/** The width that holds 99 % of the power above a floor, within +-reach of an offset: what is left out is half a per cent on each side. */
export function occupied(power: Float64Array, rate: number, offset: number, reach: number, floor: number): number {
  const size = power.length;
  const first = Math.round(((offset - reach) / rate + 0.5) * size);
  const last = Math.round(((offset + reach) / rate + 0.5) * size);
  const sums: number[] = [];
  let sum = 0;
  for (let k = first; k <= last; k++) {
    sum += power[k] - floor;
    sums.push(sum);
  }
  const edge = (share: number) => sums.findIndex((part) => part >= share * sum);
  return ((edge(0.995) - edge(0.005)) * rate) / size;
}

/** In place, radix 2, forward. */
function transform(re: Float64Array, im: Float64Array): void {
  const size = re.length;
  for (let i = 1, j = 0; i < size; i++) {
    let bit = size >> 1;
    for (; (j & bit) !== 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j], re[i]];
      [im[i], im[j]] = [im[j], im[i]];
    }
  }
  for (let half = 1; half < size; half *= 2) {
    for (let k = 0; k < half; k++) {
      const c = Math.cos((Math.PI * k) / half);
      const s = -Math.sin((Math.PI * k) / half);
      for (let i = k; i < size; i += 2 * half) {
        const a = re[i + half] * c - im[i + half] * s;
        const b = re[i + half] * s + im[i + half] * c;
        re[i + half] = re[i] - a;
        im[i + half] = im[i] - b;
        re[i] += a;
        im[i] += b;
      }
    }
  }
}
