import { sampleFormats, type SampleFormat } from '#lib/base/sampleFormat.ts';
import { createSpectrumKernel } from '#lib/dsp/createSpectrumKernel.ts';
import type { Detection } from './detection.ts';
import { detectionPlan } from './detectionPlan.ts';
import { Detector } from './detector.ts';
import { FrameStream } from './frameStream.ts';

export interface DetectionStreamOptions {
  /** S/s */
  readonly rate: number;
  readonly format: SampleFormat;
  /** Called once for every region, when it has ended. */
  readonly onDetection: (detection: Detection) => void;
}

/** Samples to detections, from end to end: the detector's own transform, its frames, the detector. The page and the command line both run this. */
export class DetectionStream {
  readonly #frames: FrameStream;
  readonly #detector: Detector;
  readonly #sampleBytes: number;
  #next = 0;

  constructor({ rate, format, onDetection }: DetectionStreamOptions) {
    const { complex, bytes } = sampleFormats[format];
    const plan = detectionPlan(rate, complex);
    this.#sampleBytes = bytes;
    this.#detector = new Detector({ rate, complex, plan, onDetection });
    this.#frames = new FrameStream({
      kernel: createSpectrumKernel({ fft: plan.fft, format, window: plan.window }),
      overlap: 1 - plan.hop / plan.fft,
      segmentsPerFrame: plan.segments,
      onFrame: (frame) => this.#detector.push(frame)
    });
  }

  /** Regions that are still on. Makes new objects: for a screen, some times a second. */
  get open(): readonly Detection[] {
    return this.#detector.open;
  }

  /** Samples pushed, and those of them before a gap or the end that were too few for a transform. */
  get received(): number {
    return this.#frames.received;
  }
  get tail(): number {
    return this.#frames.tail;
  }

  /** Takes whole samples; a jump of `sampleIndex` is a gap. */
  push(bytes: Uint8Array, sampleIndex: number): void {
    this.#next = sampleIndex + bytes.length / this.#sampleBytes;
    this.#frames.push(bytes, sampleIndex);
  }

  /** The samples end here: hands over what is still open. */
  flush(): void {
    this.#frames.flush();
    this.#detector.flush(this.#next);
  }
}
