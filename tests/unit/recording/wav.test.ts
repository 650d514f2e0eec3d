import { describe, expect, it } from 'vitest';
import type { ByteSource } from '#lib/base/byteSource.ts';
import { attempt, chunk, components, f32, file, fmt, joined, opened, u16, u32, u64, wavFile } from './bytes.ts';

const pcm16 = u16(1, 65535, 3, 65533);

describe('WAV', () => {
  it.each([
    ['u8 mono', fmt(1, 1, 8000, 8), joined([0, 128, 255]), 'u8', [0, 128, 255]],
    ['u8 I and Q', fmt(1, 2, 8000, 8), joined([0, 128, 255, 1]), 'cu8', [0, 128, 255, 1]],
    ['s16 mono', fmt(1, 1, 8000, 16), pcm16, 's16', [1, -1, 3, -3]],
    ['s16 I and Q', fmt(1, 2, 8000, 16), pcm16, 'cs16', [1, -1, 3, -3]],
    ['s24 I and Q', fmt(1, 2, 8000, 24), joined([0, 0, 0x40, 0xff, 0xff, 0xff]), 'cf32', [0.5, -1 / 8388608]],
    ['s32 mono', fmt(1, 1, 8000, 32), u32(0x80000000, 0x40000000), 'f32', [-1, 0.5]],
    ['f32 I and Q', fmt(3, 2, 8000, 32), f32(0.5, -2), 'cf32', [0.5, -2]],
    ['f64 mono', fmt(3, 1, 8000, 64), new Uint8Array(Float64Array.of(0.25).buffer), 'f32', [0.25]]
  ])('%s', async (_what, header, data, format, expected) => {
    const recording = await opened(wavFile('x_IQ.wav', header, chunk('data', data)));
    expect(recording).toMatchObject({ container: 'WAV', format, rate: 8000, center: null, notices: [] });
    expect(await components(recording)).toEqual(expected);
  });

  it('WAVE_FORMAT_EXTENSIBLE, 24 bits in four bytes', async () => {
    const body = joined(
      u16(0xfffe, 2),
      u32(48000, 48000 * 8),
      u16(8, 32, 22, 24),
      u32(3),
      u16(1),
      '\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71'
    );
    const recording = await opened(
      wavFile('x_IQ.wav', chunk('fmt ', body), chunk('data', u32(0x40000000, 0x80000000)))
    );
    expect(recording.format).toBe('cf32');
    expect(await components(recording)).toEqual([0.5, -1]);
  });

  it('says when two channels are taken as I and Q on no more than their number', async () => {
    expect((await opened(wavFile('radio.wav', fmt(1, 2, 48000, 16), chunk('data', pcm16)))).notices.join()).toContain(
      'I and Q'
    );
    expect(
      (
        await opened(
          wavFile('SDRSharp_20150804_204443Z_436000000Hz_IQ.wav', fmt(1, 2, 48000, 16), chunk('data', pcm16))
        )
      ).notices
    ).toEqual([]);
  });

  it('reads the auxi chunk of receiver programs, before or after the samples', async () => {
    const auxi = chunk(
      'auxi',
      joined(u16(2015, 8, 2, 4, 20, 44, 43, 250), new Uint8Array(16), u32(436_000_000, 0, 0, 0, 0), new Uint8Array(20))
    );
    const data = chunk('data', pcm16);
    for (const chunks of [
      [auxi, data],
      [data, auxi]
    ]) {
      const recording = await opened(wavFile('x.wav', fmt(1, 2, 48000, 16), ...chunks));
      expect(recording).toMatchObject({
        center: 436e6,
        startTime: Date.UTC(2015, 7, 4, 20, 44, 43, 250) / 1000,
        samples: 2,
        notices: []
      });
    }
    const xml = Array.from(
      '<?xml version="1.0"?><SDR-XML-Root><Definition RadioCenterFreq="7100000" UTCSeconds="1577880000" /></SDR-XML-Root>',
      (c) => [c.charCodeAt(0), 0]
    ).flat();
    expect(await opened(wavFile('x.wav', fmt(1, 2, 48000, 16), chunk('auxi', joined(xml)), data))).toMatchObject({
      center: 7.1e6,
      startTime: 1577880000
    });
  });

  it('keeps every block of a KiwiSDR recording, with its GNSS time', async () => {
    const start = Date.UTC(2020, 7, 13, 6, 52, 20) / 1000;
    // 2020-08-13 is a Thursday, and GPS is 18 s ahead of UTC.
    const week = 4 * 86400 + 6 * 3600 + 52 * 60 + 20 + 18;
    const stamp = (age: number, sec: number, nano: number) => chunk('kiwi', joined([age, 0], u32(sec, nano)));
    const block = (value: number) => chunk('data', u16(...new Array<number>(1024).fill(value)));
    const parts = [
      stamp(0, 0, 0),
      block(1),
      stamp(0, week - 12000, 5),
      block(2),
      stamp(1, week, 1024e9 / 12000 - 0.5),
      block(3),
      stamp(255, week, 3),
      block(4),
      stamp(2, week, 170_666_667),
      block(5)
    ];
    const recording = await opened(wavFile('20200813T065220Z_77500_HB9ODP_iq.wav', fmt(1, 2, 12000, 16), ...parts));
    expect(recording).toMatchObject({ samples: 5 * 512, center: 77500, notices: [] });
    expect(recording.captures.map(({ sampleStart }) => sampleStart)).toEqual([0, 1024, 2048]);
    expect(recording.captures.map(({ time }) => time! - start)).toEqual(
      [0, 1024 / 12000, 0.170666667].map((s) => expect.closeTo(s, 5) as number)
    );
    const values = await components(recording);
    expect(values.filter((_, i) => i % 1024 === 512)).toEqual([1, 2, 3, 4, 5]);
    // Across block borders, and from the middle of one.
    expect(Array.from(new Int16Array((await recording.read(510, 4)).buffer))).toEqual([1, 1, 1, 1, 2, 2, 2, 2]);
    const unnamed = await opened(wavFile('kiwi.wav', fmt(1, 2, 12000, 16), ...parts));
    expect(unnamed.startTime).toBeNull();
    expect(unnamed.notices.join()).toContain('GNSS');
  });

  it('RF64 and BW64 take their length from ds64', async () => {
    for (const id of ['RF64', 'BW64']) {
      const ds64 = chunk('ds64', joined(u64(0n), u64(8n), u64(2n), u32(0)));
      const rf64 = file(
        'x_IQ.wav',
        id,
        u32(0xffffffff),
        'WAVE',
        ds64,
        fmt(1, 2, 48000, 16),
        chunk('data', pcm16, 0xffffffff),
        chunk('LIST', u32(0))
      );
      expect(await opened(rf64)).toMatchObject({ samples: 2, notices: [] });
    }
  });

  it('a stream without a length is read to its end, and said to be one', async () => {
    for (const size of [0, 0xffffffff]) {
      const recording = await opened(wavFile('x_IQ.wav', fmt(1, 2, 48000, 16), chunk('data', pcm16, size)));
      expect(recording.samples).toBe(2);
      expect(recording.notices.join()).toContain('stream');
    }
  });

  it('a truncated one is read as far as it goes', async () => {
    const whole = await wavFile('x_IQ.wav', fmt(1, 2, 48000, 16), chunk('data', new Uint8Array(400))).read(0, 1000);
    const recording = await opened(file('x_IQ.wav', whole.slice(0, 44 + 101)));
    expect(recording.samples).toBe(25);
    expect(recording.notices).toEqual([
      'x_IQ.wav ends early: 101 of 400 bytes are there. What is readable was read.',
      'The last byte of x_IQ.wav is no whole sample and was left out.'
    ]);
    for (const length of [12, 20, 30, 40, 44]) {
      const error = await attempt(file('x_IQ.wav', whole.slice(0, length)));
      expect(['file.bad-metadata', 'file.empty'], `${length} bytes`).toContain((error as { code?: string }).code);
    }
  });

  it('finds its way past odd chunks, padded or not', async () => {
    const odd = chunk('note', joined('abc'));
    for (const note of [odd, odd.subarray(0, 11)])
      expect(await opened(wavFile('x_IQ.wav', note, fmt(1, 2, 48000, 16), chunk('data', pcm16)))).toMatchObject({
        samples: 2
      });
  });

  it('one beyond 4 GiB whose length ran over is read to its end', async () => {
    const head = await wavFile('x_IQ.wav', fmt(1, 2, 20e6, 8), chunk('data', new Uint8Array(0), 1000)).read(0, 44);
    const size = 44 + 1000 + 2 ** 32;
    const huge: ByteSource = {
      name: 'x_IQ.wav',
      size,
      read: (offset, length) => {
        const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
        if (offset < 44) bytes.set(head.subarray(offset, offset + length));
        return Promise.resolve(bytes);
      }
    };
    expect((await opened(huge)).samples).toBe((2 ** 32 + 1000) / 2);
  });

  it('zeros after the header are no chunks, however many', async () => {
    const zeros = (head: Uint8Array): { source: ByteSource; reads: () => number } => {
      const size = 2 ** 30;
      let reads = 0;
      const read = (offset: number, length: number) => {
        reads++;
        const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
        if (offset < head.length) bytes.set(head.subarray(offset, offset + length));
        return Promise.resolve(bytes);
      };
      return { source: { name: 'x_IQ.wav', size, read }, reads: () => reads };
    };
    const riff = joined('RIFF', u32(2 ** 30 - 8), 'WAVE');
    const header = fmt(1, 2, 48000, 16);
    for (const [head, why] of [
      [riff, 'there is no "fmt " chunk, and what stands at byte 12 is no chunk of a WAV'],
      [joined(riff, header), 'there are no samples, and what stands at byte 36 is no chunk of a WAV']
    ] as const) {
      const { source, reads } = zeros(head);
      expect(await attempt(source)).toMatchObject({ code: 'file.bad-metadata', facts: { why } });
      expect(reads()).toBeLessThan(5);
    }
    const { source, reads } = zeros(joined(riff, header, chunk('data', pcm16)));
    expect(await opened(source)).toMatchObject({
      samples: 2,
      notices: ['What follows byte 52 of x_IQ.wav is no chunk of a WAV and was left out.']
    });
    expect(reads()).toBeLessThan(5);
  });

  it('says what it cannot read', async () => {
    const data = chunk('data', pcm16);
    expect(await attempt(wavFile('x.wav', fmt(1, 6, 48000, 16), data))).toMatchObject({
      code: 'file.not-samples',
      facts: { why: expect.stringContaining('6 channels') as string }
    });
    expect(await attempt(wavFile('x.wav', fmt(7, 1, 8000, 8), data))).toMatchObject({ code: 'file.not-samples' });
    expect(await attempt(wavFile('x.wav', fmt(1, 1, 8000, 40), data))).toMatchObject({ code: 'file.bad-metadata' });
    expect(await attempt(wavFile('x.wav', fmt(1, 0, 8000, 16), data))).toMatchObject({ code: 'file.bad-metadata' });
    expect(await attempt(wavFile('x.wav', fmt(1, 1, 0, 16), data))).toMatchObject({ code: 'file.no-rate' });
    expect(await attempt(wavFile('x.wav', fmt(1, 1, 0, 16), data), { rate: 8000 })).toMatchObject({ rate: 8000 });
    expect(await attempt(wavFile('x.wav', data))).toMatchObject({ code: 'file.bad-metadata' });
    expect(await attempt(file('x.wav', new Uint8Array(100).fill(200)))).toMatchObject({ code: 'file.mislabelled' });
    expect(await attempt(file('x.wav', new Uint8Array(100).fill(200)), { format: 'cu8', rate: 1 })).toMatchObject({
      samples: 50
    });
  });

  it('is one by its bytes, whatever it is called; another format skips the header all the same', async () => {
    const recording = await opened(wavFile('g001_433.92M_250k.cu8', fmt(1, 2, 48000, 16), chunk('data', pcm16)));
    expect(recording).toMatchObject({ format: 'cs16', rate: 48000, samples: 2 });
    expect(recording.notices.join()).toContain('whatever its name says');
    const other = await opened(wavFile('x.wav', fmt(1, 2, 48000, 16), chunk('data', pcm16)), { format: 'cu8' });
    expect(await components(other)).toEqual(Array.from(pcm16));
  });
});
