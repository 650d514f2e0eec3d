import type { EmitterDetection } from './emitter.ts';

/** A detection as emitters are told apart by it. */
export interface Burst {
  /** Seconds. */
  readonly start: number;
  stop: number;
  /** Hz */
  readonly center: number;
  readonly low: number;
  readonly high: number;
  readonly width: number;
  /** dBFS */
  readonly level: number;
  /** log2 of Hz, and of seconds up to `longest`. */
  readonly logWidth: number;
  readonly logDuration: number;
  readonly class: string | null;
  readonly confidence: number;
}

/** Above this, how long somebody talks says nothing about who does. Seconds. */
export const longest = 1;
const shortest = 1e-6;
/** No receiver has more or less; beyond it is damage. dBFS. */
const levels = [-400, 400] as const;

/**
 * Distances between bursts are counted in these: differences that one transmitter shows from burst to burst. Measured on keyed and
 * frequency-shifted packets at 10 to 30 dB over the noise: the centre keeps within a bin, the box within a factor of 2, the strongest bin within
 * 3 dB, the length within a tenth unless two packets run together.
 */
export const scales = {
  /** Transform bins, or this share of the narrower band if that is more. */
  bins: 1.5,
  share: 0.25,
  /** Octaves. */
  width: 1,
  duration: 1,
  /** dB */
  level: 4
} as const;

/** A burst belongs to an emitter within this distance, squared, in units of `scales`. */
export const gate = 4;

/** @returns null where a value is missing or impossible: that is no detection */
export function burstOf(detection: EmitterDetection, rate: number, center: number): Burst | null {
  const { startSample, stopSample, peakDbfs, character } = detection;
  const start = startSample / rate;
  const stop = stopSample / rate;
  const { lowHz, highHz, centerHz } = bandOf(detection);
  const width = highHz - lowHz;
  const whole = [start, stop, lowHz, highHz, centerHz, peakDbfs].every(Number.isFinite);
  if (!whole || !(stop > start) || !(width > 0) || !(peakDbfs > levels[0] && peakDbfs < levels[1])) return null;
  return {
    start,
    stop,
    center: center + centerHz,
    low: center + lowHz,
    high: center + highHz,
    width,
    level: peakDbfs,
    logWidth: Math.log2(width),
    logDuration: logDurationOf(stop - start),
    class: character?.class ?? null,
    confidence: Math.min(1, Math.max(0, character?.confidence ?? 0)) || 0
  };
}

/** The occupied band where somebody measured it and it has to do with the detection; else the detection's own. */
function bandOf({ lowHz, highHz, centerHz, character }: EmitterDetection) {
  const low = character?.occupiedLowHz ?? NaN;
  const high = character?.occupiedHighHz ?? NaN;
  const usable = high > low && high - low < Infinity && low < highHz && high > lowHz;
  return usable ? { lowHz: low, highHz: high, centerHz: (low + high) / 2 } : { lowHz, highHz, centerHz };
}

export function logDurationOf(seconds: number): number {
  return Math.log2(Math.min(longest, Math.max(shortest, seconds)));
}

/** An order of bursts that depends on nothing but what they are. */
export function compareBursts(a: Burst, b: Burst): number {
  return (
    a.start - b.start ||
    a.center - b.center ||
    a.stop - b.stop ||
    a.level - b.level ||
    a.low - b.low ||
    a.high - b.high ||
    a.confidence - b.confidence ||
    compareText(a.class ?? '', b.class ?? '')
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
