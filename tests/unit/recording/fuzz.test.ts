import fc from 'fast-check';
import { describe, it } from 'vitest';
import type { ByteSource } from '#lib/base/byteSource.ts';
import { sampleFormats } from '#lib/base/sampleFormat.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { openRecording } from '#lib/recording/openRecording.ts';
import type { Recording } from '#lib/recording/recording.ts';
import { parseFileSpec } from '#lib/recording/parseFileSpec.ts';
import { readFileName } from '#lib/recording/fileName.ts';
import { chunk, fmt, joined, u16, u32, u64 } from './bytes.ts';

const extensions = [
  'cu8',
  'cs16',
  'cf32',
  'cf64',
  'data',
  'bin',
  'wav',
  'sigmf',
  'sigmf-meta',
  'sigmf-data',
  'sigmf-collection',
  'flac',
  'json',
  ''
];
const parameters = { seed: 7373, numRuns: 400 };

/** A file that counts what is asked of it. */
function counted(name: string, bytes: Uint8Array<ArrayBuffer>): ByteSource & { asked: number; reads: number } {
  const source = {
    name,
    size: bytes.length,
    asked: 0,
    reads: 0,
    read(offset: number, length: number) {
      if (!(Number.isSafeInteger(offset) && offset >= 0 && Number.isSafeInteger(length) && length >= 0))
        throw new Error(`read(${offset}, ${length})`);
      const part = bytes.slice(offset, offset + length);
      source.asked += part.length;
      source.reads++;
      return Promise.resolve(part);
    }
  };
  return source;
}

/** Opens to a recording that keeps its word, or fails with an error for people. Reads no more than a few times the file. */
async function holds(
  files: readonly (readonly [name: string, bytes: Uint8Array<ArrayBuffer>])[],
  override = {}
): Promise<void> {
  const sources = files.map(([name, bytes]) => counted(name, bytes));
  const size = sources.reduce((sum, source) => sum + source.size, 0);
  let recording: Recording | null = null;
  try {
    recording = await openRecording(sources, override);
  } catch (error) {
    if (!(error instanceof WavepoolError)) throw error;
    if (/[{}]/.test(error.message.replace(/"[^"]*"|\([^)]*\)/g, '')))
      throw new Error(`an unfilled text: ${error.message}`, { cause: error });
  }
  if (recording !== null) await keepsItsWord(recording, size);
  const asked = sources.reduce((sum, source) => sum + source.asked, 0);
  if (asked > 8 * size + 64 * 4096) throw new Error(`${asked} bytes read of ${size}`);
}

async function keepsItsWord(recording: Recording, size: number): Promise<void> {
  const width = sampleFormats[recording.format].bytes;
  if (!(Number.isSafeInteger(recording.samples) && recording.samples > 0))
    throw new Error(`${recording.samples} samples`);
  if (!(recording.rate > 0 && Number.isFinite(recording.rate))) throw new Error(`rate ${recording.rate}`);
  if (recording.captures[0].sampleStart !== 0) throw new Error('no capture at 0');
  if (recording.captures.some((capture, i) => i > 0 && capture.sampleStart < recording.captures[i - 1].sampleStart))
    throw new Error('captures out of order');
  if (recording.samples > size) throw new Error(`${recording.samples} samples in ${size} bytes`);
  const all = await recording.read(0, recording.samples + 10);
  if (all.length !== recording.samples * width) throw new Error(`${all.length} bytes for ${recording.samples} samples`);
}

const anyBytes = fc.uint8Array({ maxLength: 3000 }).map((bytes) => new Uint8Array(bytes));
const anyOverride = fc.record(
  { format: fc.constantFrom('cu8', 'cf32', 's16', 'cs16'), rate: fc.constantFrom(1, 48000, 2.4e6) },
  { requiredKeys: [] }
);

/** Overwrites, cuts and doubles pieces. */
function mutated(whole: Uint8Array<ArrayBuffer>): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  const value = fc.constantFrom(0, 1, 2, 3, 7, 0x20, 0x7f, 0x80, 0xfe, 0xff);
  const edit = fc.tuple(fc.nat(Math.min(whole.length, 600) - 1), fc.array(value, { minLength: 1, maxLength: 4 }));
  return fc
    .tuple(fc.array(edit, { maxLength: 6 }), fc.nat(whole.length), fc.nat(whole.length))
    .map(([edits, cut, from]) => {
      const bytes = whole.slice();
      for (const [at, values] of edits) bytes.set(values.slice(0, bytes.length - at), at);
      return from % 3 === 0 ? bytes.slice(0, cut) : from % 3 === 1 ? joined(bytes, bytes.slice(from)) : bytes;
    });
}

/** Makes the checksums of all tar headers right again, so that what they say is believed. */
function withChecksums(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  for (let at = 0; at + 512 <= bytes.length; at += 512) {
    const header = bytes.subarray(at, at + 512);
    if (String.fromCharCode(...header.subarray(257, 262)) !== 'ustar') continue;
    header.fill(32, 148, 156);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.set(joined(sum.toString(8).padStart(6, '0'), [0]), 148);
  }
  return bytes;
}

describe('hostile files', () => {
  it('any bytes under any name', async () => {
    await fc.assert(
      fc.asyncProperty(anyBytes, fc.constantFrom(...extensions), anyOverride, (bytes, extension, override) =>
        holds([[`x_250k.${extension}`, bytes]], override)
      ),
      parameters
    );
  });

  it('a WAV with faults', async () => {
    const chunks = [
      chunk('ds64', joined(u64(400n), u64(64n), u64(16n), u32(0))),
      fmt(1, 2, 12000, 16),
      chunk('auxi', joined(u16(2020, 8, 4, 13, 6, 52, 20, 0), new Uint8Array(16), u32(77500))),
      chunk('kiwi', joined([0, 0], u32(370358, 5))),
      chunk('data', new Uint8Array(65).fill(3)),
      chunk('kiwi', joined([0, 0], u32(370358, 500))),
      chunk('data', new Uint8Array(64).fill(5))
    ];
    const whole = joined('RIFF', u32(400), 'WAVE', ...chunks);
    await fc.assert(
      fc.asyncProperty(mutated(whole), anyOverride, (bytes, override) =>
        holds([['20200813T065220Z_77500_X_iq.wav', bytes]], override)
      ),
      { ...parameters, numRuns: 2000 }
    );
  });

  it('SigMF metadata with faults', async () => {
    const wild = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom<unknown>(
        0,
        1,
        -1,
        1e308,
        2 ** 53,
        'ci16_le',
        'rf64_be',
        'cu8',
        [],
        {},
        null,
        '2020-01-01T00:00:00Z'
      )
    );
    const global = fc.record(
      Object.fromEntries(
        [
          'core:datatype',
          'core:sample_rate',
          'core:num_channels',
          'core:offset',
          'core:dataset',
          'core:trailing_bytes',
          'core:metadata_only',
          'core:version'
        ].map((key) => [key, wild])
      ),
      { requiredKeys: [] }
    );
    const segment = fc.record(
      Object.fromEntries(
        [
          'core:sample_start',
          'core:sample_count',
          'core:frequency',
          'core:header_bytes',
          'core:datetime',
          'core:global_index',
          'core:freq_lower_edge',
          'core:freq_upper_edge'
        ].map((key) => [key, fc.oneof(fc.nat(40), wild)])
      ),
      { requiredKeys: ['core:sample_start'] }
    );
    const good = { 'core:datatype': 'ci8', 'core:sample_rate': 1000 };
    const document = fc.tuple(
      global,
      fc.array(segment, { maxLength: 4 }),
      fc.array(segment, { maxLength: 3 }),
      fc.boolean()
    );
    await fc.assert(
      fc.asyncProperty(document, anyBytes, ([globals, captures, annotations, sane], bytes) =>
        holds([
          [
            'x.sigmf-meta',
            new TextEncoder().encode(
              JSON.stringify({
                global: sane ? { ...globals, ...good } : { ...good, ...globals },
                captures,
                annotations
              })
            )
          ],
          ['x.sigmf-data', bytes]
        ])
      ),
      { ...parameters, numRuns: 1000 }
    );
  });

  it('archives with faults', async () => {
    const { gunzipSync } = await import('node:zlib');
    const archives = (await import('./archives.json', { with: { type: 'json' } })).default;
    for (const archive of Object.values(archives)) {
      const whole = new Uint8Array(gunzipSync(Buffer.from(archive, 'base64')));
      await fc.assert(
        fc.asyncProperty(mutated(whole), fc.boolean(), (bytes, mend) =>
          holds([['x.sigmf', mend ? withChecksums(bytes) : bytes]])
        ),
        { ...parameters, numRuns: 150 }
      );
    }
  });

  it('names of all kinds', () => {
    const word = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.constantFrom(
        '433.92M',
        '250k',
        '4M',
        '10ms',
        '0.0M',
        '99999999999M',
        '1e400Hz',
        'gqrx',
        '20190101',
        '120000',
        'fc',
        '1M6'
      )
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        const { rate, center } = readFileName(`${words.join('_')}.cu8`);
        if (rate !== null && !(rate > 0 && Number.isFinite(rate))) throw new Error(`rate ${rate}`);
        if (center !== null && !Number.isFinite(center)) throw new Error(`centre ${center}`);
      }),
      { ...parameters, numRuns: 2000 }
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(word, fc.constantFrom(',rate=', ',center=', ',loop=yes', ',pace=', 'file:', '=')), {
          maxLength: 8
        }),
        (words) => {
          try {
            parseFileSpec(`file:${words.join('')}`);
          } catch (error) {
            if (!(error instanceof WavepoolError)) throw error;
          }
        }
      ),
      { ...parameters, numRuns: 1000 }
    );
  });
});
