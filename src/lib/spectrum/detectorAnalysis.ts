import { sampleFormats, type SampleFormat } from '#lib/base/sampleFormat.ts';
import type { Detection } from './detection.ts';
import { detectionPlan } from './detectionPlan.ts';
import { DetectionStream } from './detectionStream.ts';
import type { Emitter } from './emitters/emitter.ts';
import { emitterLine, type EmitterLine } from './emitters/emitterLine.ts';
import { EmitterTracker } from './emitters/emitterTracker.ts';

/** A detection as a line of JSON. Seconds from the first sample, frequencies as offsets from the centre, Hz. */
export interface DetectionLine {
  readonly type: 'detection';
  readonly start_s: number;
  readonly stop_s: number;
  readonly center_offset_hz: number;
  readonly low_hz: number;
  readonly high_hz: number;
  readonly peak_dbfs: number;
  readonly snr_db: number;
}

/** The last line. `samples` came in; `missed` of them were not looked at; `tail` were too few at an end for a transform. */
export interface SummaryLine {
  readonly type: 'summary';
  readonly samples: number;
  readonly missed: number;
  readonly tail: number;
  readonly seconds: number;
  readonly detections: number;
  readonly emitters: number;
}

/** Detections that are gathered before they are told to the tracker of emitters: how many, so that it does not matter in what blocks samples come. */
const batch = 64;

export interface DetectorAnalysisOptions {
  /** S/s */
  readonly rate: number;
  readonly format: SampleFormat;
  readonly onLine: (line: DetectionLine) => void;
  /** Called once for every emitter: at the end, or when it has not been heard for so long that it is forgotten. */
  readonly onEmitter?: (line: EmitterLine) => void;
}

/** Detections and emitters as lines of JSON with a summary at the end: what the command line prints and the tests score. */
export class DetectorAnalysis {
  readonly #rate: number;
  readonly #sampleBytes: number;
  readonly #stream: DetectionStream;
  #first = NaN;
  #next = 0;
  #missed = 0;
  #detections = 0;
  readonly #tracker: EmitterTracker;
  readonly #onEmitter: (line: EmitterLine) => void;
  #gathered: Detection[] = [];
  #emitters = 0;

  constructor({ rate, format, onLine, onEmitter }: DetectorAnalysisOptions) {
    this.#rate = rate;
    const { bytes, complex } = sampleFormats[format];
    this.#sampleBytes = bytes;
    this.#onEmitter = onEmitter ?? (() => undefined);
    this.#tracker = new EmitterTracker({ rate, binHz: rate / detectionPlan(rate, complex).fft });
    this.#stream = new DetectionStream({
      rate,
      format,
      onDetection: (detection) => {
        this.#detections++;
        onLine(this.#line(detection));
        this.#gathered.push(detection);
        if (this.#gathered.length === batch) this.#track(detection.stopSample);
      }
    });
  }

  /** Takes the next whole samples. What is missing before them is counted as missed. @param sampleIndex of the first one */
  push(bytes: Uint8Array, sampleIndex: number): void {
    if (bytes.length === 0) return;
    if (Number.isNaN(this.#first)) this.#first = sampleIndex;
    else this.#missed += Math.max(0, sampleIndex - this.#next);
    this.#next = sampleIndex + bytes.length / this.#sampleBytes;
    this.#stream.push(bytes, sampleIndex);
  }

  /** The samples end: hands over what is still open, and sums up. */
  flush(): SummaryLine {
    this.#stream.flush();
    this.#track(this.#next);
    for (const emitter of this.#tracker.emitters) this.#tell(emitter);
    const samples = this.#stream.received;
    return {
      type: 'summary',
      samples,
      missed: this.#missed,
      tail: this.#stream.tail,
      seconds: samples / this.#rate,
      detections: this.#detections,
      emitters: this.#emitters
    };
  }

  #track(now: number): void {
    for (const emitter of this.#tracker.push(this.#gathered, now).forgotten) this.#tell(emitter);
    this.#gathered = [];
  }

  #tell(emitter: Emitter): void {
    this.#emitters++;
    this.#onEmitter(emitterLine(emitter, this.#origin / this.#rate));
  }

  get #origin(): number {
    return Number.isNaN(this.#first) ? 0 : this.#first;
  }

  #line(detection: Detection): DetectionLine {
    const origin = this.#origin;
    return {
      type: 'detection',
      start_s: (detection.startSample - origin) / this.#rate,
      stop_s: (detection.stopSample - origin) / this.#rate,
      center_offset_hz: round(detection.centerHz, 1),
      low_hz: round(detection.lowHz, 1),
      high_hz: round(detection.highHz, 1),
      peak_dbfs: round(detection.peakDbfs, 2),
      snr_db: round(detection.snrDb, 2)
    };
  }
}

function round(value: number, digits: number): number {
  const scale = 10 ** digits;
  return Math.round(value * scale) / scale;
}
