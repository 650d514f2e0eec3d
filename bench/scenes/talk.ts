import { Prng } from '#lib/base/prng.ts';
import { lowpass } from './wave.ts';

/** Rate of what `talk` and `tune` make. */
export const audioRate = 16_000;

/** First two formants of some vowels, Hz (Peterson and Barney, 1952). */
const vowels = [
  [730, 1090],
  [530, 1840],
  [270, 2290],
  [570, 840],
  [300, 870],
  [660, 1720]
];

/** Somebody talks: voiced syllables with two formants and a gliding pitch, hisses, pauses; about -1 .. 1, 250 Hz to `top`. */
export function talk(random: Prng, seconds: number, top: number): Float64Array {
  const n = Math.ceil(seconds * audioRate);
  const out = new Float64Array(n);
  const voice = random.between(90, 220);
  for (let start = 0; start < n;) {
    const length = Math.round(random.between(0.08, 0.28) * audioRate);
    const kind = random.unit();
    if (kind < 0.72) voiced(random, out, start, Math.min(n, start + length), voice * random.between(0.85, 1.25), top);
    else if (kind < 0.86) hiss(random, out, start, Math.min(n, start + length / 2));
    start += length + Math.round(random.unit() < 0.15 ? random.between(0.05, 0.3) * audioRate : 0);
  }
  const soft = lowpass(out, top, audioRate, 48);
  const rumble = lowpass(soft, 250, audioRate, 48);
  let peak = 1e-9;
  for (let i = 0; i < n; i++) {
    soft[i] -= rumble[i];
    peak = Math.max(peak, Math.abs(soft[i]));
  }
  // As a transmitter's limiter leaves it.
  return soft.map((x) => Math.max(-1, Math.min(1, (1.6 * x) / peak)));
}

function voiced(random: Prng, out: Float64Array, from: number, to: number, pitch: number, top: number): void {
  const [first, second] = random.pick(vowels);
  const glide = random.between(-0.15, 0.15);
  const weights: number[] = [];
  for (let k = 1; k * pitch < top; k++) {
    const f = k * pitch;
    weights.push(1 / (1 + ((f - first) / 110) ** 2) + 0.5 / (1 + ((f - second) / 160) ** 2) + 0.02);
  }
  let phase = 0;
  for (let i = from; i < to; i++) {
    const t = (i - from) / (to - from);
    phase += (pitch * (1 + glide * t)) / audioRate;
    let sum = 0;
    for (let k = 0; k < weights.length; k++) sum += weights[k] * Math.sin(2 * Math.PI * (k + 1) * phase + k * k);
    out[i] += sum * Math.sin(Math.PI * t) ** 0.7;
  }
}

function hiss(random: Prng, out: Float64Array, from: number, to: number): void {
  let before = 0;
  for (let i = from; i < to; i++) {
    const white = random.between(-1, 1);
    out[i] += 0.7 * (white - before) * Math.sin((Math.PI * (i - from)) / (to - from));
    before = white;
  }
}

/** Music of a kind: chords of decaying notes; about -1 .. 1. */
export function tune(random: Prng, seconds: number): Float64Array {
  const n = Math.ceil(seconds * audioRate);
  const out = new Float64Array(n);
  const root = random.between(80, 200);
  for (let start = 0; start < n; start += Math.round(random.between(0.12, 0.35) * audioRate)) {
    for (let note = 0; note < 3; note++) {
      const hz = root * 2 ** (random.below(36) / 12);
      const decay = random.between(2, 9);
      const level = random.between(0.2, 1);
      for (let i = start; i < Math.min(n, start + audioRate / 2); i++) {
        const t = (i - start) / audioRate;
        const tone =
          Math.sin(2 * Math.PI * hz * t) + 0.5 * Math.sin(4 * Math.PI * hz * t) + 0.25 * Math.sin(6 * Math.PI * hz * t);
        out[i] += level * Math.exp(-decay * t) * tone;
      }
    }
  }
  let peak = 1e-9;
  for (const value of out) peak = Math.max(peak, Math.abs(value));
  return out.map((x) => Math.max(-1, Math.min(1, (1.4 * x) / peak)));
}
