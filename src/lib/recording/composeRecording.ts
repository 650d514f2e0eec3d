import type { ByteSource } from '#lib/base/byteSource.ts';
import { errorText } from '#lib/base/errorText.ts';
import { hz, sampleRate, seconds } from '#lib/base/units.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { Annotation, Recording, RecordingOverride } from './recording.ts';
import type { SampleRuns } from './sampleRuns.ts';
import type { StoredFormat } from './storedFormat.ts';

/** What a format found out about a file. */
export interface RecordingParts {
  readonly source: ByteSource;
  readonly container: string;
  readonly stored: StoredFormat;
  readonly runs: SampleRuns;
  /** S/s, null when neither file nor name tell. */
  readonly rate: number | null;
  /** In order; those at one sample follow each other. Need not start at 0. */
  readonly captures: readonly {
    readonly sampleStart: number;
    readonly center: number | null;
    readonly time: number | null;
  }[];
  readonly annotations?: readonly Annotation[];
  readonly notices: readonly string[];
}

/** Highest sample rate that is believed, S/s (SigMF's limit). */
const rateLimit = 1e12;
/** Likewise for centre frequencies, Hz: a file's name may hold any number of digits. */
const frequencyLimit = 1e12;

/**
 * Puts a recording together, what the person says going before what was found.
 * @throws WavepoolError `file.empty` without a whole sample, `file.no-rate` when nobody knows the rate.
 */
export function composeRecording(parts: RecordingParts, override: RecordingOverride): Recording {
  const { source, runs } = parts;
  if (runs.samples === 0) throw new WavepoolError('file.empty', { name: source.name });
  const rate = override.rate ?? parts.rate;
  if (rate === null || !(rate > 0 && rate <= rateLimit)) throw new WavepoolError('file.no-rate', { name: source.name });

  const inside = parts.captures.filter((capture) => capture.sampleStart < runs.samples);
  if (inside.length === 0 || inside[0].sampleStart > 0) inside.unshift({ sampleStart: 0, center: null, time: null });
  const captures = inside.map(({ sampleStart, center, time }) => {
    const tuned = override.center ?? center;
    return {
      sampleStart,
      center: tuned === null || !(Math.abs(tuned) <= frequencyLimit) ? null : hz(tuned),
      time: time === null ? null : seconds(time)
    };
  });
  return {
    title: source.name,
    container: parts.container,
    format: parts.stored.format,
    rate: sampleRate(rate),
    center: captures[0].center,
    samples: runs.samples,
    startTime: captures[0].time,
    notices: parts.notices,
    captures,
    annotations: parts.annotations ?? [],
    read: (sampleIndex, count) => runs.read(sampleIndex, count)
  };
}

/** The notice for bytes at the end that make no whole sample; none when there are none. */
export function leftOver(name: string, bytes: number): string[] {
  if (bytes === 0) return [];
  return [
    `The last ${bytes === 1 ? 'byte' : `${bytes} bytes`} of ${name} ${bytes === 1 ? 'is' : 'are'} no whole sample and ${bytes === 1 ? 'was' : 'were'} left out.`
  ];
}

/** The notice for a file that is shorter than it says. */
export function endsEarly(name: string, have: number, want: number): string {
  return errorText('file.truncated', { name, have, want });
}
