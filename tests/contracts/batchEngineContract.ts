import { describe, expect, it } from 'vitest';
import { sampleFormats, type SampleFormat } from '#lib/base/sampleFormat.ts';
import { createSpectrumKernel } from '#lib/dsp/createSpectrumKernel.ts';
import type { SpectrumKernelOptions } from '#lib/dsp/spectrumKernel.ts';
import type { BatchEngine } from '#lib/gpu/batchEngine.ts';
import { maskWords, type RowCfar } from '#lib/gpu/rowCfar.ts';
import { batchRoom, SpectrumBatch, type BatchRoom } from '#lib/gpu/spectrumBatch.ts';
import { CfarDetector } from '#lib/spectrum/cfar/cfarDetector.ts';
import { noiseBytes, tonesInNoiseBytes } from './kernelSignals.ts';
import { allFormats, spectrumOf } from './spectrumKernelContract.ts';

export interface BatchEngineWants extends SpectrumKernelOptions {
  readonly room: BatchRoom;
  readonly cfar: RowCfar | null;
}

const fft = 256;

/** What every BatchEngine must do; `create` makes the one under test. */
export function batchEngineContract(name: string, create: (wants: BatchEngineWants) => Promise<BatchEngine>): void {
  async function withEngine(format: SampleFormat, cfar: RowCfar | null, use: Use, points = 16_384) {
    const options = { fft, format, window: 'hann' } as const;
    const room = batchRoom(options, points, 3);
    const engine = await create({ ...options, room, cfar });
    try {
      await use(engine, () => emptyBatch(room));
    } finally {
      engine.close();
    }
  }

  describe(`${name} as a BatchEngine`, () => {
    it.each(allFormats)('gives for %s what the kernel gives, wherever segments lie', (format) =>
      withEngine(format, null, async (engine, newBatch) => {
        const bytes = tonesInNoiseBytes(format, 3000, 0.0771);
        const batch = newBatch();
        // Odd starts and hops, overlapping and not; rows of different lengths, one of segments from two places.
        batch.add(bytes, 37, 5, 101);
        batch.endPiece(true);
        batch.add(bytes, 1, 1, 1);
        batch.endPiece(true);
        batch.add(bytes, 3, 2, 1001);
        batch.add(bytes, 770, 3, 64);
        batch.endPiece(true);
        await engine.run(batch);
        const kernel = createSpectrumKernel({ fft, format, window: 'hann' });
        expectRow(batch, 0, spectrumOf(kernel, bytes, 5, 101, 37));
        expectRow(batch, 1, spectrumOf(kernel, bytes, 1, 1, 1));
        kernel.accumulate(bytes, 3, 2, 1001);
        expectRow(batch, 2, spectrumOf(kernel, bytes, 3, 64, 770));
      })
    );

    it('averages long rows as exactly as short ones', () =>
      withEngine(
        'cs16',
        null,
        async (engine, newBatch) => {
          const bytes = tonesInNoiseBytes('cs16', 3000, 0.0771);
          const batch = newBatch();
          for (const segments of [1, 31, 32, 33, 700]) {
            batch.add(bytes, 11, segments, 3);
            batch.endPiece(true);
          }
          await engine.run(batch);
          const kernel = createSpectrumKernel({ fft, format: 'cs16', window: 'hann' });
          [1, 31, 32, 33, 700].forEach((segments, piece) =>
            expectRow(batch, piece, spectrumOf(kernel, bytes, segments, 3, 11))
          );
        },
        fft * 1000
      ));

    it('takes a piece without segments for zeros', () =>
      withEngine('cu8', null, async (engine, newBatch) => {
        const bytes = noiseBytes('cu8', 600, 3);
        const batch = newBatch();
        batch.endPiece(true);
        await engine.run(batch);
        expect(batch.rows.subarray(0, 2 * fft)).toEqual(new Float32Array(2 * fft));
        batch.clear(false);
        batch.add(bytes, 0, 1, 1);
        batch.endPiece(true);
        batch.endPiece(true);
        await engine.run(batch);
        const kernel = createSpectrumKernel({ fft, format: 'cu8', window: 'hann' });
        expectRow(batch, 0, spectrumOf(kernel, bytes, 1, 1));
        expect(batch.rows.subarray(2 * fft, 4 * fft)).toEqual(new Float32Array(2 * fft));
      }));

    it.each(['f32', 'cf32'] as const)('takes floats of %s that are no samples as 0, and holds the largest', (format) =>
      withEngine(format, null, async (engine, newBatch) => {
        const good = noiseBytes(format, fft, 2);
        const bad = good.slice();
        const zeroed = good.slice();
        const values = [NaN, Infinity, -Infinity, 3e38, -1e30, 2 ** 60];
        values.forEach((value, i) => new DataView(bad.buffer).setFloat32(4 * (20 + 9 * i), value, true));
        values.forEach((_, i) => new DataView(zeroed.buffer).setFloat32(4 * (20 + 9 * i), 0, true));
        const large = new Float32Array(good.buffer).map((value) => value * 2 ** 59);
        const batch = newBatch();
        for (const bytes of [bad, zeroed]) {
          batch.add(bytes, 0, 1, 1);
          batch.endPiece(true);
        }
        for (let i = 0; i < 40; i++) batch.add(new Uint8Array(large.buffer), 0, 1, 1);
        batch.endPiece(true);
        await engine.run(batch);
        const row = 2 * batch.room.bins;
        expect(batch.rows.subarray(0, row)).toEqual(batch.rows.subarray(row, 2 * row));
        const kernel = createSpectrumKernel({ fft, format, window: 'hann' });
        expectRow(batch, 2, spectrumOf(kernel, new Uint8Array(large.buffer), 1, 1));
      })
    );

    it('keeps batches that are under way at once apart', () =>
      withEngine('cu8', null, async (engine, newBatch) => {
        const bytes = noiseBytes('cu8', 5000, 9);
        const kernel = createSpectrumKernel({ fft, format: 'cu8', window: 'hann' });
        // Each slot of the engine more than once.
        for (let round = 0; round < 3; round++) {
          const batches = Array.from({ length: engine.depth }, (_, i) => {
            const batch = newBatch();
            batch.add(bytes, 100 * i + round, 3, 300);
            batch.endPiece(true);
            return batch;
          });
          await Promise.all(batches.map((batch) => engine.run(batch)));
          batches.forEach((batch, i) => expectRow(batch, 0, spectrumOf(kernel, bytes, 3, 300, 100 * i + round)));
        }
      }));

    it.each([
      ['cu8', { kind: 'ca', training: 32, guard: 2, rank: 24, multiplier: 1.6 }],
      ['cs16', { kind: 'go', training: 16, guard: 2, rank: 12, multiplier: 1.6 }],
      ['cu8', { kind: 'so', training: 24, guard: 0, rank: 18, multiplier: 1.8 }],
      ['cs8', { kind: 'os', training: 24, guard: 1, rank: 18, multiplier: 1.5 }],
      ['u8', { kind: 'ca', training: 18, guard: 0, rank: 9, multiplier: 1.4 }],
      ['s16', { kind: 'go', training: 32, guard: 1, rank: 9, multiplier: 1.4 }],
      ['u8', { kind: 'so', training: 20, guard: 2, rank: 9, multiplier: 1.6 }],
      ['s8', { kind: 'os', training: 40, guard: 3, rank: 30, multiplier: 1.4 }]
    ] as const)('marks, if it marks, what CfarDetector does: %s %o', (format, settings) => {
      const { complex: circular } = sampleFormats[format];
      const bins = circular ? fft : fft / 2 + 1;
      const detect = new CfarDetector({ ...settings, bins, circular });
      // What lies on the threshold may fall on either side of it.
      const [loose, strict] = [1 - 1e-5, 1 + 1e-5].map(
        (factor) => new CfarDetector({ ...settings, bins, circular, multiplier: settings.multiplier * factor })
      );
      const cfar = { ...settings, detect: (power: Float32Array, mask: Uint8Array) => detect.detect(power, mask) };
      return withEngine(format, cfar, async (engine, newBatch) => {
        const bytes = noiseBytes(format, 6000, 21);
        const batch = newBatch();
        for (let i = 0; i < 4; i++) {
          batch.add(bytes, 500 * i, 6, 128);
          batch.endPiece(true);
        }
        await engine.run(batch);
        if (!batch.masked) return;
        const words = maskWords(bins);
        let marked = 0;
        for (let piece = 0; piece < 4; piece++) {
          const mean = batch.rows.slice(2 * piece * bins, (2 * piece + 1) * bins);
          const [most, least] = [loose, strict].map((detector) => {
            const mask = new Uint8Array(bins);
            detector.detect(mean, mask);
            return mask;
          });
          for (let bin = 0; bin < bins; bin++) {
            const mark = (batch.masks[piece * words + (bin >> 5)] >>> (bin & 31)) & 1;
            expect([most[bin], least[bin]], `bin ${bin}`).toContain(mark);
            marked += mark;
          }
        }
        expect(marked).toBeGreaterThan(4);
        expect(marked).toBeLessThan(2 * bins);
      });
    });
  });
}

type Use = (engine: BatchEngine, newBatch: () => SpectrumBatch) => Promise<void>;

function emptyBatch(room: BatchRoom): SpectrumBatch {
  const batch = new SpectrumBatch(room);
  batch.clear(false);
  return batch;
}

/** Piece `piece` of a batch is that spectrum: within 0.005 dB in every bin within 80 dB of the strongest. */
function expectRow(batch: SpectrumBatch, piece: number, spectrum: { mean: Float32Array; peak: Float32Array }): void {
  const { bins } = batch.room;
  [spectrum.mean, spectrum.peak].forEach((want, which) => {
    const have = batch.rows.subarray((2 * piece + which) * bins, (2 * piece + which + 1) * bins);
    const least = 1e-8 * Math.max(...want);
    let worst = 0;
    for (let bin = 0; bin < bins; bin++) {
      if (want[bin] < least) continue;
      const error = Math.abs(10 * Math.log10(have[bin] / want[bin]));
      worst = error <= worst ? worst : error;
    }
    expect(worst).toBeLessThanOrEqual(0.005);
  });
}
