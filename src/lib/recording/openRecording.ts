import type { ByteSource } from '#lib/base/byteSource.ts';
import { isSampleFormat } from '#lib/base/sampleFormat.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { recordingFormats } from './formats/list.ts';
import type { FileBeside } from './formats/recordingFormat.ts';
import type { Recording, RecordingOverride } from './recording.ts';

/** How much of a file is looked at to see what it is. */
const headBytes = 4096;

/**
 * Opens a recording made of one or more files (a SigMF pair is two). Reads headers only, however large the files are.
 * @param parts the files a person picked. What does not belong to the first recording among them is left alone, and said so.
 * @param override what the person says; it goes before metadata and file names
 * @param beside finds further files of the recording (in Node: in the same folder); without it `parts` is all there is
 * @throws WavepoolError `file.…`: what is wrong with the file and what to do; `option.bad-value` for an impossible override
 */
export async function openRecording(
  parts: readonly ByteSource[],
  override: RecordingOverride = {},
  beside: FileBeside = nothingBeside
): Promise<Recording> {
  checkOverride(override);
  if (parts.length === 0) throw new WavepoolError('file.not-found', { name: 'A recording', why: 'no file was given' });
  const empty = parts.find((part) => part.size === 0);
  if (empty !== undefined) throw new WavepoolError('file.empty', { name: empty.name });

  const heads = await Promise.all(parts.map((part) => part.read(0, headBytes)));
  for (const format of recordingFormats) {
    const index = parts.findIndex((part, i) => format.recognise(heads[i], part.name));
    if (index < 0) continue;
    const used = new Set([parts[index]]);
    const find: FileBeside = async (name) => {
      const given = parts.find((part) => part.name === name) ?? null;
      const found = given ?? (await beside(name));
      if (found !== null) used.add(found);
      if (found?.size === 0) throw new WavepoolError('file.empty', { name });
      return found;
    };
    const recording = await format.open({ main: parts[index], head: heads[index], given: parts, find }, override);
    const left = parts.filter((part) => !used.has(part)).map((part) => part.name);
    if (left.length === 0) return recording;
    return {
      ...recording,
      notices: [
        ...recording.notices,
        `Not opened, because it is no part of ${recording.title}: ${left.slice(0, 5).join(', ')}${left.length > 5 ? ' …' : ''}`
      ]
    };
  }
  throw new WavepoolError('file.unknown-format', { name: parts[0].name });
}

function checkOverride({ format, rate, center }: RecordingOverride): void {
  if (format !== undefined && !isSampleFormat(format))
    throw new WavepoolError('option.bad-value', {
      option: 'The sample format',
      value: String(format),
      want: 'use cu8, cs8, cs16, cf32, u8, s8, s16 or f32'
    });
  if (rate !== undefined && !(rate > 0 && rate <= 1e12))
    throw new WavepoolError('option.bad-value', {
      option: 'The sample rate',
      value: rate,
      want: 'use a number of samples per second above 0'
    });
  if (center !== undefined && !(Math.abs(center) <= 1e12))
    throw new WavepoolError('option.bad-value', {
      option: 'The centre frequency',
      value: center,
      want: 'use a frequency in Hz'
    });
}

function nothingBeside(): Promise<null> {
  return Promise.resolve(null);
}
