import { activity, type Activity } from './activity.ts';
import { carrierMeasures, type CarrierMeasures } from './carrierMeasures.ts';
import { chirpCoherence, type Chirp } from './chirpCoherence.ts';
import type { Channel } from './downconvert.ts';
import { envelopeMeasures, type EnvelopeMeasures } from './envelopeMeasures.ts';
import { frequencyMeasures, type FrequencyMeasures } from './frequencyMeasures.ts';
import { prefixCorrelation, type Prefix } from './prefixCorrelation.ts';
import type { SpectralMeasures } from './spectralMeasures.ts';
import { strongestLine, type Line } from './spectralLine.ts';

/** Everything the decision looks at. */
export interface Features {
  /** Occupied bandwidth, Hz, and the time the signal is on, s. */
  readonly width: number;
  readonly seconds: number;
  /** Bandwidth times time on: how much there is to see. */
  readonly extent: number;
  readonly duty: number;
  /** 1 where the signal is keyed, sample by sample of the channel. */
  readonly keyed: Uint8Array;
  /** Of the spectrum in the band: geometric over arithmetic mean. */
  readonly flatness: number;
  readonly envelope: EnvelopeMeasures;
  readonly frequency: FrequencyMeasures;
  readonly carrier: CarrierMeasures;
  readonly chirp: Chirp;
  readonly prefix: Prefix;
  /** Lines of |x|^2, of the squared change of frequency, of the frequency itself, of x^2 and of x^4. */
  readonly envelopeLine: Line;
  readonly stepLine: Line;
  readonly frequencyLine: Line;
  readonly squareLine: Line;
  readonly fourthLine: Line;
}

export function features(
  channel: Channel,
  width: number,
  { noisePerHz, flatness }: SpectralMeasures,
  from: number,
  to: number
): Features {
  const { rate } = channel;
  const noise = noisePerHz * channel.noiseHz;
  const when = activity(channel, width, noise, from, to);
  const envelope = envelopeMeasures(channel, when, width, noise);
  const frequency = frequencyMeasures(channel, when.on, width);
  let on = 0;
  for (const value of when.on) on += value;
  // A detection's edges are not exact: what is before and after a carrier is no modulation of it.
  const edge = Math.min(Math.ceil((40 * rate) / width), Math.floor((to - from) / 8));
  const whole = new Uint8Array(channel.re.length).fill(1, from + edge, Math.max(from + edge, to - edge));
  const lines = clockLines(channel, when, frequency, width);
  const line = strongestLine(
    Float64Array.from(channel.re),
    Float64Array.from(channel.im),
    rate,
    -0.6 * width,
    0.6 * width
  );
  return {
    width,
    seconds: on / rate,
    extent: (on * width) / rate,
    duty: when.duty,
    keyed: when.keyed,
    flatness,
    envelope,
    frequency,
    // Troughs of AM must not count as pauses.
    carrier: carrierMeasures(channel, on > (to - from) / 2 ? whole : when.on, width, noise, line.hz),
    // Each only where the envelope leaves it possible.
    chirp: envelope.kurtosis < 1.5 ? chirpCoherence(channel, when.on, width) : { coherence: 0, slope: 0 },
    prefix:
      envelope.kurtosis > 1.15
        ? prefixCorrelation(channel, when.on, width, noise)
        : { correlation: 0, strength: 0, seconds: 0 },
    ...lines
  };
}

function clockLines({ re, im, rate }: Channel, { on }: Activity, { track, meanHz }: FrequencyMeasures, width: number) {
  const n = re.length;
  const power = new Float64Array(n);
  const squareRe = new Float64Array(n);
  const squareIm = new Float64Array(n);
  const fourthRe = new Float64Array(n);
  const fourthIm = new Float64Array(n);
  const step = new Float64Array(n);
  const freq = new Float64Array(n);
  let mean = 0;
  let count = 0;
  for (let i = 0; i < n; i++) {
    if (on[i] === 0) continue;
    mean += re[i] * re[i] + im[i] * im[i];
    count++;
  }
  mean /= Math.max(1, count);
  // A symbol's change of frequency takes about 1 / bandwidth.
  const lag = Math.max(1, Math.round(rate / width / 2));
  for (let i = 0; i < n; i++) {
    if (on[i] === 0) continue;
    const p = re[i] * re[i] + im[i] * im[i];
    // Off times would draw lines of their own.
    power[i] = p - mean;
    const a = re[i] * re[i] - im[i] * im[i];
    const b = 2 * re[i] * im[i];
    squareRe[i] = a;
    squareIm[i] = b;
    const size = Math.max(p * p, 1e-30);
    fourthRe[i] = ((a * a - b * b) * mean) / Math.sqrt(size);
    fourthIm[i] = (2 * a * b * mean) / Math.sqrt(size);
    freq[i] = track[i] - meanHz;
    if (i >= lag && on[i - lag] === 1) step[i] = Math.min(Math.abs(track[i] - track[i - lag]), width / 2);
  }
  const slowest = width / 60;
  const fastest = Math.min(1.3 * width, 0.49 * rate);
  return {
    envelopeLine: strongestLine(power, null, rate, slowest, fastest),
    stepLine: strongestLine(step, null, rate, slowest, fastest),
    frequencyLine: strongestLine(freq, null, rate, slowest, fastest),
    squareLine: strongestLine(squareRe, squareIm, rate, -0.49 * rate, 0.49 * rate),
    fourthLine: strongestLine(fourthRe, fourthIm, rate, -0.49 * rate, 0.49 * rate)
  };
}
