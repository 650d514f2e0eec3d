import type { SampleFormat } from '#lib/base/sampleFormat.ts';
import { geolocation } from './geolocation.ts';
import { writeDatetime } from './writeDatetime.ts';
import type { WrittenSegment } from './writeSegments.ts';

/** What is known of a recording of ours. */
export interface RecordingFacts {
  readonly format: SampleFormat;
  /** S/s. */
  readonly rate: number;
  /** The radio in words: model, serial, gain. */
  readonly hardware: string;
  /** Program and version. */
  readonly recorder: string;
  readonly description: string;
  readonly segments: readonly WrittenSegment[];
  /** SHA-512 of the dataset, hexadecimal; null while it is still being written. */
  readonly sha512: string | null;
}

/** The release of the standard that is followed. */
const version = '1.2.5';

const datatypes: Readonly<Record<SampleFormat, string>> = {
  cu8: 'cu8',
  cs8: 'ci8',
  cs16: 'ci16_le',
  cf32: 'cf32_le',
  u8: 'ru8',
  s8: 'ri8',
  s16: 'ri16_le',
  f32: 'rf32_le'
};

/** The text of a `.sigmf-meta` file, the first place that is known for the whole of it too, for readers that look only there: one line for each capture segment, so that a long one stays readable. */
export function writeMetadata(facts: RecordingFacts): string {
  const place = facts.segments.find((segment) => segment.place !== undefined)?.place;
  const global = {
    'core:datatype': datatypes[facts.format],
    'core:sample_rate': facts.rate,
    'core:version': version,
    'core:num_channels': 1,
    'core:hw': facts.hardware,
    'core:recorder': facts.recorder,
    'core:description': facts.description,
    ...(place === undefined ? {} : { 'core:geolocation': geolocation(place) }),
    ...(facts.sha512 === null ? {} : { 'core:sha512': facts.sha512 })
  };
  const captures = facts.segments.map((segment) => `    ${JSON.stringify(captureOf(segment))}`);
  const list = captures.length === 0 ? '[]' : `[\n${captures.join(',\n')}\n  ]`;
  const head = JSON.stringify(global, null, 4).replace(/\n\}$/, '\n  }');
  return `{\n  "global": ${head},\n  "captures": ${list},\n  "annotations": []\n}\n`;
}

function captureOf({ sampleStart, globalIndex, center, time, place }: WrittenSegment): object {
  const datetime = time === null ? null : writeDatetime(time);
  return {
    'core:sample_start': sampleStart,
    'core:global_index': globalIndex,
    'core:frequency': center,
    ...(datetime === null ? {} : { 'core:datetime': datetime }),
    ...(place === undefined ? {} : { 'core:geolocation': geolocation(place) })
  };
}
