import { Prng, hash32 } from '#lib/base/prng.ts';
import { meanSpectrum } from '#lib/spectrum/character/meanSpectrum.ts';
import type { SignalClass } from '#lib/spectrum/character/character.ts';
import { am, carrier, nfm, noiseLike, ssb, wfm } from './analogue.ts';
import { chirp, fsk, ofdm, ook, psk } from './digital.ts';
import { gaussian, type Wave, type WaveMaker } from './wave.ts';

/** A recording with one signal of a known class, perhaps a neighbour, in noise. */
export interface Scene {
  readonly class: SignalClass;
  readonly rate: number;
  readonly bytes: Uint8Array;
  /** Samples the signal covers. */
  readonly start: number;
  readonly stop: number;
  /** Band that holds 99 % of it, Hz. */
  readonly lowHz: number;
  readonly highHz: number;
  /** In that band, while the signal is on, dB. */
  readonly snrDb: number;
}

interface Kind {
  readonly class: SignalClass;
  readonly make: WaveMaker;
  readonly rates: readonly number[];
}

const narrow = [250_000];
const usual = [250_000, 1_024_000, 2_400_000];

const kinds: readonly Kind[] = [
  { class: 'carrier', make: carrier, rates: usual },
  { class: 'AM', make: am, rates: narrow },
  { class: 'NFM', make: nfm, rates: narrow },
  { class: 'WFM', make: wfm, rates: [1_024_000, 2_400_000] },
  { class: 'SSB', make: ssb, rates: narrow },
  { class: 'OOK', make: ook, rates: usual },
  { class: 'FSK', make: fsk, rates: usual },
  { class: 'PSK/QAM', make: psk, rates: usual },
  { class: 'OFDM', make: ofdm, rates: usual },
  { class: 'chirp', make: chirp, rates: usual },
  { class: 'noise-like', make: noiseLike, rates: usual }
];

const mostSamples = 360_000;
/** Strength is told in the signal's band, or in this share of the rate where that is narrower: a bin of the detector. */
const leastShare = 250;
const leadSeconds = 0.03;

/** Scene `index` of a seed; the classes take turns. Strength 5 to 20 dB over the noise in the signal's own band. */
export function makeScene(seed: number, index: number): Scene {
  const random = new Prng(hash32(seed, index));
  const kind = kinds[index % kinds.length];
  const rate = random.pick(kind.rates);
  const wave = impaired(random, kind.make(random, rate, mostSamples), rate);
  const lead = Math.round(leadSeconds * rate);
  const n = 2 * lead + wave.re.length;
  const band = occupied(wave, rate);
  const offset = placeFor(random, rate, band.width);
  const snrDb = random.between(5, 20);
  const density = band.power / Math.max(band.width, rate / leastShare) / 10 ** (snrDb / 10);
  const noise = Math.sqrt((density * rate) / 2);
  const re = new Float64Array(n);
  const im = new Float64Array(n);
  add(re, im, wave, lead, offset - band.middle, rate, 1);
  neighbour(random, re, im, rate, offset, band.width, Math.sqrt(band.power));
  for (let i = 0; i < n; i++) {
    re[i] += noise * gaussian(random);
    im[i] += noise * gaussian(random);
  }
  return {
    class: kind.class,
    rate,
    bytes: quantised(random, re, im),
    start: lead,
    stop: lead + wave.re.length,
    lowHz: offset - band.width / 2,
    highHz: offset + band.width / 2,
    snrDb
  };
}

/** Fading (a path that comes and goes slowly), an echo, an oscillator's error: none, or some. */
function impaired(random: Prng, wave: Wave, rate: number): Wave {
  const n = wave.re.length;
  const re = Float64Array.from(wave.re);
  const im = Float64Array.from(wave.im);
  if (random.unit() < 0.3) {
    const delay = 1 + random.below(Math.max(2, Math.round(2e-6 * rate)));
    const gain = random.between(0.1, 0.4);
    const turn = 2 * Math.PI * random.unit();
    for (let i = delay; i < n; i++) {
      re[i] += gain * (wave.re[i - delay] * Math.cos(turn) - wave.im[i - delay] * Math.sin(turn));
      im[i] += gain * (wave.re[i - delay] * Math.sin(turn) + wave.im[i - delay] * Math.cos(turn));
    }
  }
  if (random.unit() < 0.3) {
    const hz = random.between(0.5, 8);
    const depth = random.between(0.1, 0.4);
    const phase = 2 * Math.PI * random.unit();
    for (let i = 0; i < n; i++) {
      const gain = 1 + depth * Math.sin((2 * Math.PI * hz * i) / rate + phase);
      re[i] *= gain;
      im[i] *= gain;
    }
  }
  return { re, im };
}

function occupied(wave: Wave, rate: number): { width: number; middle: number; power: number } {
  const samples = { re: Float32Array.from(wave.re), im: Float32Array.from(wave.im), rate };
  const { power, binHz } = meanSpectrum(samples, wave.re.length > 65536 ? 8192 : 1024);
  let total = 0;
  for (const value of power) total += value;
  let sum = 0;
  let low = 0;
  let high = power.length;
  for (let i = 0; i < power.length; i++) {
    if (sum < 0.005 * total) low = i;
    if (sum < 0.995 * total) high = i + 1;
    sum += power[i];
  }
  // What the signal has while it is on: the louder part of its samples.
  const levels = samples.re.map((x, i) => x * x + samples.im[i] * samples.im[i]).sort();
  const loud = levels.subarray(Math.floor(0.5 * levels.length));
  const on = loud.reduce((a, b) => a + b, 0) / loud.length;
  const mean = levels.reduce((a, b) => a + b, 0) / levels.length;
  const half = (power.length / 2) * binHz;
  return { width: (high - low) * binHz, middle: ((low + high) / 2) * binHz - half, power: on > 1.8 * mean ? on : mean };
}

function placeFor(random: Prng, rate: number, width: number): number {
  const room = Math.max(0, 0.45 * rate - width / 2);
  return random.between(-room, room);
}

function add(re: Float64Array, im: Float64Array, wave: Wave, at: number, hz: number, rate: number, gain: number): void {
  for (let i = 0; i < wave.re.length && at + i < re.length; i++) {
    const turn = 2 * Math.PI * (((hz * i) / rate) % 1);
    re[at + i] += gain * (wave.re[i] * Math.cos(turn) - wave.im[i] * Math.sin(turn));
    im[at + i] += gain * (wave.re[i] * Math.sin(turn) + wave.im[i] * Math.cos(turn));
  }
}

/** Another emitter in every third scene, outside the signal's band, as strong or weaker. */
function neighbour(
  random: Prng,
  re: Float64Array,
  im: Float64Array,
  rate: number,
  offset: number,
  width: number,
  amplitude: number
): void {
  if (random.unit() > 0.33) return;
  const wave = random.pick([ook, fsk, carrier])(random, rate, re.length);
  const { width: own, middle } = occupied(wave, rate);
  const away = width / 2 + own / 2 + Math.max(0.1 * rate, width);
  const place = offset > 0 ? offset - away : offset + away;
  if (Math.abs(place) + own / 2 > 0.48 * rate) return;
  add(
    re,
    im,
    wave,
    random.below(Math.max(1, re.length >> 1)),
    place - middle,
    rate,
    amplitude * random.between(0.1, 0.7)
  );
}

/** As an 8-bit receiver delivers it, its gain set so that peaks reach half to all of full scale, with a small offset at 0 Hz. */
function quantised(random: Prng, re: Float64Array, im: Float64Array): Uint8Array {
  let power = 0;
  for (let i = 0; i < re.length; i++) power += re[i] * re[i] + im[i] * im[i];
  const gain = (random.between(12, 36) / Math.sqrt(power / re.length)) * 1;
  const biasRe = random.between(-0.5, 0.5);
  const biasIm = random.between(-0.5, 0.5);
  const bytes = new Uint8Array(2 * re.length);
  for (let i = 0; i < re.length; i++) {
    bytes[2 * i] = Math.max(0, Math.min(255, Math.round(127.5 + biasRe + gain * re[i])));
    bytes[2 * i + 1] = Math.max(0, Math.min(255, Math.round(127.5 + biasIm + gain * im[i])));
  }
  return bytes;
}
