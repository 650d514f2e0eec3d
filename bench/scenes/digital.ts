import type { Prng } from '#lib/base/prng.ts';
import { Fft } from '#lib/dsp/fft.ts';
import { scaled } from './analogue.ts';
import { emptyWave, logBetween, lowpass, modulateFrequency, type Wave } from './wave.ts';

/** Keyed carriers as remote controls, sensors, Morse and transponders send them: five line codes, packets repeated, slow edges, an oscillator that pulls. */
export function ook(random: Prng, rate: number, most: number): Wave {
  const chip = Math.max(6, Math.round(logBetween(random, 8e-6, 6e-4) * rate));
  const packet: number[] = [];
  const code = random.pick(['pwm', 'ppm', 'manchester', 'nrz', 'rz'] as const);
  const bits = 16 + random.below(60);
  for (let bit = 0; bit < bits; bit++) {
    const one = random.below(2);
    if (code === 'pwm') packet.push(...(one === 1 ? [1, 1, 0] : [1, 0, 0]));
    else if (code === 'ppm') packet.push(1, ...new Array<number>(one === 1 ? 4 : 2).fill(0));
    else if (code === 'manchester') packet.push(...(one === 1 ? [1, 0] : [0, 1]));
    else if (code === 'nrz') packet.push(one);
    else packet.push(one, 0);
  }
  const repeats = 1 + random.below(6);
  const pause = new Array<number>(random.below(30)).fill(0);
  const chips: number[] = [];
  for (let i = 0; i < repeats; i++) chips.push(...packet, ...pause);
  const n = Math.min(most, chips.length * chip);
  const low = random.unit() < 0.2 ? random.between(0.05, 0.25) : 0;
  const keyed = Float64Array.from({ length: n }, (_, i) => (chips[Math.floor(i / chip)] === 1 ? 1 : low));
  const soft = lowpass(keyed, random.between(1, 4) * (rate / chip), rate, Math.min(64, chip));
  const pull = random.unit() < 0.3 ? random.between(-0.5, 0.5) * (rate / chip) : 0;
  let within = 0;
  const hz = soft.map((level) => {
    within = level > 0.5 ? within + 1 : 0;
    return pull * Math.exp(-within / (2 * chip));
  });
  const wave = modulateFrequency(hz, rate);
  return { re: wave.re.map((x, i) => x * soft[i]), im: wave.im.map((x, i) => x * soft[i]) };
}

/** 2- and 4-level FSK, rectangular or Gaussian (BT 0.3 .. 1), modulation index 0.4 to 4; a packet with preamble or a steady stream. */
export function fsk(random: Prng, rate: number, most: number): Wave {
  const symbolRate = logBetween(random, 1200, rate / 12);
  const levels = random.unit() < 0.7 ? 2 : 4;
  const index = levels === 2 ? logBetween(random, 0.45, 4) : logBetween(random, 0.25, 1);
  const n = Math.round(Math.min(most, logBetween(random, 120, 4000) * (rate / symbolRate)));
  const symbols = randomSymbols(random, Math.ceil((n * symbolRate) / rate) + 2, levels);
  const preamble = random.unit() < 0.5 ? 16 + random.below(32) : 0;
  for (let i = 0; i < Math.min(preamble, symbols.length); i++) symbols[i] = i % 2 === 0 ? 1 : -1;
  const step = (index * symbolRate) / 2;
  let hz = Float64Array.from(
    { length: n },
    (_, i) => step * (levels === 2 ? 1 : 3) * symbols[Math.floor((i * symbolRate) / rate)]
  );
  if (random.unit() < 0.6) {
    const bt = random.between(0.4, 1);
    // A Gaussian low-pass of that 3 dB width, as three running means.
    const reach = Math.max(1, Math.round((0.2 * rate) / symbolRate / bt));
    for (let pass = 0; pass < 3; pass++) hz = runningMean(hz, reach);
  }
  return modulateFrequency(hz, rate);
}

/** Levels from -1 to 1, evenly spaced. */
function randomSymbols(random: Prng, count: number, levels: number): Float64Array {
  return Float64Array.from({ length: count }, () => (2 * random.below(levels)) / (levels - 1) - 1);
}

function runningMean(values: Float64Array, reach: number): Float64Array<ArrayBuffer> {
  const out = new Float64Array(values.length);
  let sum = 0;
  for (let i = -reach; i < values.length; i++) {
    if (i + reach < values.length) sum += values[i + reach];
    if (i - reach - 1 >= 0) sum -= values[i - reach - 1];
    if (i >= 0) out[i] = sum / (Math.min(values.length - 1, i + reach) - Math.max(0, i - reach) + 1);
  }
  return out;
}

/** BPSK to 64-QAM and pi/4-QPSK with root-raised-cosine pulses, roll-off 0.2 to 0.5. */
export function psk(random: Prng, rate: number, most: number): Wave {
  const kind = random.pick(['bpsk', 'qpsk', 'pi4', 'oqpsk', '8psk', '16qam', '64qam'] as const);
  const symbolRate = logBetween(random, 2000, rate / 6);
  const n = Math.round(Math.min(most, logBetween(random, 200, 8000) * (rate / symbolRate)));
  const rolloff = random.between(0.2, 0.5);
  const count = Math.ceil((n * symbolRate) / rate) + 2;
  const a = new Float64Array(count);
  const b = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    if (kind === '16qam' || kind === '64qam') {
      const side = kind === '16qam' ? 4 : 8;
      a[i] = (2 * random.below(side)) / (side - 1) - 1;
      b[i] = (2 * random.below(side)) / (side - 1) - 1;
      continue;
    }
    const phases = { bpsk: 2, qpsk: 4, oqpsk: 4, pi4: 4, '8psk': 8 }[kind];
    const turn = random.below(phases) / phases + 1 / 8 + (kind === 'pi4' ? (i % 2) / 8 : 0);
    a[i] = Math.cos(2 * Math.PI * turn);
    b[i] = Math.sin(2 * Math.PI * turn);
  }
  const wave = emptyWave(n);
  shape(wave.re, a, symbolRate / rate, 0, rolloff);
  shape(wave.im, b, symbolRate / rate, kind === 'oqpsk' ? 0.5 : 0, rolloff);
  return scaled(wave);
}

const pulseReach = 8;
const pulseSteps = 128;

function shape(out: Float64Array, symbols: Float64Array, perSample: number, offset: number, rolloff: number): void {
  const pulse = Float64Array.from({ length: 2 * pulseReach * pulseSteps + 1 }, (_, i) =>
    rootRaisedCosine(i / pulseSteps - pulseReach, rolloff)
  );
  for (let i = 0; i < out.length; i++) {
    const t = i * perSample - offset;
    let sum = 0;
    for (let k = Math.max(0, Math.ceil(t - pulseReach)); k <= Math.min(symbols.length - 1, t + pulseReach); k++)
      sum += symbols[k] * pulse[Math.round((t - k + pulseReach) * pulseSteps)];
    out[i] = sum;
  }
}

/** Impulse response at t symbols; Proakis, Digital Communications. */
function rootRaisedCosine(t: number, beta: number): number {
  if (Math.abs(t) < 1e-9) return 1 - beta + (4 * beta) / Math.PI;
  const edge = 4 * beta * t;
  if (Math.abs(Math.abs(edge) - 1) < 1e-6) {
    const a = Math.PI / (4 * beta);
    return (beta / Math.SQRT2) * ((1 + 2 / Math.PI) * Math.sin(a) + (1 - 2 / Math.PI) * Math.cos(a));
  }
  const top = Math.sin(Math.PI * t * (1 - beta)) + edge * Math.cos(Math.PI * t * (1 + beta));
  return top / (Math.PI * t * (1 - edge * edge));
}

/** OFDM with a cyclic prefix, 52 to 600 carriers, or SC-FDMA (its symbols transformed first), steady or in bursts. */
export function ofdm(random: Prng, _rate: number, most: number): Wave {
  const size = random.pick([64, 128, 256, 512, 1024]);
  const used = Math.round(size * random.between(0.6, 0.85));
  const prefix = Math.round(size * random.pick([0.25, 0.125, 0.0703, 0.0625]));
  const spread = random.unit() < 0.25;
  // Each transform is 4 times as long as it needs to be: its samples come 4 times as dense.
  const dense = random.pick([2, 4]);
  const symbols = Math.max(24, Math.round(logBetween(random, 40, 400) * Math.sqrt(256 / size)));
  const n = Math.min(most, symbols * (size + prefix) * dense);
  const wave = emptyWave(n);
  const fft = new Fft(size * dense);
  const re = new Float64Array(size * dense);
  const im = new Float64Array(size * dense);
  const points = random.pick([2, 4, 8]);
  for (let at = 0; at < n; at += (size + prefix) * dense) {
    re.fill(0);
    im.fill(0);
    const values = carrierValues(random, used, points, spread);
    for (let k = 0; k < used; k++) {
      const carrier = k - (used >> 1);
      if (carrier === 0 && !spread) continue;
      const bin = (carrier + size * dense) % (size * dense);
      re[bin] = values.re[k];
      im[bin] = values.im[k];
    }
    fft.forward(re, im);
    for (let i = 0; i < (size + prefix) * dense && at + i < n; i++) {
      const from = (i - prefix * dense + size * dense) % (size * dense);
      wave.re[at + i] = re[from];
      wave.im[at + i] = im[from];
    }
  }
  return scaled(wave);
}

function carrierValues(random: Prng, count: number, points: number, spread: boolean): Wave {
  const level = () => (2 * random.below(points)) / (points - 1) - 1;
  const values: Wave = {
    re: Float64Array.from({ length: count }, level),
    im: Float64Array.from({ length: count }, level)
  };
  if (!spread) return values;
  const out = emptyWave(count);
  for (let k = 0; k < count; k++) {
    for (let i = 0; i < count; i++) {
      const turn = (-2 * Math.PI * ((i * k) % count)) / count;
      out.re[k] += values.re[i] * Math.cos(turn) - values.im[i] * Math.sin(turn);
      out.im[k] += values.re[i] * Math.sin(turn) + values.im[i] * Math.cos(turn);
    }
  }
  return out;
}

/** Chirps: spread-spectrum symbols that wrap around (spreading factors 6 to 11), saw teeth, triangles, and single swept pulses. */
export function chirp(random: Prng, rate: number, most: number): Wave {
  const width = logBetween(random, 0.08, 0.5) * rate;
  const kind = random.pick(['symbols', 'symbols', 'saw', 'triangle', 'pulses'] as const);
  const product = kind === 'symbols' ? 2 ** (6 + random.below(6)) : logBetween(random, 80, 4000);
  const sweep = (product / width) * rate;
  const n = Math.round(Math.min(most, sweep * (4 + random.below(30))));
  const up = random.unit() < 0.5 ? 1 : -1;
  let start = 0;
  let at = -1;
  const hz = Float64Array.from({ length: n }, (_, i) => {
    const symbol = Math.floor(i / sweep);
    let t = i / sweep - symbol;
    if (symbol !== at) {
      at = symbol;
      start = kind === 'symbols' && symbol > 3 ? random.below(Math.round(product)) / product : 0;
    }
    if (kind === 'triangle' && symbol % 2 === 1) t = 1 - t;
    return up * width * (((start + t) % 1) - 0.5);
  });
  const wave = modulateFrequency(hz, rate);
  if (kind !== 'pulses') return wave;
  const on = random.between(0.5, 0.9);
  const gate = (i: number) => (i / sweep - Math.floor(i / sweep) < on ? 1 : 0);
  return { re: wave.re.map((x, i) => x * gate(i)), im: wave.im.map((x, i) => x * gate(i)) };
}
