import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSpectrumKernel } from '#lib/dsp/createSpectrumKernel.ts';
import type { Frame } from '#lib/spectrum/frame.ts';
import { FrameStream } from '#lib/spectrum/frameStream.ts';
import { noiseBytes } from '../../contracts/kernelSignals.ts';

const fft = 256;
const bytes = noiseBytes('cu8', 20_000, 42);

interface Setup {
  readonly overlap: number;
  readonly segmentsPerFrame: number;
}

function make({ overlap, segmentsPerFrame }: Setup) {
  const frames: Frame[] = [];
  const kernel = createSpectrumKernel({ fft, format: 'cu8', window: 'hann' });
  const stream = new FrameStream({
    kernel,
    overlap,
    segmentsPerFrame,
    onFrame: (frame) => frames.push({ ...frame, mean: frame.mean.slice(), peak: frame.peak.slice() })
  });
  return { stream, frames };
}

/** Samples `from` up to `to`, pushed in blocks of the given sizes, taken in turn. */
function push(stream: FrameStream, from: number, to: number, sizes: readonly number[]): void {
  for (let at = from, i = 0; at < to; i++) {
    const count = Math.min(sizes[i % sizes.length], to - at);
    stream.push(bytes.subarray(2 * at, 2 * (at + count)), at);
    at += count;
  }
}

function expectBalance(stream: FrameStream): void {
  expect(stream.received).toBe(stream.transformed + stream.tail + stream.pending);
}

const setups = fc.record({
  overlap: fc.constantFrom(0, 0.25, 0.3, 0.5, 0.75, 0.99),
  segmentsPerFrame: fc.constantFrom(1, 2, 7, 64, Infinity)
});
const blockSizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 5000 })), {
  minLength: 1,
  maxLength: 8
});

describe('FrameStream', () => {
  it('gives the same frames whatever the block sizes, and accounts for every sample', () => {
    fc.assert(
      fc.property(setups, blockSizes, fc.integer({ min: 1, max: 6000 }), (setup, sizes, length) => {
        const whole = make(setup);
        push(whole.stream, 0, length, [length]);
        whole.stream.flush();
        const cut = make(setup);
        push(cut.stream, 0, length, sizes);
        expectBalance(cut.stream);
        cut.stream.flush();
        expect(cut.frames).toEqual(whole.frames);
        const { hop } = cut.stream;
        const segments = length < fft ? 0 : Math.floor((length - fft) / hop) + 1;
        expect(cut.stream.received).toBe(length);
        expect(cut.stream.pending).toBe(0);
        expect(cut.stream.transformed).toBe(segments === 0 ? 0 : (segments - 1) * hop + fft);
        expect(cut.stream.tail).toBe(length - cut.stream.transformed);
        expect(cut.frames.reduce((sum, frame) => sum + frame.segments, 0)).toBe(segments);
      }),
      { numRuns: 150 }
    );
  });

  it('keeps the balance over gaps, and frames as if each stretch were a stream of its own', () => {
    const stretches = fc.array(
      fc.record({ skip: fc.integer({ min: 1, max: 700 }), length: fc.integer({ min: 1, max: 2500 }) }),
      {
        minLength: 1,
        maxLength: 5
      }
    );
    fc.assert(
      fc.property(setups, blockSizes, stretches, (setup, sizes, list) => {
        const { stream, frames } = make(setup);
        const expected: Frame[] = [];
        let tail = 0;
        let received = 0;
        let at = 0;
        for (const { skip, length } of list) {
          at += skip;
          push(stream, at, at + length, sizes);
          expectBalance(stream);
          const alone = make(setup);
          push(alone.stream, at, at + length, [length]);
          alone.stream.flush();
          expected.push(...alone.frames);
          tail += alone.stream.tail;
          received += length;
          at += length;
        }
        stream.flush();
        expect(frames).toEqual(expected);
        expect(stream.received).toBe(received);
        expect(stream.tail).toBe(tail);
        expectBalance(stream);
        expect(stream.pending).toBe(0);
      }),
      { numRuns: 100 }
    );
  });

  it('tiles the stream: a frame ends where the next begins', () => {
    const { stream, frames } = make({ overlap: 0.5, segmentsPerFrame: 3 });
    push(stream, 1000, 1000 + 256 + 128 * 9, [100]);
    expect(frames.map(({ sampleIndex, samples, segments }) => [sampleIndex, samples, segments])).toEqual([
      [1000, 384, 3],
      [1384, 384, 3],
      [1768, 384, 3]
    ]);
    stream.flush();
    expect(frames[3]).toMatchObject({ sampleIndex: 2152, samples: 128, segments: 1 });
    expect(stream.tail).toBe(0);
  });

  it('hands a frame over as soon as its last sample is there', () => {
    const { stream, frames } = make({ overlap: 0, segmentsPerFrame: 2 });
    stream.push(bytes.subarray(0, 2 * 511), 0);
    expect(frames).toHaveLength(0);
    expect(stream.pending).toBe(255);
    stream.push(bytes.subarray(2 * 511, 2 * 512), 511);
    expect(frames).toHaveLength(1);
    expect(stream.pending).toBe(0);
  });

  it('begins anew when the sample index jumps, forwards or backwards', () => {
    const { stream, frames } = make({ overlap: 0, segmentsPerFrame: 10 });
    stream.push(bytes.subarray(0, 2 * 600), 5000);
    stream.push(bytes.subarray(0, 2 * 300), 5601);
    stream.push(bytes.subarray(0, 2 * 300), 0);
    stream.push(bytes.subarray(0, 0), 12345);
    stream.flush();
    stream.flush();
    expect(frames.map(({ sampleIndex, segments }) => [sampleIndex, segments])).toEqual([
      [5000, 2],
      [5601, 1],
      [0, 1]
    ]);
    expect([stream.received, stream.transformed, stream.tail]).toEqual([1200, 1024, 176]);
  });

  it('refuses half samples and overlaps that leave no hop', () => {
    const { stream } = make({ overlap: 0, segmentsPerFrame: 1 });
    expect(() => stream.push(new Uint8Array(3), 0)).toThrow(RangeError);
    for (const overlap of [1, 1.5, -0.1, NaN, 0.999]) {
      expect(() => make({ overlap, segmentsPerFrame: 1 })).toThrow(/overlap cannot be/);
    }
    expect(() => make({ overlap: 0, segmentsPerFrame: 0 })).toThrow(RangeError);
  });
});
