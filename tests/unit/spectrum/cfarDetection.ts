import { CfarDetector } from '#lib/spectrum/cfar/cfarDetector.ts';
import { rankOf, type CfarKind } from '#lib/spectrum/cfar/cfarSettings.ts';
import { cfarThreshold } from '#lib/spectrum/cfar/cfarThreshold.ts';

/** A detection probability that theory knows: cells of exponential noise (rectangle, no overlap), one of which is (1 + SNR) times as strong. */
export interface KnownDetection {
  readonly kind: CfarKind;
  readonly training: number;
  readonly averages: number;
  readonly pfa: number;
  readonly snrDb: number;
  readonly probability: number;
}

const ca = (training: number, pfa: number, snrDb: number, probability: number): KnownDetection => ({
  kind: 'ca',
  training,
  averages: 1,
  pfa,
  snrDb,
  probability
});

/**
 * Cell-averaging CFAR on a Swerling 1 target: (1 + a / (N (1 + SNR)))^-N with a = N (Pfa^(-1/N) - 1), at 10, 13 and 20 dB and where it is 0.9; and averages
 * over M spectra, the target fluctuating from one to the next, where theory has 0.9.
 */
export const knownDetections: readonly KnownDetection[] = [
  ...[ca(16, 1e-4, 10, 0.335), ca(16, 1e-4, 13, 0.558), ca(16, 1e-4, 20, 0.884), ca(16, 1e-4, 20.67, 0.9)],
  ...[ca(32, 1e-3, 10, 0.5), ca(32, 1e-3, 13, 0.694), ca(32, 1e-3, 20, 0.927), ca(32, 1e-3, 18.58, 0.9)],
  ...[ca(32, 1e-4, 10, 0.384), ca(32, 1e-4, 13, 0.603), ca(32, 1e-4, 20, 0.9), ca(32, 1e-4, 20.01, 0.9)],
  ...[ca(32, 1e-6, 10, 0.216), ca(32, 1e-6, 13, 0.443), ca(32, 1e-6, 20, 0.843), ca(32, 1e-6, 22.11, 0.9)],
  ...[ca(64, 1e-4, 10, 0.409), ca(64, 1e-4, 13, 0.624), ca(64, 1e-4, 20, 0.907), ca(64, 1e-4, 19.68, 0.9)],
  ...[
    { averages: 8, snrDb: 7.46 },
    { averages: 32, snrDb: 2.33 },
    { averages: 128, snrDb: -1.69 }
  ].map((row): KnownDetection => ({ kind: 'ca', training: 32, pfa: 1e-6, probability: 0.9, ...row }))
];

const bins = 4096;
const guard = 2;

/** Share of `trials` targets that the detector marks. */
export function detectedShare(known: KnownDetection, trials: number, seed: number): number {
  const { kind, training, averages, snrDb } = known;
  const multiplier = cfarThreshold({ ...known, guard, overlap: 0, window: 'rect' });
  const rank = rankOf({ training });
  const detector = new CfarDetector({ bins, circular: true, kind, training, guard, rank, multiplier });
  const strength = 1 + 10 ** (snrDb / 10);
  const power = new Float32Array(bins);
  const mask = new Uint8Array(bins);
  const random = uniform(seed);
  // So far apart that no target is in another's training.
  const apart = training + 2 * guard + 1;
  let tried = 0;
  let found = 0;
  while (tried < trials) {
    for (let bin = 0; bin < bins; bin++) power[bin] = meanOfExponentials(random, averages);
    for (let bin = 0; bin + apart <= bins; bin += apart) power[bin] *= strength;
    detector.detect(power, mask);
    for (let bin = 0; bin + apart <= bins; bin += apart) {
      tried++;
      found += mask[bin];
    }
  }
  return found / tried;
}

/** Products of uniforms, a few at a time: one logarithm for eight. */
function meanOfExponentials(random: () => number, count: number): number {
  let sum = 0;
  for (let left = count; left > 0; left -= 8) {
    let product = 1;
    for (let i = Math.min(8, left); i > 0; i--) product *= random();
    sum -= Math.log(product);
  }
  return sum / count;
}

/** Uniform numbers above 0 and below 1: sfc32 (C. Doty-Humphrey, PractRand). */
function uniform(seed: number): () => number {
  let a = seed | 0;
  let b = 0x9e3779b9 | 0;
  let c = 0x6a09e667;
  let counter = 1;
  const next = (): number => {
    const value = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + value) | 0;
    return ((value >>> 0) + 0.5) / 4294967296;
  };
  for (let i = 0; i < 20; i++) next();
  return next;
}
