import { createSpectrumKernel } from '#lib/dsp/createSpectrumKernel.ts';
import type { WindowName } from '#lib/dsp/window.ts';
import { CfarDetector } from '#lib/spectrum/cfar/cfarDetector.ts';
import { leastGuard, rankOf, type CfarKind, type CfarSettings } from '#lib/spectrum/cfar/cfarSettings.ts';
import { cfarThreshold } from '#lib/spectrum/cfar/cfarThreshold.ts';
import { CfarTimeDetector } from '#lib/spectrum/cfar/cfarTimeDetector.ts';
import type { Frame } from '#lib/spectrum/frame.ts';
import { FrameStream } from '#lib/spectrum/frameStream.ts';
import { QuantisedNoise } from './detectNoise.ts';

/** What looks at the spectra of one window, overlap and number of averages. */
export interface CfarLook {
  readonly axis: 'frequency' | 'time';
  readonly kind: CfarKind;
  readonly training: number;
  readonly rank?: number;
  readonly pfa: number;
}

export interface CfarNoise {
  readonly windows: readonly WindowName[];
  readonly overlap: number;
  readonly averages: number;
  readonly looks: readonly CfarLook[];
  /** Cells of each window that each look counts, at least. */
  readonly cells: number;
  readonly seed: number;
}

export interface CfarCount extends CfarLook {
  readonly window: WindowName;
  readonly overlap: number;
  readonly averages: number;
  readonly cells: number;
  readonly alarms: number;
  /** Spectra, and the sum over them of the squared difference of their alarms from what was to be expected. */
  readonly spectra: number;
  readonly squares: number;
}

const fft = 1024;

/**
 * False alarms in 8-bit white noise that goes through the kernel and the frames as samples of a radio do: one noise for all windows, averages
 * of overlapped segments, successive frames.
 */
export function countFalseAlarms(noise: CfarNoise): CfarCount[] {
  const { windows, overlap, averages, looks, cells, seed } = noise;
  const counters = windows.map((window) => new WindowCounter(noise, window, looks));
  const streams = counters.map(
    (counter) =>
      new FrameStream({
        kernel: createSpectrumKernel({ fft, format: 'cu8', window: counter.window }),
        overlap,
        segmentsPerFrame: averages,
        onFrame: (frame) => counter.look(frame)
      })
  );
  const bytes = new Uint8Array(1 << 17);
  const source = new QuantisedNoise(20, seed);
  for (let sample = 0; counters.some((counter) => counter.least < cells); sample += bytes.length / 2) {
    source.fill(bytes);
    for (const stream of streams) stream.push(bytes, sample);
  }
  return counters.flatMap((counter) => counter.counts());
}

type Detect = (power: Float32Array, mask: Uint8Array) => number | null;

class WindowCounter {
  readonly window: WindowName;
  readonly #noise: CfarNoise;
  readonly #looks: readonly {
    look: CfarLook;
    detect: Detect;
    count: { cells: number; alarms: number; squares: number };
  }[];
  readonly #mask = new Uint8Array(fft);

  constructor(noise: CfarNoise, window: WindowName, looks: readonly CfarLook[]) {
    this.#noise = noise;
    this.window = window;
    const { averages, overlap } = noise;
    this.#looks = looks.map((look) => ({
      look,
      detect: detector({
        ...look,
        averages,
        overlap,
        window,
        guard: leastGuard({ ...look, averages, overlap, window })
      }),
      count: { cells: 0, alarms: 0, squares: 0 }
    }));
  }

  get least(): number {
    return Math.min(...this.#looks.map(({ count }) => count.cells));
  }

  look(frame: Frame): void {
    for (const { look, detect, count } of this.#looks) {
      const alarms = detect(frame.mean, this.#mask);
      if (alarms === null) continue;
      count.cells += fft;
      count.alarms += alarms;
      count.squares += (alarms - look.pfa * fft) ** 2;
    }
  }

  counts(): CfarCount[] {
    const { overlap, averages } = this.#noise;
    return this.#looks.map(({ look, count }) => ({
      ...look,
      ...count,
      window: this.window,
      overlap,
      averages,
      spectra: count.cells / fft
    }));
  }
}

function detector(settings: CfarSettings & { pfa: number }): Detect {
  const { kind, training, guard } = settings;
  const options = { bins: fft, kind, training, guard, rank: rankOf(settings), multiplier: cfarThreshold(settings) };
  if (settings.axis === 'time') {
    const detector = new CfarTimeDetector(options);
    return (power, mask) => {
      const { ready } = detector;
      const alarms = detector.push(power, mask);
      return ready ? alarms : null;
    };
  }
  const inSpectrum = new CfarDetector({ ...options, circular: true });
  return (power, mask) => inSpectrum.detect(power, mask);
}
