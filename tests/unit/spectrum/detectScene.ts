import type { SampleFormat } from '#lib/base/sampleFormat.ts';
import { DetectorAnalysis, type DetectionLine } from '#lib/spectrum/detectorAnalysis.ts';
import { QuantisedNoise } from './detectNoise.ts';

/** A keyed tone. */
export interface Tone {
  /** Seconds; on from `start` up to `stop`. */
  readonly start: number;
  readonly stop: number;
  /** Offset from the centre, Hz. */
  readonly frequency: number;
  /** Amplitude in steps of the 8-bit converter. */
  readonly amplitude: number;
}

/**
 * 8-bit IQ of tones in white noise. A tone is rounded with dither, as noise ahead of the converter does it: without, its rounding errors
 * would be spurs. @param sigma standard deviation of a noise component in steps of the converter */
export function tonesInNoise(
  rate: number,
  seconds: number,
  sigma: number,
  tones: readonly Tone[],
  seed = 5
): Uint8Array {
  const samples = Math.round(rate * seconds);
  const bytes = new Uint8Array(2 * samples);
  new QuantisedNoise(sigma, seed).fill(bytes);
  let state = seed;
  const dither = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296 - 0.5;
  };
  for (const { start, stop, frequency, amplitude } of tones) {
    const end = Math.min(samples, Math.round(stop * rate));
    for (let i = Math.round(start * rate); i < end; i++) {
      const turn = (2 * Math.PI * frequency * i) / rate;
      bytes[2 * i] = clip(bytes[2 * i] + amplitude * Math.cos(turn) + dither());
      bytes[2 * i + 1] = clip(bytes[2 * i + 1] + amplitude * Math.sin(turn) + dither());
    }
  }
  return bytes;
}

function clip(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)));
}

/** Detections in order of their start. @param block samples handed over at a time, all at once unless given */
export function detectAll(
  bytes: Uint8Array,
  rate: number,
  format: SampleFormat = 'cu8',
  block = Infinity
): DetectionLine[] {
  const lines: DetectionLine[] = [];
  const analysis = new DetectorAnalysis({ rate, format, onLine: (line) => lines.push(line) });
  const size = { cu8: 2, cs8: 2, cs16: 4, cf32: 8, u8: 1, s8: 1, s16: 2, f32: 4 }[format];
  const samples = bytes.length / size;
  for (let done = 0; done < samples; done += block) {
    analysis.push(bytes.subarray(done * size, Math.min(samples, done + block) * size), done);
  }
  analysis.flush();
  return lines.sort((a, b) => a.start_s - b.start_s);
}
