import type { Activity } from './activity.ts';
import type { Channel } from './downconvert.ts';

export interface EnvelopeMeasures {
  /** Kurtosis of the signal while on, noise taken out: 1 constant, 2 noise. */
  readonly kurtosis: number;
  /** The same with slow changes of strength (fading, syllables) divided out. */
  readonly steadyKurtosis: number;
  /** The same inside the keyed stretches, their edges left out. */
  readonly keyedKurtosis: number;
  /** How alike the stretches' strengths are: standard deviation over mean of their powers. */
  readonly keyedSpread: number;
  /** Signal power between the stretches over that inside them. */
  readonly offRatio: number;
  /** Share of the keyed stretches' power that is one tone each, 0 to 1. */
  readonly keyedTone: number;
  /** Stretches, and the middle of their lengths in 1 / bandwidth. */
  readonly keyings: number;
  readonly keyedLength: number;
  readonly peakToAverageDb: number;
  readonly variation: number;
  readonly snr: number;
}

/** Moments of the envelope. @param width Hz @param noise power of a sample without signal */
export function envelopeMeasures(
  channel: Channel,
  { on, keyed, runs, level }: Activity,
  width: number,
  noise: number
): EnvelopeMeasures {
  const { re, im, rate } = channel;
  const n = re.length;
  const power = (i: number) => re[i] * re[i] + im[i] * im[i];
  let count = 0;
  let second = 0;
  let fourth = 0;
  let peak = 0;
  let amplitude = 0;
  for (let i = 0; i < n; i++) {
    if (on[i] === 0) continue;
    const p = power(i);
    count++;
    second += p;
    fourth += p * p;
    amplitude += Math.sqrt(p);
    if (p > peak) peak = p;
  }
  second /= Math.max(1, count);
  fourth /= Math.max(1, count);
  amplitude /= Math.max(1, count);
  const steady = steadyMoments(channel, on, Math.max(8, Math.round((24 * rate) / width)));
  const inner = innerMoments(power, runs, Math.round((1.5 * rate) / width), noise);
  let off = 0;
  let offCount = 0;
  const edge = Math.round((1.5 * rate) / width);
  for (let i = edge; i < n - edge; i++) {
    if (on[i] === 0 || keyed[i] === 1 || keyed[i - edge] === 1 || keyed[i + edge] === 1) continue;
    off += level[i];
    offCount++;
  }
  const onPower = Math.max(1e-30, inner.mean - noise);
  const lengths = runs.map(([a, b]) => b - a).sort((a, b) => a - b);
  return {
    kurtosis: withoutNoise(second, fourth, noise),
    steadyKurtosis: withoutNoise(1, steady.fourth, Math.min(0.99, steady.noise(noise))),
    keyedKurtosis: inner.kurtosis,
    keyedSpread: inner.spread,
    offRatio: offCount > 0 ? Math.max(0, off / offCount - noise) / onPower : 0,
    keyedTone: toneShare(channel, runs, Math.max(1, Math.round(rate / width)), noise),
    keyings: runs.length,
    keyedLength: ((lengths[lengths.length >> 1] ?? 0) * width) / rate,
    peakToAverageDb: 10 * Math.log10(peak / Math.max(second, 1e-30)),
    variation:
      Math.sqrt(Math.max(0, second - noise - amplitude * amplitude * Math.max(0, 1 - noise / second))) /
      Math.max(amplitude, 1e-30),
    snr: Math.max(0, second - noise) / Math.max(noise, 1e-30)
  };
}

/** E|s|^4 / E|s|^2^2 of a signal s in circular Gaussian noise of power `noise`, from the moments of both together. */
function withoutNoise(second: number, fourth: number, noise: number): number {
  const signal = Math.max(second - noise, 0.05 * second);
  return (fourth - 4 * signal * noise - 2 * noise * noise) / (signal * signal);
}

/** Fourth moment of x over its own mean power in blocks, and what noise is in that measure. */
function steadyMoments({ re, im }: Channel, on: Uint8Array, block: number) {
  let fourth = 0;
  let inverse = 0;
  let weight = 0;
  for (let start = 0; start + block <= re.length; start += block) {
    let second = 0;
    let square = 0;
    let count = 0;
    for (let i = start; i < start + block; i++) {
      if (on[i] === 0) continue;
      const p = re[i] * re[i] + im[i] * im[i];
      second += p;
      square += p * p;
      count++;
    }
    if (count < block || second <= 0) continue;
    second /= count;
    fourth += square / count / (second * second);
    inverse += 1 / second;
    weight++;
  }
  return {
    fourth: weight > 0 ? fourth / weight : 2,
    noise: (noise: number) => (weight > 0 ? (noise * inverse) / weight : 0)
  };
}

function innerMoments(
  power: (i: number) => number,
  runs: readonly (readonly [number, number])[],
  edge: number,
  noise: number
) {
  let excess = 0;
  let weight = 0;
  let mean = 0;
  const means: number[] = [];
  for (const [from, to] of runs) {
    let second = 0;
    let fourth = 0;
    let count = 0;
    for (let i = from + edge; i < to - edge; i++) {
      const p = power(i);
      second += p;
      fourth += p * p;
      count++;
    }
    if (count < 3) continue;
    mean += second;
    weight += count;
    second /= count;
    fourth /= count;
    means.push(second);
    excess += withoutNoise(second, fourth, noise) * count;
  }
  if (weight === 0) return { kurtosis: 2, spread: 1, mean: 0 };
  const average = means.reduce((a, b) => a + b, 0) / means.length;
  const variance = means.reduce((a, b) => a + (b - average) ** 2, 0) / means.length;
  return { kurtosis: excess / weight, spread: Math.sqrt(variance) / average, mean: mean / weight };
}

/** Share of power in one tone per stretch: the correlation over a delay at which the noise no longer knows itself, each stretch with its own frequency. */
function toneShare(
  { re, im }: Channel,
  runs: readonly (readonly [number, number])[],
  delay: number,
  noise: number
): number {
  let coherent = 0;
  let all = 0;
  for (const [from, to] of runs) {
    let a = 0;
    let b = 0;
    let power = 0;
    for (let i = from; i + delay < to; i++) {
      a += re[i + delay] * re[i] + im[i + delay] * im[i];
      b += im[i + delay] * re[i] - re[i + delay] * im[i];
      power +=
        (re[i] * re[i] + im[i] * im[i] + re[i + delay] * re[i + delay] + im[i + delay] * im[i + delay]) / 2 - noise;
    }
    coherent += Math.hypot(a, b);
    all += Math.max(power, 0);
  }
  return all > 0 ? Math.min(1, coherent / all) : 0;
}
