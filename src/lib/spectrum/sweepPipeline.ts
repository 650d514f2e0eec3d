import type { SampleFormat } from '#lib/base/sampleFormat.ts';
import type { Detection } from './detection.ts';
import type { EngineSettings } from './engineSettings.ts';
import type { SweepBand } from './sweepBand.ts';
import { SweepFrames, type SweepFrame, type SweepPlace } from './sweepFrames.ts';

export interface SweepSource {
  readonly format: SampleFormat;
  readonly rate: number;
  readonly sweep: SweepBand;
}

/**
 * What a station does with the samples of a sweep: the twin of `SpectrumPipeline`, whose face it has. Frequencies are absolute. There are no detections:
 * a detector has to hear a signal begin and end, and a sweep hears each frequency for less than a millisecond now and then.
 */
export class SweepPipeline {
  readonly engine = 'WASM SIMD';
  readonly detections: readonly Detection[] = [];
  readonly detectionCount = 0;
  readonly #source: SweepSource;
  readonly #onRow: (row: SweepFrame) => void;
  #frames: SweepFrames;
  #latest: Float32Array | null = null;
  /** Counters of what was replaced by another transform size. */
  #before = { received: 0, transformed: 0, tail: 0 };

  /** @throws WavepoolError `option.bad-value` when the settings are not possible */
  constructor(source: SweepSource, settings: EngineSettings, onRow: (row: SweepFrame) => void) {
    this.#source = source;
    this.#onRow = onRow;
    this.#frames = this.#start(settings);
  }

  /** Values in a row, their distance in Hz, and the frequency of the first. */
  get bins(): number {
    return this.#frames.row.bins;
  }
  get binHz(): number {
    return this.#frames.row.binHz;
  }
  get firstHz(): number {
    return this.#frames.row.firstHz;
  }

  /** Mean power per bin of the newest row; null before the first. Lent: the next push overwrites it. */
  get latest(): Float32Array | null {
    return this.#latest;
  }

  /** Samples pushed, samples that lay in a segment, and samples of stretches too short for one. */
  get received(): number {
    return this.#before.received + this.#frames.received;
  }
  get transformed(): number {
    return this.#before.transformed + this.#frames.transformed;
  }
  get tail(): number {
    return this.#before.tail + this.#frames.tail;
  }

  /** Takes whole samples that were received at one centre. */
  push(bytes: Uint8Array, sampleIndex: number, place: SweepPlace): void {
    this.#frames.push(bytes, sampleIndex, place);
  }

  /** The stream ends here, or is interrupted: the row under way is handed over. */
  flush(): void {
    this.#frames.flush();
  }

  /** Another transform. @throws WavepoolError `option.bad-value`; nothing is changed then */
  configure(settings: EngineSettings): void {
    const next = this.#start(settings);
    this.#frames.flush();
    this.#before = { received: this.received, transformed: this.transformed, tail: this.tail };
    this.#frames = next;
    this.#latest = null;
  }

  #start(settings: EngineSettings): SweepFrames {
    return new SweepFrames({
      ...this.#source,
      settings,
      onFrame: (frame) => {
        this.#latest = frame.mean;
        this.#onRow(frame);
      }
    });
  }
}
