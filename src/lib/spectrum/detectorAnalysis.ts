import { sampleFormats, type SampleFormat } from '#lib/base/sampleFormat.ts';
import type { Detection } from './detection.ts';
import { DetectionStream } from './detectionStream.ts';

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
}

export interface DetectorAnalysisOptions {
  /** S/s */
  readonly rate: number;
  readonly format: SampleFormat;
  readonly onLine: (line: DetectionLine) => void;
}

/** Detections as lines of JSON with a summary at the end: what the command line prints and the tests score. */
export class DetectorAnalysis {
  readonly #rate: number;
  readonly #sampleBytes: number;
  readonly #stream: DetectionStream;
  #first = NaN;
  #next = 0;
  #missed = 0;
  #detections = 0;

  constructor({ rate, format, onLine }: DetectorAnalysisOptions) {
    this.#rate = rate;
    this.#sampleBytes = sampleFormats[format].bytes;
    this.#stream = new DetectionStream({
      rate,
      format,
      onDetection: (detection) => {
        this.#detections++;
        onLine(this.#line(detection));
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
    const samples = this.#stream.received;
    return {
      type: 'summary',
      samples,
      missed: this.#missed,
      tail: this.#stream.tail,
      seconds: samples / this.#rate,
      detections: this.#detections
    };
  }

  #line(detection: Detection): DetectionLine {
    const origin = Number.isNaN(this.#first) ? 0 : this.#first;
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
