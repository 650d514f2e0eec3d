import type { ByteSource } from '#lib/base/byteSource.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { isoTime } from '../isoTime.ts';
import type { Annotation } from '../recording.ts';
import { storedFormat, type StoredComponent, type StoredFormat } from '../storedFormat.ts';
import { readAnnotations } from './annotations.ts';
import { Fields } from './fields.ts';
import { isObject, parseLimitedJson } from './limitedJson.ts';
import { UnusedFields } from './unusedFields.ts';

/** One capture segment; sample indices count from the first sample of the dataset. */
export interface MetadataCapture {
  readonly sampleStart: number;
  readonly center: number | null;
  readonly time: number | null;
  /** Index in the stream that was recorded, where samples were lost on the way. */
  readonly globalIndex: number | null;
  /** Bytes before this segment's samples that are none. */
  readonly headerBytes: number;
}

/** What the metadata of one SigMF recording say (SigMF 1.2). */
export interface Metadata {
  readonly stored: StoredFormat;
  readonly rate: number | null;
  /** File name of a non-conforming dataset. */
  readonly dataset: string | null;
  readonly metadataOnly: boolean;
  readonly trailingBytes: number;
  readonly captures: readonly MetadataCapture[];
  readonly annotations: readonly Annotation[];
  readonly notices: readonly string[];
}

const sizeLimit = 64 << 20;
const segmentLimit = 1_000_000;
/** Fields that change nothing about the samples: a wrong type in them is worth a notice, not a refusal. */
const otherTypes: Readonly<Record<string, 'string' | 'boolean'>> = {
  'core:version': 'string',
  'core:author': 'string',
  'core:collection': 'string',
  'core:description': 'string',
  'core:hw': 'string',
  'core:license': 'string',
  'core:recorder': 'string',
  'core:sha512': 'string'
};

/**
 * Reads and checks the metadata of a recording. What the samples depend on has to be right; anything else that breaks the standard becomes a notice.
 * `core:sha512` is not checked: that would mean to read the whole dataset.
 * @throws WavepoolError `file.bad-metadata`, `file.too-large`, `file.not-samples`
 */
export async function readMetadata(source: ByteSource): Promise<Metadata> {
  const { name } = source;
  if (source.size > sizeLimit)
    throw new WavepoolError('file.too-large', {
      name,
      why: `metadata of more than ${sizeLimit >> 20} MiB are not read`
    });
  const root = parseLimitedJson(name, await source.read(0, source.size));
  const bad = (why: string): never => {
    throw new WavepoolError('file.bad-metadata', { name, why });
  };
  const fields = new Fields((key, why) => bad(`${key} ${why}`));
  if (!isObject(root)) return bad('it is no JSON object');
  if (isObject(root.collection) && root.global === undefined)
    throw new WavepoolError('file.not-samples', {
      name,
      why: 'it is a collection that names other recordings',
      hint: 'Open one of the recordings it names.'
    });
  if (!isObject(root.global)) return bad('the "global" object is missing');
  const global = root.global;
  const notices: string[] = [];

  const channels = fields.count(global, 'core:num_channels') ?? 1;
  const stored = datatype(
    fields.text(global, 'core:datatype') ?? bad('core:datatype is missing'),
    channels,
    name,
    notices,
    bad
  );
  const rate = fields.number(global, 'core:sample_rate');
  if (rate !== null && !(rate > 0 && rate <= 1e12)) return bad(`core:sample_rate is ${rate}, which no radio has`);
  const offset = fields.count(global, 'core:offset') ?? 0;
  if (global['core:version'] === undefined)
    notices.push(`${name} does not say which version of SigMF it follows (core:version).`);
  for (const [key, type] of Object.entries(otherTypes))
    if (key in global && typeof global[key] !== type)
      notices.push(`${key} in ${name} should be a ${type}; it is not used.`);

  const unused = new UnusedFields('capture');
  const lenient = new Fields((key, why) => unused.note(key, `it ${why}`));
  const captures = segments(root.captures, bad).map((segment) =>
    capture(segment, { fields, lenient, unused }, offset, bad)
  );
  notices.push(...unused.notices(name));
  const annotations = readAnnotations(root.annotations, offset, segmentLimit, name, notices);
  for (const [what, list] of [
    ['captures', captures],
    ['annotations', annotations]
  ] as const) {
    if (list.every((segment, i) => i === 0 || list[i - 1].sampleStart <= segment.sampleStart)) continue;
    // With headers between them the order of captures decides where samples lie, so guessing would show noise.
    if (what === 'captures' && captures.some((segment) => segment.headerBytes > 0))
      return bad('its captures are out of order');
    (list as { sampleStart: number }[]).sort((a, b) => a.sampleStart - b.sampleStart);
    notices.push(`The ${what} in ${name} are out of order and were sorted.`);
  }
  return {
    stored,
    rate,
    dataset: fields.text(global, 'core:dataset'),
    metadataOnly: global['core:metadata_only'] === true,
    trailingBytes: fields.count(global, 'core:trailing_bytes') ?? 0,
    captures,
    annotations,
    notices
  };
}

const datatypes = /^([cr])(f32|f64|i32|i16|u32|u16|i8|u8)(_le|_be)?$/;

function datatype(
  text: string,
  channels: number,
  name: string,
  notices: string[],
  bad: (why: string) => never
): StoredFormat {
  const match = datatypes.exec(text);
  if (match === null) return bad(`core:datatype "${text.slice(0, 40)}" is no SigMF datatype`);
  const [, kind, number] = match;
  const order = match.at(3);
  if (order === undefined && !number.endsWith('8'))
    notices.push(`core:datatype ${text} in ${name} does not say its byte order; little-endian is taken.`);
  let complex = kind === 'c';
  if (channels === 2 && !complex) {
    complex = true;
    notices.push(`The two real channels of ${name} are taken as I and Q.`);
  } else if (channels !== 1) {
    throw new WavepoolError('file.not-samples', {
      name,
      why: `it interleaves ${channels} ${complex ? 'complex ' : ''}channels, and only one is a signal`,
      hint: 'Write each channel to a recording of its own (a SigMF collection).'
    });
  }
  return storedFormat(number.replace('i', 's') as StoredComponent, complex, order === '_be');
}

function segments(value: unknown, bad: (why: string) => never): Record<string, unknown>[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return bad('"captures" is no list');
  if (value.length > segmentLimit) return bad(`it has more than ${segmentLimit} captures`);
  const list: unknown[] = value;
  return list.map((entry) => (isObject(entry) ? entry : bad('"captures" holds something that is no object')));
}

/** Where samples lie and what they were tuned to has to be right; their times are left out where they are not. */
function capture(
  segment: Record<string, unknown>,
  { fields, lenient, unused }: { fields: Fields; lenient: Fields; unused: UnusedFields },
  offset: number,
  bad: (why: string) => never
): MetadataCapture {
  const written = lenient.text(segment, 'core:datetime');
  const time = written === null ? null : isoTime(written);
  if (written !== null && time === null) unused.note('core:datetime', `"${written.slice(0, 40)}" is no time`);
  return {
    sampleStart: fields.start(segment, offset) ?? bad('core:sample_start is missing'),
    center: fields.frequency(segment, 'core:frequency'),
    time,
    globalIndex: lenient.count(segment, 'core:global_index'),
    headerBytes: fields.count(segment, 'core:header_bytes') ?? 0
  };
}
