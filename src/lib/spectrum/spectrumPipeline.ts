import type { SampleFormat } from '#lib/base/sampleFormat.ts';
import { createSpectrumKernel } from '#lib/dsp/createSpectrumKernel.ts';
import type { Detection } from './detection.ts';
import { DetectionStream } from './detectionStream.ts';
import type { EngineSettings } from './engineSettings.ts';
import type { Frame } from './frame.ts';
import { FrameStream } from './frameStream.ts';
import { rowPlan } from './rowPlan.ts';

/** What the pipeline has to know of a source. */
export interface PipelineSource {
  readonly format: SampleFormat;
  readonly rate: number;
  /** Length of a recording in samples; null for a live source. */
  readonly samples: number | null;
}

/** Closed detections that are kept for the list beside the plot. */
const keptDetections = 200;

/**
 * What a station does with its samples: every one is transformed, once for the rows that are shown and once, with a transform of its own, for the
 * detector. Bytes in, rows and detections out; no host, no clock, no drawing.
 */
export class SpectrumPipeline {
  readonly engine = 'WASM SIMD';
  readonly #source: PipelineSource;
  readonly #onRow: (row: Frame) => void;
  #rows: FrameStream;
  #binHz = 0;
  #bins = 0;
  #latest: Float32Array | null = null;
  /** Counters of row streams that were replaced by another transform size. */
  #before = { received: 0, transformed: 0, tail: 0 };
  #finder: DetectionStream;
  #closed: Detection[] = [];
  #detectionCount = 0;
  /** Every finder counts from 1; ids go on rising over retunes, so that none means two things. */
  #firstId = 0;
  #highestId = 0;

  /** @throws WavepoolError `option.bad-value` when the settings are not possible. */
  constructor(source: PipelineSource, settings: EngineSettings, onRow: (row: Frame) => void) {
    this.#source = source;
    this.#onRow = onRow;
    this.#rows = this.#rowStream(settings);
    this.#finder = this.#startFinder();
  }

  /** Values in a row, and their distance in Hz. The first one lies at -rate/2, or at 0 for real samples. */
  get bins(): number {
    return this.#bins;
  }
  get binHz(): number {
    return this.#binHz;
  }

  /** Mean power per bin of the newest row; null before the first. Lent: the next push overwrites it. */
  get latest(): Float32Array | null {
    return this.#latest;
  }

  /** Samples pushed, samples that lay in a segment, and samples left over before gaps and the end. */
  get received(): number {
    return this.#before.received + this.#rows.received;
  }
  get transformed(): number {
    return this.#before.transformed + this.#rows.transformed;
  }
  get tail(): number {
    return this.#before.tail + this.#rows.tail;
  }

  /** Open detections first, then the latest closed ones, newest first. */
  get detections(): readonly Detection[] {
    return [...this.#finder.open.map((detection) => this.#numbered(detection)), ...this.#closed];
  }

  /** Detections that have come to their end so far, those that are no longer kept included. */
  get detectionCount(): number {
    return this.#detectionCount;
  }

  /** Takes whole samples; `sampleIndex` is the first one's place on the source's clock. A jump is a gap. */
  push(bytes: Uint8Array, sampleIndex: number): void {
    this.#rows.push(bytes, sampleIndex);
    this.#finder.push(bytes, sampleIndex);
  }

  /** The stream ends here, or is interrupted: the row and the detections under way are handed over. */
  flush(): void {
    this.#rows.flush();
    this.#finder.flush();
  }

  /** Another transform for the rows. Detections go on: their transform is their own. */
  configure(settings: EngineSettings): void {
    const next = this.#rowStream(settings);
    this.#rows.flush();
    this.#before = { received: this.received, transformed: this.transformed, tail: this.tail };
    this.#rows = next;
    this.#latest = null;
  }

  /** The radio was tuned elsewhere: the noise floor and the detections so far belong to another band. */
  retune(): void {
    this.flush();
    this.#firstId = this.#highestId;
    this.#finder = this.#startFinder();
    this.#closed = [];
    this.#latest = null;
  }

  #rowStream({ fft, window, overlap }: EngineSettings): FrameStream {
    const { format, rate, samples } = this.#source;
    const kernel = createSpectrumKernel({ fft, format, window });
    const { segments } = rowPlan(rate, fft * (1 - overlap), samples);
    const stream = new FrameStream({
      kernel,
      overlap,
      segmentsPerFrame: segments,
      onFrame: (frame) => {
        this.#latest = frame.mean;
        this.#onRow(frame);
      }
    });
    this.#bins = kernel.bins;
    this.#binHz = rate / fft;
    return stream;
  }

  #numbered(detection: Detection): Detection {
    const id = this.#firstId + detection.id;
    this.#highestId = Math.max(this.#highestId, id);
    return { ...detection, id };
  }

  #startFinder(): DetectionStream {
    const { format, rate } = this.#source;
    return new DetectionStream({
      rate,
      format,
      onDetection: (detection) => {
        this.#detectionCount++;
        this.#closed.unshift(this.#numbered(detection));
        if (this.#closed.length > keptDetections) this.#closed.pop();
      }
    });
  }
}
