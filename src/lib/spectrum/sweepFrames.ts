import { sampleFormats, type SampleFormat } from '#lib/base/sampleFormat.ts';
import { createSpectrumKernel } from '#lib/dsp/createSpectrumKernel.ts';
import type { SpectrumKernel } from '#lib/dsp/spectrumKernel.ts';
import type { EngineSettings } from './engineSettings.ts';
import type { Frame } from './frame.ts';
import type { SweepBand } from './sweepBand.ts';
import { SweepRow } from './sweepRow.ts';
import { SweepStretch } from './sweepStretch.ts';
import { fittingFft } from './sweepTransform.ts';

/** A row over the whole sweep. `samples` is what was delivered for it; as the radio pauses between, it takes longer than those. */
export interface SweepFrame extends Frame {
  /** Time of its first sample, and from there to the next row, or to the end of its last sample where the sweep ends; seconds. */
  readonly time: number;
  readonly seconds: number;
  /** Share of the band that was visited: 1 unless blocks were lost or the sweep was broken off. */
  readonly visited: number;
}

export interface SweepFramesOptions {
  readonly sweep: SweepBand;
  readonly format: SampleFormat;
  /** S/s of every block. */
  readonly rate: number;
  readonly settings: EngineSettings;
  /** Takes each row. Its arrays are lent for the call. */
  readonly onFrame: (frame: SweepFrame) => void;
}

/** Where and when samples were received. */
export interface SweepPlace {
  readonly center: number;
  /** Seconds on the source's clock, of the first sample. */
  readonly time: number;
}

/** As many as a transform may have: what a plot is made for. */
const mostBins = 65536;
/** A short sweep goes round hundreds of times a second: rounds are put together until a row is this long. */
const rowSeconds = 0.04;
/** Times of consecutive samples differ by less than this from what the rate says; the ring between threads allows no more. */
const leapSeconds = 0.005;
/** A radio that was away for longer than any sweep takes between two stops begins a new row. */
const awaySeconds = 2;

/**
 * Makes spectra over a band wider than the radio from blocks that say where they were received. Every sample is transformed that came in a stretch of at
 * least one segment. A row is complete when the sweep comes round.
 */
export class SweepFrames {
  /** Transform in use: at most what fits into one visit to a centre. */
  readonly fft: number;
  readonly row: SweepRow;
  readonly #options: SweepFramesOptions;
  readonly #kernel: SpectrumKernel;
  readonly #stretch: SweepStretch;
  readonly #part: { readonly mean: Float32Array; readonly peak: Float32Array };
  readonly #whole: { readonly mean: Float32Array; readonly peak: Float32Array };
  readonly #sampleBytes: number;
  #center: number | null = null;
  #nextIndex = 0;
  #nextTime = 0;
  /** First sample of the row under way, and what it is made of. */
  #first: { readonly sampleIndex: number; readonly time: number } | null = null;
  #samples = 0;
  #segments = 0;

  /** @throws WavepoolError `option.bad-value` when the settings are not possible */
  constructor(options: SweepFramesOptions) {
    const { sweep, format, rate, settings } = options;
    this.#options = options;
    this.fft = Math.min(settings.fft, fittingFft(sweep.visit));
    this.#kernel = createSpectrumKernel({ fft: this.fft, format, window: settings.window });
    this.#stretch = new SweepStretch(this.#kernel, settings.overlap);
    this.row = new SweepRow({ sweep, rate, fft: this.fft, mostBins });
    this.#sampleBytes = sampleFormats[format].bytes;
    this.#part = { mean: new Float32Array(this.fft), peak: new Float32Array(this.fft) };
    this.#whole = { mean: new Float32Array(this.row.bins), peak: new Float32Array(this.row.bins) };
  }

  /** Samples pushed, those that lay in a segment, and those of stretches that were too short for one. */
  get received(): number {
    return this.#stretch.received;
  }
  get transformed(): number {
    return this.#stretch.transformed;
  }
  get tail(): number {
    return this.#stretch.tail;
  }

  /** Takes whole samples of one centre: all of a visit, or a piece of it that continues the piece before. */
  push(bytes: Uint8Array, sampleIndex: number, { center, time }: SweepPlace): void {
    const samples = bytes.length / this.#sampleBytes;
    if (samples === 0) return;
    const before = this.#center;
    const continues =
      center === before && sampleIndex === this.#nextIndex && Math.abs(time - this.#nextTime) < leapSeconds;
    const away = time - this.#nextTime;
    if (before !== null && (away > awaySeconds || away < -awaySeconds)) {
      this.flush();
      this.#center = center;
    } else if (!continues) {
      this.#endStretch();
      // Centres rise along a sweep: a lower one begins the next.
      const round = before !== null && center < before;
      if (round && this.#first !== null && this.#nextTime - this.#first.time >= rowSeconds) this.#emit(time);
      this.#center = center;
    }
    this.#first ??= { sampleIndex, time };
    this.#stretch.push(bytes);
    this.#samples += samples;
    this.#nextIndex = sampleIndex + samples;
    this.#nextTime = time + samples / this.#options.rate;
  }

  /** The sweep ends here, or is interrupted: hands over the row under way. */
  flush(): void {
    this.#endStretch();
    if (this.#segments > 0) this.#emit(this.#nextTime);
    this.#first = null;
    this.#center = null;
  }

  #endStretch(): void {
    if (this.#center === null) return;
    this.#stretch.end();
    const { segments } = this.#kernel;
    if (segments === 0) return;
    this.#kernel.read(this.#part.mean, this.#part.peak);
    this.row.add(this.#center, segments, this.#part.mean, this.#part.peak);
    this.#segments += segments;
  }

  /** @param end where the next row begins, seconds */
  #emit(end: number): void {
    const { row } = this;
    const first = this.#first ?? { sampleIndex: this.#nextIndex, time: this.#nextTime };
    const visited = row.filled / row.size;
    const { mean, peak } = this.#whole;
    row.read(mean, peak);
    const [samples, segments] = [this.#samples, this.#segments];
    this.#first = null;
    this.#samples = 0;
    this.#segments = 0;
    const seconds = end - first.time;
    this.#options.onFrame({ ...first, samples, segments, mean, peak, seconds, visited });
  }
}
