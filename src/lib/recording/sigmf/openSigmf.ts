import type { ByteSource } from '#lib/base/byteSource.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { composeRecording, leftOver } from '../composeRecording.ts';
import type { Recording, RecordingOverride } from '../recording.ts';
import { SampleRuns } from '../sampleRuns.ts';
import { asStored } from '../storedFormat.ts';
import type { Metadata } from './metadata.ts';

/**
 * The recording that metadata and a dataset make.
 *
 * Where samples lie: a segment's `core:header_bytes` stand before its first sample, `core:trailing_bytes` at the end of the file; without them the
 * dataset is samples from the first byte to the last.
 */
export function openSigmf(
  metadata: Metadata,
  data: ByteSource,
  container: string,
  override: RecordingOverride,
  extraNotices: readonly string[]
): Recording {
  const { name } = data;
  const stored = override.format === undefined ? metadata.stored : asStored(override.format);
  const runs = new SampleRuns(data, stored);
  const notices = [...extraNotices, ...metadata.notices];

  const end = data.size - metadata.trailingBytes;
  if (end <= 0)
    throw new WavepoolError('file.bad-metadata', {
      name,
      why: `core:trailing_bytes ${metadata.trailingBytes} is all of it`
    });
  let position = 0;
  let sample = 0;
  const cut = metadata.captures.filter((capture, i) => i === 0 || capture.headerBytes > 0);
  for (const capture of cut) {
    // Samples before the first capture belong to none, but are there.
    const before = (capture.sampleStart - sample) * stored.bytes;
    if (position + before > end) break;
    if (before > 0) runs.add(position, before);
    position += before + capture.headerBytes;
    sample = capture.sampleStart;
  }
  if (position < end) notices.push(...leftOver(name, runs.add(position, end - position)));

  if (runs.samples === 0 && position > 0)
    throw new WavepoolError('file.bad-metadata', {
      name,
      why: `core:header_bytes ${position} leaves no sample of its ${end} bytes`
    });

  const beyond = metadata.captures.filter((capture) => capture.sampleStart >= runs.samples);
  if (beyond.length > 0 && runs.samples > 0)
    notices.push(
      `${name} ends early: ${beyond.length === 1 ? 'a capture begins' : `${beyond.length} captures begin`} at or after its last sample (${runs.samples}).`
    );
  const rate = override.rate ?? metadata.rate;
  return composeRecording(
    {
      source: data,
      container,
      stored,
      runs,
      rate,
      captures: timeline(metadata, rate, notices),
      annotations: metadata.annotations,
      notices
    },
    override
  );
}

/** Captures, with times worked out from `core:global_index` where a date stands only at an earlier one. */
function timeline(metadata: Metadata, rate: number | null, notices: string[]) {
  let lost = 0;
  let reference: { index: number; time: number } | null = null;
  let previous: { sampleStart: number; index: number } | null = null;
  const captures = metadata.captures.map(({ sampleStart, center, time, globalIndex }) => {
    const expected: number =
      previous === null ? (globalIndex ?? sampleStart) : previous.index + sampleStart - previous.sampleStart;
    const index = globalIndex ?? expected;
    if (index > expected) lost += index - expected;
    previous = { sampleStart, index };
    if (time !== null) reference = { index, time };
    else if (reference !== null && globalIndex !== null && rate !== null)
      time = reference.time + (index - reference.index) / rate;
    return { sampleStart, center, time };
  });
  if (lost > 0)
    notices.push(`${lost} samples were lost while this was recorded; the samples around each gap stand side by side.`);
  return captures;
}
