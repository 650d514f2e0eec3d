import type { Prng } from '#lib/base/prng.ts';
import { audioRate, talk, tune } from './talk.ts';
import { emptyWave, gaussian, logBetween, lowpass, modulateFrequency, resample, type Wave } from './wave.ts';

/** A steady carrier, perhaps drifting, with an oscillator's small phase noise. */
export function carrier(random: Prng, rate: number, most: number): Wave {
  const n = Math.round(Math.min(most, logBetween(random, 0.02, 1) * rate));
  const drift = random.unit() < 0.3 ? random.between(-200, 200) : 0;
  const jitter = logBetween(random, 0.01, 2);
  let wander = 0;
  const hz = Float64Array.from({ length: n }, (_, i) => {
    wander += jitter * 0.01 * gaussian(random) - wander * 1e-4;
    return wander + (drift * i) / rate;
  });
  return modulateFrequency(hz, rate);
}

/** Broadcast or aircraft AM: speech or music on a full carrier. */
export function am(random: Prng, rate: number, most: number): Wave {
  const n = Math.round(Math.min(most, random.between(0.4, 1.5) * rate));
  const programme = random.unit() < 0.7 ? talk(random, n / rate, random.between(3000, 4500)) : tune(random, n / rate);
  const audio = resample(programme, audioRate, rate, n);
  const depth = random.between(0.5, 0.95);
  return scaled({ re: audio.map((x) => 1 + depth * x), im: new Float64Array(n) });
}

/** Narrow-band FM speech, 2 to 5 kHz peak deviation, some with a pilot tone under the voice. */
export function nfm(random: Prng, rate: number, most: number): Wave {
  const n = Math.round(Math.min(most, random.between(0.3, 1.5) * rate));
  const audio = resample(talk(random, n / rate, 3000), audioRate, rate, n);
  const peak = random.between(2000, 5000);
  const pilot = random.unit() < 0.4 ? random.between(67, 250) : 0;
  return modulateFrequency(
    audio.map((x, i) => peak * x + (pilot > 0 ? 500 * Math.sin((2 * Math.PI * pilot * i) / rate) : 0)),
    rate
  );
}

/** Wide-band FM: stereo broadcast with pilot and difference signal, or pictures line by line. */
export function wfm(random: Prng, rate: number, most: number): Wave {
  return random.unit() < 0.75 || rate < 2e6 ? broadcast(random, rate, most) : pictures(random, rate, most);
}

function broadcast(random: Prng, rate: number, most: number): Wave {
  const n = Math.round(Math.min(most, random.between(0.1, 0.6) * rate));
  const seconds = n / rate;
  const programme = () => (random.unit() < 0.5 ? tune(random, seconds) : talk(random, seconds, 6000));
  // In a pause of speech nothing but a carrier is on the air: the sum is music.
  const sum = resample(tune(random, seconds), audioRate, rate, n);
  const difference = random.unit() < 0.7 ? resample(programme(), audioRate, rate, n) : null;
  return modulateFrequency(
    sum.map((x, i) => {
      const turn = (2 * Math.PI * 19_000 * i) / rate;
      const stereo = difference === null ? 0 : 0.3 * difference[i] * Math.sin(2 * turn) + 0.09 * Math.sin(turn);
      return 75_000 * (0.6 * x + stereo);
    }),
    rate
  );
}

function pictures(random: Prng, rate: number, most: number): Wave {
  const n = Math.round(Math.min(most, random.between(0.01, 0.05) * rate));
  const line = rate / 15_734;
  const peak = 0.18 * rate;
  const detail = lowpass(
    Float64Array.from({ length: Math.ceil(line) }, () => random.between(-1, 1)),
    rate / 30,
    rate
  );
  const hz = Float64Array.from({ length: n }, (_, i) => {
    const at = i % line;
    if (at < 0.075 * line) return -peak;
    if (at < 0.16 * line) return -0.4 * peak;
    const shade = detail[Math.floor(at)] * 2 + 0.3 * Math.sin(i / (line * 37));
    return peak * Math.max(-0.4, Math.min(1, shade));
  });
  return modulateFrequency(hz, rate);
}

/** Single-sideband speech, upper or lower, 300 to 2400 .. 2900 Hz. */
export function ssb(random: Prng, rate: number, most: number): Wave {
  const n = Math.round(Math.min(most, random.between(0.5, 1.5) * rate));
  const top = random.between(2400, 2900);
  const audio = talk(random, n / rate, top);
  // Weaver's method: the band's middle to 0 Hz, the other sideband filtered off.
  const middle = (top + 300) / 2;
  const sign = random.unit() < 0.5 ? 1 : -1;
  const mixed = (shift: number) =>
    lowpass(
      audio.map((x, i) => x * Math.cos((2 * Math.PI * middle * i) / audioRate + shift)),
      (top - 300) / 2,
      audioRate,
      64
    );
  const re = resample(mixed(0), audioRate, rate, n);
  const im = resample(mixed(Math.PI / 2), audioRate, rate, n).map((x) => sign * x);
  return scaled({ re, im });
}

/** Band-limited noise: a jammer, a spark, a plasma lamp; steady or in bursts, with one band shape or another. */
export function noiseLike(random: Prng, rate: number, most: number): Wave {
  const n = Math.round(Math.min(most, logBetween(random, 0.02, 0.4) * rate));
  const width = logBetween(random, 0.02, 0.5) * rate;
  const reach = Math.min(200, Math.ceil((6 * rate) / width));
  const made = () =>
    lowpass(
      Float64Array.from({ length: n }, () => gaussian(random)),
      width / 2,
      rate,
      reach
    );
  return scaled({ re: made(), im: made() });
}

export function scaled({ re, im }: Wave): Wave {
  let power = 0;
  for (let i = 0; i < re.length; i++) power += re[i] * re[i] + im[i] * im[i];
  const gain = Math.sqrt(re.length / Math.max(power, 1e-30));
  const out = emptyWave(re.length);
  for (let i = 0; i < re.length; i++) {
    out.re[i] = gain * re[i];
    out.im[i] = gain * im[i];
  }
  return out;
}
