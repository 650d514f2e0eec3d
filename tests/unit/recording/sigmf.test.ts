import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { bytesInMemory, type ByteSource } from '#lib/base/byteSource.ts';
import { tarEntries } from '#lib/recording/sigmf/tarEntries.ts';
import archives from './archives.json' with { type: 'json' };
import { attempt, components, file, joined, opened, u16, u32 } from './bytes.ts';

interface Meta {
  global?: Record<string, unknown>;
  captures?: unknown;
  annotations?: unknown;
}

const version = { 'core:version': '1.2.5' };
const data = (...parts: (Uint8Array | number[])[]) => file('x.sigmf-data', ...parts);

function meta(global: Record<string, unknown>, rest: Meta = {}, name = 'x.sigmf-meta'): ByteSource {
  return file(name, JSON.stringify({ global: { 'core:sample_rate': 1000, ...version, ...global }, ...rest }));
}

describe('SigMF pairs', () => {
  const le16 = u16(1, 0xfffe, 3, 0x8000);
  const be = (bytes: Uint8Array, width: number) =>
    bytes.map((_, i) => bytes[i - (i % width) + width - 1 - (i % width)]);
  const floats = new Uint8Array(Float32Array.of(0.5, -1, 2, 0.125).buffer);
  const doubles = new Uint8Array(Float64Array.of(0.5, -1, 2, 0.125).buffer);
  const ints = u32(0x40000000, 0x80000000, 0, 0xc0000000);
  it.each([
    ['i8', joined([1, 255, 128, 127]), 's8', [1, -1, -128, 127]],
    ['u8', joined([1, 255, 128, 127]), 'u8', [1, 255, 128, 127]],
    ['i16_le', le16, 's16', [1, -2, 3, -32768]],
    ['i16_be', be(le16, 2), 's16', [1, -2, 3, -32768]],
    ['u16_le', u16(0, 32768, 65535, 1), 's16', [-32768, 0, 32767, -32767]],
    ['u16_be', be(u16(0, 32768, 65535, 1), 2), 's16', [-32768, 0, 32767, -32767]],
    ['i32_le', ints, 'f32', [0.5, -1, 0, -0.5]],
    ['i32_be', be(ints, 4), 'f32', [0.5, -1, 0, -0.5]],
    ['u32_le', ints, 'f32', [-0.5, 0, -1, 0.5]],
    ['u32_be', be(ints, 4), 'f32', [-0.5, 0, -1, 0.5]],
    ['f32_le', floats, 'f32', [0.5, -1, 2, 0.125]],
    ['f32_be', be(floats, 4), 'f32', [0.5, -1, 2, 0.125]],
    ['f64_le', doubles, 'f32', [0.5, -1, 2, 0.125]],
    ['f64_be', be(doubles, 8), 'f32', [0.5, -1, 2, 0.125]]
  ])('datatype %s, complex and real, from either half', async (type, bytes, format, expected) => {
    for (const complex of [true, false]) {
      const pair = [meta({ 'core:datatype': `${complex ? 'c' : 'r'}${type}` }), data(bytes)];
      for (const parts of [pair, pair.toReversed()]) {
        const recording = await opened(parts);
        expect(recording).toMatchObject({
          container: 'SigMF',
          title: 'x.sigmf-data',
          format: (complex ? 'c' : '') + format,
          rate: 1000,
          samples: complex ? 2 : 4,
          notices: []
        });
        expect(await components(recording)).toEqual(expected);
      }
    }
  });

  it('find the other half beside them, and say when it is not there', async () => {
    const [m, d] = [meta({ 'core:datatype': 'ci8' }), data([1, 2])];
    const beside = (name: string) => Promise.resolve([m, d].find((part) => part.name === name) ?? null);
    for (const half of [m, d]) expect(await opened(half, {}, beside)).toMatchObject({ samples: 1 });
    expect(await attempt(m)).toMatchObject({ code: 'file.missing-part', facts: { part: 'x.sigmf-data' } });
    expect(await attempt(d)).toMatchObject({ code: 'file.missing-part', facts: { part: 'x.sigmf-meta' } });
    expect(await attempt(d, { format: 'cs8', rate: 5 })).toMatchObject({ samples: 1, rate: 5 });
    expect(await attempt([m, data()])).toMatchObject({ code: 'file.empty' });
  });

  it('belong together when picked together, though renamed', async () => {
    const recording = await opened([meta({ 'core:datatype': 'ci8' }), file('y.sigmf-data', [1, 2])]);
    expect(recording.samples).toBe(1);
    expect(recording.notices.join()).toContain('as a pair');
    expect(
      await attempt([meta({ 'core:datatype': 'ci8' }), file('y.sigmf-data', [1, 2]), file('z.sigmf-data', [1, 2])])
    ).toMatchObject({ code: 'file.missing-part' });
  });

  it('captures give centre and time, and their gaps', async () => {
    const captures = [
      {
        'core:sample_start': 0,
        'core:frequency': 100e6,
        'core:datetime': '2020-01-01T00:00:00Z',
        'core:global_index': 50
      },
      { 'core:sample_start': 4, 'core:frequency': 200e6, 'core:global_index': 1054 },
      { 'core:sample_start': 90, 'core:frequency': 300e6 }
    ];
    const recording = await opened([meta({ 'core:datatype': 'ci8' }, { captures }), data(new Uint8Array(20))]);
    expect(recording).toMatchObject({ center: 100e6, startTime: 1577836800, samples: 10 });
    expect(recording.captures).toEqual([
      { sampleStart: 0, center: 100e6, time: 1577836800 },
      { sampleStart: 4, center: 200e6, time: 1577836800 + 1.004 }
    ]);
    expect(recording.notices[1]).toContain('1000 samples were lost');
    expect(recording.notices[0]).toContain('ends early');
    expect(
      (
        await opened([meta({ 'core:datatype': 'ci8' }, { captures }), data(new Uint8Array(20))], { center: 7 })
      ).captures.map(({ center }) => center)
    ).toEqual([7, 7]);
  });

  it('indices count from core:offset', async () => {
    const rest = {
      captures: [{ 'core:sample_start': 1000 }],
      annotations: [{ 'core:sample_start': 1003, 'core:sample_count': 2, 'core:label': 'a' }]
    };
    const recording = await opened([
      meta({ 'core:datatype': 'ci8', 'core:offset': 1000 }, rest),
      data(new Uint8Array(20))
    ]);
    expect(recording.captures[0].sampleStart).toBe(0);
    expect(recording.annotations[0]).toEqual({
      sampleStart: 3,
      sampleCount: 2,
      lowHz: null,
      highHz: null,
      label: 'a',
      comment: null,
      generator: null,
      uuid: null
    });
  });

  it('non-conforming datasets: headers before captures, bytes after the end', async () => {
    const captures = [
      { 'core:sample_start': 0, 'core:header_bytes': 3 },
      { 'core:sample_start': 2, 'core:header_bytes': 1 },
      { 'core:sample_start': 3 }
    ];
    const m = meta({ 'core:datatype': 'ri8', 'core:dataset': 'thing.dat', 'core:trailing_bytes': 2 }, { captures });
    const d = file('thing.dat', [99, 99, 99, 1, 2, 99, 3, 4, 5, 98, 98]);
    const recording = await opened([m, d]);
    expect(await components(recording)).toEqual([1, 2, 3, 4, 5]);
    expect(Array.from(await recording.read(1, 3))).toEqual([2, 3, 4]);
    expect(recording.notices).toEqual([]);
    for (const name of ['../thing.dat', '/etc/passwd', 'a\\b', '..', '', 'a:b'])
      expect(
        await attempt(meta({ 'core:datatype': 'ri8', 'core:dataset': name }), {}, () =>
          Promise.reject(new Error('asked for'))
        )
      ).toMatchObject({ code: 'file.bad-metadata' });
    expect(await attempt([meta({ 'core:datatype': 'ri8', 'core:trailing_bytes': 20 }), data([1])])).toMatchObject({
      code: 'file.bad-metadata'
    });
    expect(await attempt(meta({ 'core:datatype': 'ri8', 'core:metadata_only': true }))).toMatchObject({
      code: 'file.not-samples'
    });
  });

  it.each([4, 1e9])('headers of %d bytes that leave no sample are bad metadata', async (bytes) => {
    const captures = [{ 'core:sample_start': 0, 'core:header_bytes': bytes }];
    const parts = [meta({ 'core:datatype': 'ci16_le' }, { captures }), data([1, 2, 3, 4, 5, 6, 7])];
    expect(await attempt(parts)).toMatchObject({
      code: 'file.bad-metadata',
      facts: { why: `core:header_bytes ${bytes} leaves no sample of its 7 bytes` }
    });
  });

  it('two real channels are I and Q, more are none', async () => {
    const recording = await opened([meta({ 'core:datatype': 'ri16_le', 'core:num_channels': 2 }), data(le16)]);
    expect(recording).toMatchObject({ format: 'cs16', samples: 2 });
    expect(recording.notices.join()).toContain('I and Q');
    for (const global of [
      { 'core:datatype': 'ri8', 'core:num_channels': 3 },
      { 'core:datatype': 'ci8', 'core:num_channels': 2 }
    ])
      expect(await attempt([meta(global), data([1, 2, 3, 4])])).toMatchObject({ code: 'file.not-samples' });
  });

  it.each([
    ['no datatype', {}],
    ['an unknown datatype', { 'core:datatype': 'ci12_le' }],
    ['a datatype that is no text', { 'core:datatype': 5 }],
    ['a rate that is text', { 'core:datatype': 'ci8', 'core:sample_rate': '1000' }],
    ['a rate of 0', { 'core:datatype': 'ci8', 'core:sample_rate': 0 }],
    ['half a channel', { 'core:datatype': 'ci8', 'core:num_channels': 0.5 }],
    ['a negative offset', { 'core:datatype': 'ci8', 'core:offset': -1 }]
  ])('%s is bad metadata', async (_what, global) => {
    expect(await attempt([meta(global), data([1, 2])])).toMatchObject({ code: 'file.bad-metadata' });
  });

  it.each([
    ['captures that are no list', { captures: {} }],
    ['a capture that is no object', { captures: [5] }],
    ['a capture without a start', { captures: [{}] }],
    ['a centre that is text', { captures: [{ 'core:sample_start': 0, 'core:frequency': '1e6' }] }],
    ['an impossible centre', { captures: [{ 'core:sample_start': 0, 'core:frequency': 1e13 }] }],
    [
      'captures with headers out of order',
      { captures: [{ 'core:sample_start': 5, 'core:header_bytes': 1 }, { 'core:sample_start': 0 }] }
    ]
  ])('%s is bad metadata', async (_what, rest) => {
    expect(await attempt([meta({ 'core:datatype': 'ci8' }, rest), data([1, 2])])).toMatchObject({
      code: 'file.bad-metadata'
    });
  });

  it('breaches that change no sample become notices', async () => {
    const rest = {
      captures: [{ 'core:sample_start': 1, 'core:datetime': 'yesterday' }, { 'core:sample_start': 0 }],
      annotations: [{ 'core:sample_start': 1 }, { 'core:sample_start': 0 }]
    };
    const recording = await opened([
      meta({ 'core:datatype': 'ci16', 'core:license': 5, 'core:version': undefined }, rest),
      data(le16)
    ]);
    expect(
      recording.notices.map(
        (notice) => /version|byte order|license|no time|captures in|annotations in/.exec(notice)?.[0]
      )
    ).toEqual(['byte order', 'version', 'license', 'no time', 'captures in', 'annotations in']);
    expect(recording.annotations.map(({ sampleStart }) => sampleStart)).toEqual([0, 1]);
  });

  it.each([
    ['an annotation without a start', { annotations: [{ 'core:label': 'a' }] }, /1 annotation in .* left out/, []],
    [
      'an annotation before the start',
      { annotations: [{ 'core:sample_start': -1 }] },
      /core:sample_start of 1 annotation .* is -1, not/,
      []
    ],
    ['annotations that are no list', { annotations: {} }, /are no list/, []],
    ['an annotation that is no object', { annotations: [null, { 'core:sample_start': 1 }] }, /left out/, [1]],
    [
      'a label that is no text',
      { annotations: [{ 'core:sample_start': 1, 'core:label': 5 }] },
      /core:label of 1 annotation in .* is no text/,
      [1]
    ],
    [
      'a negative count',
      { annotations: [{ 'core:sample_start': 1, 'core:sample_count': -1 }] },
      /core:sample_count of .* is -1/,
      [1]
    ],
    [
      'an edge that is text',
      { annotations: [{ 'core:sample_start': 1, 'core:freq_lower_edge': 'x', 'core:freq_upper_edge': 5 }] },
      /core:freq_lower_edge of .* is no number/,
      [1]
    ],
    [
      'a date that is a number',
      { captures: [{ 'core:sample_start': 0, 'core:datetime': 5 }] },
      /core:datetime of .* is no text/,
      []
    ],
    [
      'a broken index',
      { captures: [{ 'core:sample_start': 0, 'core:global_index': -5 }] },
      /core:global_index of .* is -5/,
      []
    ]
  ])('%s keeps no sample from being read', async (_what, rest, notice, starts) => {
    const recording = await opened([meta({ 'core:datatype': 'ri8' }, rest), data([1, 2])]);
    expect(await components(recording)).toEqual([1, 2]);
    expect(recording.notices.join(' ')).toMatch(notice);
    expect(recording.annotations.map(({ sampleStart }) => sampleStart)).toEqual(starts);
    for (const { sampleCount, lowHz, highHz, label } of recording.annotations)
      expect([sampleCount, lowHz, highHz, label]).toEqual([null, null, null, null]);
  });

  it('however much is broken, the notices are few', async () => {
    const broken = {
      captures: Array.from({ length: 500 }, (_, i) => ({ 'core:sample_start': i, 'core:datetime': i })),
      annotations: Array.from({ length: 500 }, (_, i) => ({
        ...(i % 2 === 0 && { 'core:sample_start': i }),
        'core:sample_count': -i - 1,
        'core:label': i,
        'core:freq_lower_edge': 'low'
      }))
    };
    const recording = await opened([meta({ 'core:datatype': 'ri8' }, broken), data(new Uint8Array(500))]);
    expect(recording.annotations.length).toBe(250);
    expect(recording.notices.length).toBe(5);
    expect(recording.notices.join(' ')).toContain(
      'core:datetime of 500 captures in x.sigmf-meta is not used; in the first of them, it is no text.'
    );
  });

  it('text that is no metadata is refused, also when it is deep', async () => {
    for (const text of [
      '',
      ' ',
      '[]',
      '5',
      '{"global": {}}',
      '{',
      '{"global"',
      '\xff\xfe{}',
      '['.repeat(1e5),
      `{"global":${'{"a":'.repeat(70)}1${'}'.repeat(71)}`
    ])
      expect(
        await attempt([file('x.sigmf-meta', text === '' ? '\0' : text), data([1, 2])]),
        text.slice(0, 30)
      ).toMatchObject({ code: 'file.bad-metadata' });
    const large: ByteSource = {
      name: 'x.sigmf-meta',
      size: 65 << 20,
      read: () => Promise.resolve(new Uint8Array(4096))
    };
    expect(await attempt([large, data([1, 2])])).toMatchObject({ code: 'file.too-large' });
    expect(
      await attempt(file('x.sigmf-collection', '{"collection": {"core:version": "1.2.5", "core:streams": []}}'))
    ).toMatchObject({ code: 'file.not-samples' });
  });

  it('a rate that metadata leave out is asked for', async () => {
    const parts = [meta({ 'core:datatype': 'ci8', 'core:sample_rate': undefined }), data([1, 2])];
    expect(await attempt(parts)).toMatchObject({ code: 'file.no-rate' });
    expect(await attempt(parts, { rate: 7 })).toMatchObject({ rate: 7 });
  });
});

describe('SigMF archives', () => {
  const tar = (key: keyof typeof archives) => new Uint8Array(gunzipSync(Buffer.from(archives[key], 'base64')));

  it.each(Object.keys(archives) as (keyof typeof archives)[])("%s, as Python's tarfile wrote it", async (key) => {
    const recording = await opened(bytesInMemory('x.sigmf', tar(key)));
    expect(recording).toMatchObject({
      container: 'SigMF archive',
      title: 'x.sigmf',
      rate: 48000,
      center: 100e6,
      samples: 2
    });
    expect(await components(recording)).toEqual([1, -2, 3, -4]);
    expect(recording.notices.join()).toBe(
      key === 'two' ? 'x.sigmf holds 2 recordings; this is the first, one.sigmf-data.' : ''
    );
  });

  it('hold names in any script', async () => {
    const paths = (await tarEntries(bytesInMemory('x.sigmf', tar('pax-umlaut')))).map(({ path }) => path);
    expect(paths).toContain('münchen-東京.sigmf-data');
  });

  it('are known by their bytes too', async () => {
    expect(await opened(bytesInMemory('x.tar', tar('ustar')))).toMatchObject({ samples: 2 });
  });

  it('cut off, damaged, empty or something else', async () => {
    const whole = tar('ustar');
    expect(await attempt(bytesInMemory('x.sigmf', whole.slice(0, 1030)))).toMatchObject({ code: 'file.not-samples' });
    const damaged = whole.slice();
    damaged[600] ^= 1;
    expect(await attempt(bytesInMemory('x.sigmf', damaged))).toMatchObject({ code: 'file.bad-metadata' });
    expect(await attempt(bytesInMemory('x.sigmf', new Uint8Array(1024).fill(7)))).toMatchObject({
      code: 'file.mislabelled'
    });
    expect(await attempt(file('x.sigmf', '\x1f\x8b\x08\x00', new Uint8Array(20)))).toMatchObject({
      code: 'file.not-samples'
    });
  });

  it('whose samples are cut off are read as far as they go', async () => {
    // Metadata first, then the samples, as sigmf-python writes them.
    const whole = tar('ustar');
    const [folder, d, m] = [whole.slice(0, 512), whole.slice(512, 1536), whole.slice(1536, 2560)];
    const recording = await opened(bytesInMemory('x.sigmf', joined(folder, m, d.slice(0, 512 + 5))));
    expect(recording.samples).toBe(1);
    expect(recording.notices.length).toBe(2);
    expect(recording.notices[0]).toContain('ends early');
  });
});
