import type { SampleFormat } from '#lib/base/sampleFormat.ts';
import type { Hz, SampleRate, Seconds } from '#lib/base/units.ts';

/** From here on this tuning and this time hold, until the next capture. */
export interface Capture {
  readonly sampleStart: number;
  /** Centre frequency, null when nobody wrote it down. */
  readonly center: Hz | null;
  /** Time of sample `sampleStart`, seconds since 1970, null when unknown. */
  readonly time: Seconds | null;
}

/** Something a person or a program marked in the recording (SigMF annotation segment). */
export interface Annotation {
  readonly sampleStart: number;
  /** Null: up to the end of the capture it lies in. */
  readonly sampleCount: number | null;
  /** Edges as written: radio frequencies where the centre is known, else offsets from it. Both or neither. */
  readonly lowHz: Hz | null;
  readonly highHz: Hz | null;
  readonly label: string | null;
  readonly comment: string | null;
  readonly generator: string | null;
  readonly uuid: string | null;
}

/** A file of samples, opened: what it is, and its samples on request. Nothing of the samples is in memory. */
export interface Recording {
  /** What to call it: the file's name. */
  readonly title: string;
  /** What it is kept in: "raw", "WAV", "SigMF", … */
  readonly container: string;
  /** The format `read` delivers, whatever the file holds. */
  readonly format: SampleFormat;
  readonly rate: SampleRate;
  /** Centre frequency of the first sample, null when unknown. */
  readonly center: Hz | null;
  /** Whole samples (complex or real) in it, at least 1. */
  readonly samples: number;
  /** Time of the first sample, seconds since 1970, null when unknown. */
  readonly startTime: Seconds | null;
  /** What a person should know: bytes left out, channels taken as I and Q, an early end. Whole sentences. */
  readonly notices: readonly string[];
  /** In order of `sampleStart`; the first starts at 0. */
  readonly captures: readonly Capture[];
  readonly annotations: readonly Annotation[];
  /**
   * Reads `count` samples from `sampleIndex` on in `format`, fewer only at the end. The bytes belong to the caller.
   * @throws RangeError for an index or count that is no whole number from 0 up; WavepoolError `file.truncated` when the file has shrunk meanwhile.
   */
  read(sampleIndex: number, count: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** What the person says about a file; it goes before what the file or its name says. */
export interface RecordingOverride {
  /** How the sample bytes are to be read. In a WAV or SigMF recording the headers are skipped all the same. */
  readonly format?: SampleFormat | undefined;
  /** S/s. */
  readonly rate?: number | undefined;
  /** Hz. */
  readonly center?: number | undefined;
}
