import { cosTurns, sinTurns } from '#lib/dsp/sinCos.ts';
import type { Samples } from './samples.ts';

/** Taps of one half-band stage on either side of the middle: every other one is zero. */
const halfReach = 15;
const halfTaps = lowpassTaps(0.25, halfReach);
/** The last filter's reach, in samples of its own rate. */
const lastReach = 24;

/** A band of a signal at 0 Hz. */
export interface Channel extends Samples {
  /** Width that white noise fills in it, Hz. */
  readonly noiseHz: number;
}

/**
 * A band of a signal, moved to 0 Hz: mixed, halved in rate as long as the band fits into `oversampling` times less, then filtered to its width.
 * Windowed-sinc filters throughout; pass band flat within 0.1 dB over `width`, stop band 55 dB down.
 * @param center Hz, of the band @param width Hz @param oversampling least rate of the result, in widths
 */
export function downconvert(samples: Samples, center: number, width: number, oversampling = 2): Channel {
  let { re, im, rate } = mix(samples, center);
  while (rate / 2 >= oversampling * width && re.length >= 128) {
    ({ re, im } = halve(re, im));
    rate /= 2;
  }
  // A transition of a quarter of the width, or what the filter's length allows.
  const edge = width / 2 + Math.max(width / 8, rate / (2 * lastReach));
  if (edge < 0.45 * rate)
    return { ...filter(re, im, lowpassTaps(edge / rate, lastReach), lastReach), rate, noiseHz: 2 * edge };
  return { re, im, rate, noiseHz: rate };
}

function mix({ re, im, rate }: Samples, center: number): { re: Float32Array; im: Float32Array; rate: number } {
  const n = re.length;
  const outRe = new Float32Array(n);
  const outIm = new Float32Array(n);
  const turns = -center / rate;
  const stepC = cosTurns(wrap(turns));
  const stepS = sinTurns(wrap(turns));
  let c = 1;
  let s = 0;
  for (let i = 0; i < n; i++) {
    // The recurrence drifts: set right now and then.
    if ((i & 1023) === 0) {
      c = cosTurns(wrap(turns * i));
      s = sinTurns(wrap(turns * i));
    }
    outRe[i] = re[i] * c - im[i] * s;
    outIm[i] = re[i] * s + im[i] * c;
    const next = c * stepC - s * stepS;
    s = c * stepS + s * stepC;
    c = next;
  }
  return { re: outRe, im: outIm, rate };
}

function wrap(turns: number): number {
  return turns - Math.floor(turns);
}

function halve(re: Float32Array, im: Float32Array): { re: Float32Array<ArrayBuffer>; im: Float32Array<ArrayBuffer> } {
  const n = re.length >> 1;
  const outRe = new Float32Array(n);
  const outIm = new Float32Array(n);
  const last = re.length - 1;
  for (let i = 0; i < n; i++) {
    const at = 2 * i;
    let a = halfTaps[halfReach] * re[at];
    let b = halfTaps[halfReach] * im[at];
    for (let k = 1; k <= halfReach; k += 2) {
      const tap = halfTaps[halfReach + k];
      const low = at >= k ? at - k : 0;
      const high = at + k <= last ? at + k : last;
      a += tap * (re[low] + re[high]);
      b += tap * (im[low] + im[high]);
    }
    outRe[i] = a;
    outIm[i] = b;
  }
  return { re: outRe, im: outIm };
}

function filter(re: Float32Array, im: Float32Array, taps: Float32Array, reach: number) {
  const n = re.length;
  const outRe = new Float32Array(n);
  const outIm = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    let a = 0;
    let b = 0;
    const from = Math.max(0, i - reach);
    const to = Math.min(n - 1, i + reach);
    for (let j = from, k = from - i + reach; j <= to; j++, k++) {
      a += taps[k] * re[j];
      b += taps[k] * im[j];
    }
    outRe[i] = a;
    outIm[i] = b;
  }
  return { re: outRe, im: outIm };
}

/** 2 reach + 1 taps of a low-pass filter with gain 1 at 0 Hz: sinc times Blackman. @param cutoff turns per sample, where it is 6 dB down */
function lowpassTaps(cutoff: number, reach: number): Float32Array {
  const taps = Float64Array.from({ length: 2 * reach + 1 }, (_, index) => {
    const k = index - reach;
    const sinc = k === 0 ? 2 * cutoff : sinTurns(wrap(cutoff * k)) / (Math.PI * k);
    const turn = (index + 1) / (2 * reach + 2);
    return sinc * (0.42 - 0.5 * cosTurns(turn) + 0.08 * cosTurns(wrap(2 * turn)));
  });
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return Float32Array.from(taps, (tap) => tap / sum);
}
