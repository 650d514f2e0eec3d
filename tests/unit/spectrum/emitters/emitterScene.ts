import type { EmitterDetection } from '#lib/spectrum/emitters/emitter.ts';

export const rate = 2_400_000;
export const binHz = 2_400_000 / 512;

/** One transmitter of a scene, as a detector would report it. Seconds, Hz, dBFS. */
export interface Sender {
  readonly starts: readonly number[];
  readonly length: number | ((index: number) => number);
  readonly center: number | ((index: number) => number);
  readonly width: number;
  readonly level: number;
  readonly class?: string;
}

/** Seeded numbers 0 to below 1. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };
}

/** Detections of some senders with the errors of a detector (a third of a bin, a decibel, a row), in the order in which they end. */
export function scene(senders: readonly Sender[], seed = 1): (EmitterDetection & { readonly sender: number })[] {
  const random = randomNumbers(seed);
  const about = () => random() + random() - 1;
  const found = senders.flatMap(({ starts, length, center, width, level, class: name }, sender) =>
    starts.map((start, i) => {
      const centerHz = (typeof center === 'number' ? center : center(i)) + (about() * binHz) / 3;
      const half = (width / 2) * 2 ** (0.4 * about());
      const seconds = typeof length === 'number' ? length : length(i);
      return {
        id: 0,
        startSample: Math.round((start + 1e-4 * about()) * rate),
        stopSample: Math.round((start + seconds + 1e-4 * about()) * rate),
        lowHz: centerHz - half,
        highHz: centerHz + half,
        centerHz,
        peakDbfs: level + 1.2 * about(),
        snrDb: level + 70,
        open: false,
        sender,
        ...(name === undefined ? {} : { character: { class: name, confidence: 0.8 } })
      };
    })
  );
  found.sort((a, b) => a.stopSample - b.stopSample);
  return found.map((detection, i) => ({ ...detection, id: i + 1 }));
}

/** Every `period` seconds from `first` up to `until`, with an error of up to `jitter`. */
export function every(period: number, first: number, until: number, jitter = 0, seed = 3): number[] {
  const random = randomNumbers(seed);
  const starts: number[] = [];
  for (let at = first; at < until; at += period) starts.push(at + jitter * (2 * random() - 1));
  return starts;
}
