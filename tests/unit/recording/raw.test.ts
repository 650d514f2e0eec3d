import { describe, expect, it } from 'vitest';
import { bytesInMemory, type ByteSource } from '#lib/base/byteSource.ts';
import { attempt, components, file, joined, opened, u16 } from './bytes.ts';

const samples = Uint8Array.from({ length: 200 }, (_, i) => (i * 37) & 255);

describe('raw recordings', () => {
  it('take format, rate and centre from the name', async () => {
    const recording = await opened(file('g001_433.92M_250k.cu8', samples));
    expect(recording).toMatchObject({
      title: 'g001_433.92M_250k.cu8',
      container: 'raw',
      format: 'cu8',
      rate: 250e3,
      center: 433.92e6,
      samples: 100,
      startTime: null,
      notices: []
    });
    expect(recording.captures).toEqual([{ sampleStart: 0, center: 433.92e6, time: null }]);
    expect(Array.from(await recording.read(3, 2))).toEqual(Array.from(samples.slice(6, 10)));
    expect((await recording.read(99, 5)).length).toBe(2);
    expect((await recording.read(100, 5)).length).toBe(0);
    await expect(recording.read(-1, 1)).rejects.toThrow(RangeError);
    await expect(recording.read(0, 0.5)).rejects.toThrow(RangeError);
  });

  it('believe the person more than the name', async () => {
    expect(
      await opened(file('g001_433.92M_250k.cu8', samples), { format: 's16', rate: 1000, center: 5 })
    ).toMatchObject({ format: 's16', rate: 1000, center: 5, samples: 100 });
    for (const override of [{ rate: 0 }, { rate: NaN }, { center: Infinity }, { format: 'cs12' as never }])
      expect(await attempt(file('g001_433.92M_250k.cu8', samples), override)).toMatchObject({
        code: 'option.bad-value'
      });
  });

  it('do not believe a name without end', async () => {
    const digits = '9'.repeat(400);
    expect(await attempt(file(`gqrx_20190101_120000_${digits}_1800000_fc.raw`, samples))).toMatchObject({
      rate: 1.8e6,
      center: null
    });
    expect(await attempt(file(`gqrx_20190101_120000_1_${digits}_fc.raw`, samples))).toMatchObject({
      code: 'file.no-rate'
    });
  });

  it('say what is missing', async () => {
    expect(await attempt(file('x.cu8', samples))).toMatchObject({ code: 'file.no-rate' });
    expect(await attempt(file('x_250k.bin', samples))).toMatchObject({ code: 'file.unknown-format' });
    expect(await attempt(file('x_250k.bin', samples), { format: 'cu8' })).toMatchObject({ samples: 100 });
    expect(await attempt(file('x_250k.cu8'))).toMatchObject({ code: 'file.empty' });
    expect(await attempt(file('x_250k.cu8', [1]))).toMatchObject({ code: 'file.empty' });
    expect(await attempt([])).toMatchObject({ code: 'file.not-found' });
  });

  it('believe a lone number only when the length bears it out', async () => {
    const tenMs = new Uint8Array(200_000 * 2);
    expect(await attempt(file('a_20M_10ms.cs8', tenMs))).toMatchObject({ rate: 20e6 });
    expect(await attempt(file('a_24M_10ms.cs8', tenMs))).toMatchObject({ code: 'file.no-rate' });
    expect(await attempt(file('GPS_recording_10ms_20MHz_cs8.iq', tenMs))).toMatchObject({
      rate: 20e6,
      format: 'cs8',
      center: null
    });
  });

  it('leave odd bytes at the end out, and say so', async () => {
    const recording = await opened(file('x_250k.cf32', samples.slice(0, 37)));
    expect(recording.samples).toBe(4);
    expect(recording.notices).toEqual(['The last 5 bytes of x_250k.cf32 are no whole sample and were left out.']);
  });

  it('take .data as cu8, and say so', async () => {
    expect((await opened(file('gfile001.data', samples), { rate: 250e3 })).notices.join()).toContain('cu8');
  });

  it('bring wider numbers to the canonical formats', async () => {
    expect(await components(await opened(file('x_48k.cu16', u16(0, 32768, 65535, 32769))))).toEqual([
      -32768, 0, 32767, 1
    ]);
    const doubles = new Uint8Array(Float64Array.of(0.5, -0.25, 1, 1e-3).buffer);
    expect(await components(await opened(file('x_48k.cf64', doubles)))).toEqual([0.5, -0.25, 1, Math.fround(1e-3)]);
    const ints = new Uint8Array(Int32Array.of(-(2 ** 31), 2 ** 30).buffer);
    expect(await components(await opened(file('x_48k.cs32', ints)))).toEqual([-1, 0.5]);
  });

  it.each([
    ['flac', 'fLaC\0\0\0\x22', /flac -d/],
    ['png', '\x89PNG\r\n\x1a\n\0\0\0\r', /picture/],
    ['zip', 'PK\x03\x04\x14\0\0\0\x08', /unzip/],
    ['gz', '\x1f\x8b\x08\x00\0\0\0\0', /gunzip/],
    ['mp3', 'ID3\x03\0\0\0\0', /original/],
    ['json', '{"global": {"core:version": "1.0"}}', /sigmf-meta/],
    ['csv', 'time,value\n0,1\n1,2\n2,3\n', /binary/],
    ['txt', 'sample_rate=500000\ncenter_frequency=433920000\n', /binary/],
    ['cu8', 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n', null]
  ])('a .%s file is not taken for samples, whatever it is called', async (extension, head, hint) => {
    const bytes = joined(head);
    if (hint !== null) {
      const error = await attempt(bytesInMemory(`thing.${extension}`, bytes));
      expect(error).toMatchObject({ code: 'file.not-samples' });
      expect((error as Error).message).toMatch(hint);
      expect(await attempt(bytesInMemory('thing_250k.bin', bytes))).toMatchObject({ code: 'file.not-samples' });
    }
    expect(await attempt(bytesInMemory('thing_250k.cu8', bytes))).toMatchObject({ code: 'file.mislabelled' });
    expect(await attempt(bytesInMemory('thing.wav', bytes))).toMatchObject({ code: 'file.not-samples' });
    // Whoever insists gets samples, and a word about it.
    const insisted = await opened(bytesInMemory('thing_250k.cu8', bytes), { format: 'u8' });
    expect(insisted.samples).toBe(bytes.length);
    expect(insisted.notices.join()).toContain('looks like');
  });

  it('constant levels and quiet noise are samples, not text', async () => {
    for (const value of [0x20, 0x41, 0x64, 0x7f, 0x80, 0])
      expect(await attempt(file('x_250k.cu8', new Uint8Array(4096).fill(value)))).toMatchObject({ samples: 2048 });
    const quiet = Uint8Array.from({ length: 4096 }, (_, i) => 126 + ((i * 7) % 4));
    expect(await attempt(file('x_250k.cu8', quiet))).toMatchObject({ samples: 2048 });
  });

  it('other files beside it are left alone, and named', async () => {
    expect((await opened([file('a_250k.cu8', samples), file('b_250k.cu8', samples)])).notices.join()).toContain(
      'b_250k.cu8'
    );
  });

  it('a huge file is opened without reading it, and a shrunk one is noticed', async () => {
    let most = 0;
    const size = 40 * 2 ** 30;
    const huge: ByteSource = {
      name: 'huge_20M_2s.cs8'.replace('20M', '2.4M'),
      size,
      read: (offset, length) => {
        most = Math.max(most, length);
        return Promise.resolve(new Uint8Array(Math.min(length, Math.max(0, size / 2 - offset))));
      }
    };
    const recording = await opened(huge);
    expect(recording.samples).toBe(size / 2);
    expect(most).toBeLessThan(1 << 20);
    expect((await recording.read(size / 4 - 10, 10)).length).toBe(20);
    await expect(recording.read(size / 4 - 5, 10)).rejects.toMatchObject({ code: 'file.truncated' });
  });
});
