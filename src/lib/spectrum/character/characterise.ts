import type { Character } from './character.ts';
import { decide } from './decide.ts';
import { downconvert } from './downconvert.ts';
import { features, type Features } from './features.ts';
import { cut, findBand, widened, type Box } from './findBand.ts';
import { quietFloor } from './quietFloor.ts';
import { spectralMeasures, type SpectralMeasures } from './spectralMeasures.ts';
import type { Samples } from './samples.ts';

/** Samples of the channel, at twice to four times its bandwidth, that are looked at: they bound the cost, whatever the signal's length. */
const channelSamples = 65_536;
/** A channel holds at least so many, or its filter would ring longer than the signal lasts. */
const leastSamples = 192;
/** A band that is nearly all one line may have sidebands under the noise: those of speech are looked for as far as this, Hz. */
const lineShare = 0.6;
const speechHz = 3500;
/** A signal that offers less than this (bandwidth times time) in less than this width is looked at together with what there is around it in its band. */
const littleExtent = 1500;
const narrowHz = 8000;

/** What the decision is made from, and where in the samples. */
export interface Measured {
  readonly spectral: SpectralMeasures;
  readonly features: Features;
  /** Share of the box, without what was looked at around it, in which the signal is on. */
  readonly duty: number;
  readonly samples: number;
  readonly sampleRate: number;
}

/**
 * Says what the samples of a detection are: how wide, how modulated, how fast, of which class. docs/classification.md explains the features and the
 * decision, and shows how well it does.
 * @param samples the detection with as much before and after it as there is at hand (a quarter of its length is enough), complex, or real with `im` zero
 * @param box where in these samples, and in which band, it was detected
 */
export function characterise(samples: Samples, box: Box): Character {
  const measured = measure(samples, box);
  const { spectral, features: found } = measured;
  const { envelope, frequency } = found;
  const decision = decide(found);
  return {
    class: decision.class,
    confidence: decision.confidence,
    because: decision.because,
    occupiedLowHz: spectral.occupiedLowHz,
    occupiedHighHz: spectral.occupiedHighHz,
    occupiedHz: spectral.occupiedHighHz - spectral.occupiedLowHz,
    width6dbHz: spectral.width6dbHz,
    width26dbHz: spectral.width26dbHz,
    centroidHz: spectral.centroidHz,
    spreadHz: spectral.spreadHz,
    rolloffHz: spectral.rolloffHz,
    flatness: spectral.flatness,
    spectralKurtosis: spectral.kurtosis,
    snrDb: 10 * Math.log10(Math.max(envelope.snr, 1e-9)),
    duty: measured.duty,
    kurtosis: envelope.kurtosis,
    peakToAverageDb: envelope.peakToAverageDb,
    envelopeVariation: envelope.variation,
    frequencyMeanHz: frequency.meanHz,
    frequencyDeviationHz: frequency.deviationHz,
    frequencyKurtosis: frequency.kurtosis,
    symbolRate: symbolRate(decision.class, found),
    samples: measured.samples,
    sampleRate: measured.sampleRate
  };
}

/** The features of a detection, before any decision. */
function measure(samples: Samples, box: Box): Measured {
  const { rate } = samples;
  const seconds = Math.max(1, box.stop - box.start) / rate;
  const boxWidth = box.highHz - box.lowHz;
  const alone = boxWidth >= narrowHz || seconds * boxWidth >= littleExtent;
  const found = findBand(samples, alone ? box : { ...box, start: 0, stop: samples.re.length }, quietFloor(samples));
  const first = spectralMeasures(found);
  const line = first.peakShare > lineShare && first.occupiedHighHz - first.occupiedLowHz < 2 * speechHz;
  const band = line ? widened(found, speechHz) : found;
  const spectral = line ? spectralMeasures(band) : first;
  const { occupiedLowHz, occupiedHighHz } = spectral;
  // No signal is wider than what was sampled, however short it is.
  const width = Math.min(
    rate,
    Math.max(line ? 2 * speechHz : occupiedHighHz - occupiedLowHz, leastSamples / 2 / seconds)
  );
  const around = !line && seconds * width < littleExtent && width < narrowHz;
  const longest = Math.ceil((channelSamples * rate) / (2 * width));
  const start = Math.max(around ? 0 : box.start, Math.floor((box.start + box.stop - longest) / 2));
  const stop = Math.min(around ? samples.re.length : box.stop, start + longest);
  const margin = Math.ceil((16 * rate) / width);
  const from = Math.max(0, start - margin);
  const stretch = cut(samples, from, Math.min(samples.re.length, stop + margin));
  const channel = downconvert(stretch, line ? band.peakHz : (occupiedLowHz + occupiedHighHz) / 2, width);
  const ratio = channel.rate / rate;
  const end = Math.min(channel.re.length, Math.round((stop - from) * ratio));
  const measuredFeatures = features(channel, width, spectral, Math.round((start - from) * ratio), end);
  return {
    spectral,
    features: measuredFeatures,
    duty: shareKeyed(
      measuredFeatures.keyed,
      (Math.max(start, box.start) - from) * ratio,
      (Math.min(stop, box.stop) - from) * ratio
    ),
    samples: channel.re.length,
    sampleRate: channel.rate
  };
}

function shareKeyed(keyed: Uint8Array, from: number, to: number): number {
  const part = keyed.subarray(Math.round(from), Math.round(to));
  let count = 0;
  for (const value of part) count += value;
  return part.length > 0 ? count / part.length : 0;
}

/** Where a clock must show to be believed: over what chance gives. */
const clockStrength = 1.5;

/** The clock of the class's own kind of symbols, symbols per second. */
function symbolRate(name: Character['class'], { envelopeLine, stepLine }: Features): number | null {
  const line = name === 'FSK' ? stepLine : name === 'PSK/QAM' || name === 'OOK' ? envelopeLine : null;
  return line !== null && line.strength > clockStrength ? line.hz : null;
}
