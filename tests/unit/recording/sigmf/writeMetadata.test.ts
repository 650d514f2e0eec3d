import { describe, expect, it } from 'vitest';
import { sampleFormats, type SampleFormat } from '#lib/base/sampleFormat.ts';
import { isoTime } from '#lib/recording/isoTime.ts';
import { writeDatetime } from '#lib/recording/sigmf/writeDatetime.ts';
import { writeMetadata, type RecordingFacts } from '#lib/recording/sigmf/writeMetadata.ts';
import { WriteSegments } from '#lib/recording/sigmf/writeSegments.ts';
import { file, opened } from '../bytes.ts';

const facts: RecordingFacts = {
  format: 'cu8',
  rate: 2_400_000,
  hardware: 'RTL-SDR "V4", serial \u0001',
  recorder: 'wavepool 1',
  description: 'test',
  segments: [
    { sampleStart: 0, globalIndex: 10, center: 433_920_000, time: 1_767_225_600.25 },
    { sampleStart: 4, globalIndex: 1000, center: -5.5, time: null }
  ],
  sha512: 'ab'.repeat(64)
};

interface Written {
  readonly global: Readonly<Record<string, unknown>>;
  readonly captures: readonly Readonly<Record<string, unknown>>[];
  readonly annotations: readonly unknown[];
}

const written = (some: Partial<RecordingFacts> = {}) => JSON.parse(writeMetadata({ ...facts, ...some })) as Written;

describe('SigMF metadata that are written', () => {
  it('are what the standard asks for: each field of its own type and form', () => {
    const root = written();
    // The three objects of a recording, and no other.
    expect(Object.keys(root).sort()).toEqual(['annotations', 'captures', 'global']);
    const { global, captures } = root;
    // c or r, the number, and for more than a byte its order.
    expect(global['core:datatype']).toMatch(/^[cr](?:[fiu](?:8|16|32|64))(?:_le|_be)?$/);
    expect(global['core:version']).toMatch(/^1\.2\.\d+$/);
    expect(global['core:sample_rate']).toBe(2_400_000);
    expect(global['core:num_channels']).toBe(1);
    for (const key of ['core:hw', 'core:recorder', 'core:description']) expect(typeof global[key]).toBe('string');
    expect(global['core:sha512']).toMatch(/^[0-9a-f]{128}$/);
    for (const capture of captures) {
      expect(Number.isSafeInteger(capture['core:sample_start'])).toBe(true);
      expect(Number.isSafeInteger(capture['core:global_index'])).toBe(true);
      expect(typeof capture['core:frequency']).toBe('number');
    }
    // RFC 3339 in UTC, with the Z.
    expect(captures[0]['core:datetime']).toBe('2026-01-01T00:00:00.250000Z');
    expect(captures[1]).not.toHaveProperty('core:datetime');
    // All fields are the standard's own: no extension has to be declared.
    for (const key of [global, ...captures].flatMap((part) => Object.keys(part))) expect(key).toMatch(/^core:/);
    expect(written({ sha512: null }).global).not.toHaveProperty('core:sha512');
    expect(written({ segments: [] }).captures).toEqual([]);
  });

  it('say where it was recorded: for the whole of it, and for each segment', () => {
    const [first, second] = facts.segments;
    const moved = [first, { ...second, place: { lat: -33.85678123456, lon: 151.2153 } }, second];
    const { global, captures } = written({ segments: moved });
    const point = { type: 'Point', coordinates: [151.2153, -33.8567812] };
    expect(global['core:geolocation']).toEqual(point);
    expect(captures.map((capture) => capture['core:geolocation'])).toEqual([undefined, point, undefined]);
    expect(written().global).not.toHaveProperty('core:geolocation');
  });

  it.each(Object.keys(sampleFormats) as SampleFormat[])(
    '%s comes back as it was from our own reader',
    async (format) => {
      const bytes = new Uint8Array(8 * sampleFormats[format].bytes);
      const recording = await opened([
        file('x.sigmf-meta', writeMetadata({ ...facts, format })),
        file('x.sigmf-data', bytes)
      ]);
      expect(recording).toMatchObject({
        format,
        rate: 2_400_000,
        center: 433_920_000,
        samples: 8,
        startTime: 1_767_225_600.25
      });
      expect(recording.captures[1]).toMatchObject({ sampleStart: 4, center: -5.5 });
      expect(recording.notices.join()).toContain('986 samples were lost');
    }
  );
});

describe('times that are written', () => {
  it.each([
    [0, '1970-01-01T00:00:00.000000Z'],
    [1_767_225_601 - 2 ** -22, '2026-01-01T00:00:01.000000Z'],
    [1_767_225_600.000001, '2026-01-01T00:00:00.000001Z'],
    [-0.5, '1969-12-31T23:59:59.500000Z']
  ])('%d is %s', (time, text) => {
    expect(writeDatetime(time)).toBe(text);
    expect(isoTime(text)).toBeCloseTo(time, 5);
  });

  it.each([NaN, Infinity, 1e15, -1e15])('%d cannot be written', (time) => {
    expect(writeDatetime(time)).toBeNull();
  });
});

describe('where capture segments begin', () => {
  const start = 1_767_225_600;
  const block = { sampleIndex: 0, count: 1000, center: 100e6, rate: 1e6, time: start };

  it('at the first sample, behind a loss, at another frequency', () => {
    const segments = new WriteSegments();
    expect(segments.add({ ...block, sampleIndex: 500 })).toBe(true);
    expect(segments.add({ ...block, sampleIndex: 1500, time: start + 0.001 })).toBe(false);
    expect(segments.add({ ...block, sampleIndex: 2600, time: start + 0.0021 })).toBe(true);
    expect(segments.add({ ...block, sampleIndex: 3600, time: start + 0.0031, center: 101e6 })).toBe(true);
    expect(segments.list).toEqual([
      { sampleStart: 0, globalIndex: 500, center: 100e6, time: start },
      { sampleStart: 2000, globalIndex: 2600, center: 100e6, time: start + 0.0021 },
      { sampleStart: 3000, globalIndex: 3600, center: 101e6, time: start + 0.0031 }
    ]);
    expect([segments.samples, segments.lost]).toEqual([4000, 100]);
  });

  it('where the time jumps, but not for the small steps of an estimate', () => {
    const segments = new WriteSegments();
    segments.add(block);
    expect(segments.add({ ...block, sampleIndex: 1000, time: start + 0.001 + 0.006 })).toBe(false);
    expect(segments.add({ ...block, sampleIndex: 2000, time: start + 0.002 - 0.006 })).toBe(false);
    expect(segments.add({ ...block, sampleIndex: 3000, time: start + 5 })).toBe(true);
    expect(segments.lost).toBe(0);
  });

  it('where the radio has moved, but not where its position wanders', () => {
    const segments = new WriteSegments();
    const place = { lat: 48, lon: 11 };
    // A second of arc is 31 m northwards, and at 48 degrees 21 m eastwards.
    const second = 1 / 3600;
    const at = [
      null,
      place,
      { lat: 48 + 0.9 * second, lon: 11 },
      { lat: 48, lon: 11 + 1.4 * second },
      null,
      { lat: 48 + 1.1 * second, lon: 11 }
    ];
    const begun = at.map((where, k) =>
      segments.add({ ...block, sampleIndex: 1000 * k, time: start + k / 1000, place: where })
    );
    expect(begun).toEqual([true, true, false, false, false, true]);
    expect(segments.list.map((segment) => segment.place)).toEqual([undefined, place, at[5]]);
  });

  it('without a date where the clock counts from 0', () => {
    const segments = new WriteSegments();
    segments.add({ ...block, time: 0 });
    expect(segments.list[0].time).toBeNull();
  });

  it('says when there are too many of them', () => {
    const segments = new WriteSegments();
    for (let at = 0; !segments.full; at++) segments.add({ ...block, sampleIndex: 1000 * at, center: at % 2 });
    expect(segments.list.length).toBe(250_000);
  });
});
