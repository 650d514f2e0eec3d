import type { ByteSource } from '#lib/base/byteSource.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { ByteWindow } from '../byteWindow.ts';
import { composeRecording, endsEarly, leftOver } from '../composeRecording.ts';
import { extensionOf, readFileName, type NameFacts } from '../fileName.ts';
import type { Recording, RecordingOverride } from '../recording.ts';
import { SampleRuns } from '../sampleRuns.ts';
import { asStored } from '../storedFormat.ts';
import { readAuxi, type AuxiFacts } from '../wav/auxi.ts';
import { kiwiTime, readKiwiStamp, type KiwiStamp } from '../wav/kiwiTime.ts';
import { readWavHeader, type WavHeader } from '../wav/wavHeader.ts';
import type { RecordingFiles, RecordingFormat } from './recordingFormat.ts';

/** Most chunks that are looked at: a week of KiwiSDR. A file of empty chunks would otherwise keep the reader busy for hours. */
const chunkLimit = 30_000_000;
/** Most time stamps that are kept. */
const stampLimit = 1_000_000;
/** Largest chunk of metadata that is read. */
const metadataLimit = 1 << 16;

/** RIFF, RF64 and BW64 files of PCM or floating-point samples; I and Q in two channels, or one real channel. */
export const wav: RecordingFormat = { id: 'WAV', recognise: isWav, open };

function isWav(head: Uint8Array): boolean {
  return head.length >= 12 && /^(?:RIFF|RF64|BW64)/.test(ascii(head, 0)) && ascii(head, 8) === 'WAVE';
}

/** What the chunks of a WAV hold. */
interface Chunks {
  header: WavHeader | null;
  auxi: AuxiFacts | null;
  /** Alternating offset and length of every data chunk, as far as they are in the file. */
  data: number[];
  /** Which data chunk each GNSS stamp stands before. */
  stamps: { chunk: number; stamp: KiwiStamp }[];
  kiwi: boolean;
  /** Where something stands that is no chunk, null when it is chunks to the end. */
  end: number | null;
  notices: string[];
}

async function open({ main }: RecordingFiles, override: RecordingOverride): Promise<Recording> {
  const { name } = main;
  const chunks = await readChunks(main);
  const missing = chunks.header === null ? 'there is no "fmt " chunk' : 'there are no samples';
  if (chunks.end !== null) {
    if (chunks.header === null || chunks.data.length === 0)
      throw new WavepoolError('file.bad-metadata', {
        name,
        why: `${missing}, and what stands at byte ${chunks.end} is no chunk of a WAV`
      });
    chunks.notices.push(`What follows byte ${chunks.end} of ${name} is no chunk of a WAV and was left out.`);
  }
  if (chunks.header === null) throw new WavepoolError('file.bad-metadata', { name, why: missing });
  if (chunks.data.length === 0) throw new WavepoolError('file.empty', { name });

  const stored = override.format === undefined ? chunks.header.stored : asStored(override.format);
  const runs = new SampleRuns(main, stored);
  const chunkStarts: number[] = [];
  let left = 0;
  for (let i = 0; i < chunks.data.length; i += 2) {
    chunkStarts.push(runs.samples);
    left += runs.add(chunks.data[i], chunks.data[i + 1]);
  }

  const facts = readFileName(name);
  const rate = chunks.header.rate > 0 ? chunks.header.rate : facts.rate;
  const notices = [...chunks.notices, ...leftOver(name, left)];
  if (!/^(?:wav|wave|bwf|rf64)$/.test(extensionOf(name)))
    notices.push(`${name} holds a WAV, whatever its name says, and is read as one.`);
  if (stored.format.startsWith('c') && chunks.auxi === null && !chunks.kiwi && !facts.saysIq)
    notices.push(`The two channels of ${name} are taken as I and Q.`);
  // One channel is a receiver's audio or an envelope: the frequency in its name is where the receiver was, not where the spectrum lies.
  const center = chunks.auxi?.center ?? (stored.format.startsWith('c') ? centerOf(facts, rate) : null);
  const captures = timeline(chunks, chunkStarts, rate ?? 1, center, facts.startTime, notices);
  return composeRecording({ source: main, container: 'WAV', stored, runs, rate, captures, notices }, override);
}

/** In a WAV the rate is known, so a lone `7.1MHz` in the name that differs from it is the centre. */
function centerOf(facts: NameFacts, rate: number | null): number | null {
  if (facts.center !== null || !facts.saysIq) return facts.center;
  return facts.maybeRate === rate ? null : facts.maybeRate;
}

async function readChunks(source: ByteSource): Promise<Chunks> {
  const found: Chunks = { header: null, auxi: null, data: [], stamps: [], kiwi: false, end: null, notices: [] };
  const window = new ByteWindow(source);
  let longData: number | null = null;
  let position = 12;
  for (let count = 0; position + 8 <= source.size; count++) {
    if (count === chunkLimit) {
      found.notices.push(
        `${source.name} has more than ${chunkLimit} chunks; what follows byte ${position} was left out.`
      );
      break;
    }
    const header = await window.at(position, 8);
    // Zeros would pass for empty chunks, and a file that was allocated but never written has hundreds of millions of them.
    if (!mayBeId(header.subarray(0, 4))) {
      found.end = position;
      break;
    }
    const id = ascii(header, 0);
    const declared = new DataView(header.buffer, header.byteOffset, 8).getUint32(4, true);
    const start = position + 8;
    let size = declared;
    if (id === 'data') {
      size = await dataSize(source, window, start, declared, longData, found);
      longData = null;
      if (size > 0) found.data.push(start, size);
    } else {
      const body = () => window.at(start, Math.min(declared, metadataLimit));
      if (id === 'fmt ' && found.header === null) found.header = readWavHeader(source.name, await body());
      else if (id === 'ds64') longData = readLongSize(await body());
      else if (id === 'auxi') found.auxi = readAuxi(await body());
      else if (id === 'kiwi') {
        found.kiwi = true;
        const stamp = readKiwiStamp(await body());
        if (stamp !== null && found.stamps.length < stampLimit)
          found.stamps.push({ chunk: found.data.length / 2, stamp });
      }
    }
    position = start + size + (size & 1);
    // Some writers forget the pad byte after a chunk of odd length.
    if (
      size % 2 === 1 &&
      position < source.size &&
      !isChunkId(await window.at(position, 4)) &&
      isChunkId(await window.at(position - 1, 4))
    )
      position--;
  }
  return found;
}

/** How many bytes of a data chunk are there, and a notice where the header says something else. */
async function dataSize(
  source: ByteSource,
  window: ByteWindow,
  start: number,
  declared: number,
  long: number | null,
  found: Chunks
): Promise<number> {
  const rest = source.size - start;
  if (long !== null && declared === 0xffffffff) {
    if (long > rest) found.notices.push(endsEarly(source.name, rest, long));
    return Math.min(long, rest);
  }
  const open = declared === 0xffffffff || (declared === 0 && rest > 0 && !isChunkId(await window.at(start, 4)));
  if (open) {
    found.notices.push(
      `${source.name} was written as a stream: its header leaves the length open, so it is read to its end.`
    );
    return rest;
  }
  // Past 4 GiB the 32-bit length starts again at 0; what is declared is then the true one less a multiple of that.
  if (rest >= 2 ** 32 && (rest - declared) % 2 ** 32 < 1 << 20) {
    found.notices.push(`${source.name} is longer than a WAV header can say, so it is read to its end.`);
    return declared + Math.floor((rest - declared) / 2 ** 32) * 2 ** 32;
  }
  if (declared > rest) found.notices.push(endsEarly(source.name, rest, declared));
  return Math.min(declared, rest);
}

/** The data length in a `ds64` chunk (EBU Tech 3306): u64 RIFF length, u64 data length, u64 sample count. */
function readLongSize(bytes: Uint8Array): number | null {
  if (bytes.length < 16) return null;
  const size = Number(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(8, true));
  return Number.isSafeInteger(size) ? size : null;
}

/** Captures: one for the whole file, or one for every chunk with a believable GNSS stamp. */
function timeline(
  chunks: Chunks,
  chunkStarts: readonly number[],
  rate: number,
  center: number | null,
  named: number | null,
  notices: string[]
) {
  const captures: { sampleStart: number; center: number | null; time: number | null }[] = [];
  if (chunks.stamps.length > 0 && named === null)
    notices.push(
      'The GNSS time stamps count from the start of a week, and only the name of a KiwiSDR recording tells which. Without it they are not used.'
    );
  if (named !== null)
    for (const { chunk, stamp } of chunks.stamps) {
      if (chunk >= chunkStarts.length) break;
      const sampleStart = chunkStarts[chunk];
      const time = kiwiTime(stamp, named + sampleStart / rate);
      if (time !== null && captures.at(-1)?.sampleStart !== sampleStart) captures.push({ sampleStart, center, time });
    }
  if (chunks.stamps.length === stampLimit) notices.push(`Only the first ${stampLimit} time stamps are used.`);
  if (captures.length === 0) return [{ sampleStart: 0, center, time: chunks.auxi?.time ?? named }];
  // The receiver has no solution yet when a recording starts; the first stamp tells the time of the start all the same.
  if (captures[0].sampleStart > 0)
    captures.unshift({ sampleStart: 0, center, time: captures[0].time! - captures[0].sampleStart / rate });
  return captures;
}

function ascii(bytes: Uint8Array, offset: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + 4));
}

/** Whether four bytes may be the name of any chunk at all (RIFF: printable ASCII, padded with spaces; some pad with zeros). */
function mayBeId(bytes: Uint8Array): boolean {
  return bytes[0] > 0x20 && bytes.every((byte) => byte === 0 || (byte >= 0x20 && byte < 0x7f));
}

/** Whether four bytes are likely the name of a chunk: letters and digits, as all known ones. */
function isChunkId(bytes: Uint8Array): boolean {
  return bytes.length === 4 && /^[A-Za-z][A-Za-z0-9_ ]{3}$/.test(ascii(bytes, 0));
}
