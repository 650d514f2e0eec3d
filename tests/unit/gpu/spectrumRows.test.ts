import { describe, expect, it } from 'vitest';
import { Prng } from '#lib/base/prng.ts';
import { createSpectrumKernel } from '#lib/dsp/createSpectrumKernel.ts';
import type { BatchEngine } from '#lib/gpu/batchEngine.ts';
import { CpuBatchEngine } from '#lib/gpu/cpuBatchEngine.ts';
import type { SpectrumRow } from '#lib/gpu/rowAssembler.ts';
import type { SpectrumBatch } from '#lib/gpu/spectrumBatch.ts';
import { SpectrumRows, type SpectrumRowsOptions } from '#lib/gpu/spectrumRows.ts';
import { CfarDetector } from '#lib/spectrum/cfar/cfarDetector.ts';
import { noiseBytes } from '#tests/contracts/kernelSignals.ts';
import { spectrumOf } from '#tests/contracts/spectrumKernelContract.ts';

const kernelOptions = { fft: 256, format: 'cu8', window: 'hann' } as const;
const hop = 100;
const detector = new CfarDetector({
  bins: 256,
  circular: true,
  kind: 'ca',
  training: 16,
  guard: 1,
  rank: 12,
  multiplier: 1.15
});
const cfar = {
  kind: 'ca',
  training: 16,
  guard: 1,
  rank: 12,
  multiplier: 1.15,
  detect: (power: Float32Array, mask: Uint8Array) => detector.detect(power, mask)
} as const;

/** An engine with several batches under way, whose answers wait until they are released; from `failsAt` on it only fails. */
class SlowEngine implements BatchEngine {
  readonly depth = 3;
  readonly #engine = new CpuBatchEngine(kernelOptions);
  readonly #waiting: (() => void)[] = [];
  readonly failsAt: number;
  runs = 0;
  most = 0;
  closed = false;
  constructor(failsAt = Infinity) {
    this.failsAt = failsAt;
  }
  run(batch: SpectrumBatch): Promise<void> {
    const failed = this.runs++ >= this.failsAt;
    return new Promise((resolve, reject) => {
      this.#waiting.push(() => {
        if (failed) {
          // What a GPU that is lost half way leaves.
          batch.rows.fill(NaN);
          reject(new Error('lost'));
        } else {
          void this.#engine.run(batch).then(() => {
            markAll(batch);
            resolve();
          });
        }
      });
      this.most = Math.max(this.most, this.#waiting.length);
    });
  }
  /** Answers all that waits, over and over. */
  async serve(until: Promise<unknown>): Promise<void> {
    let done = false;
    void until.then(
      () => (done = true),
      () => (done = true)
    );
    while (!done) {
      // Not at once: several batches come to be under way.
      for (let i = 0; i < 20; i++) await Promise.resolve();
      this.#waiting.shift()?.();
    }
  }
  close(): void {
    this.closed = true;
  }
}

/** The masks as a GPU leaves them. */
function markAll(batch: SpectrumBatch): void {
  const mask = new Uint8Array(256);
  batch.masks.fill(0);
  for (let piece = 0; piece < batch.pieces; piece++) {
    detector.detect(batch.rows.slice(512 * piece, 512 * piece + 256), mask);
    mask.forEach((mark, bin) => (batch.masks[8 * piece + (bin >> 5)] |= mark << (bin & 31)));
  }
  batch.masked = true;
}

interface Kept {
  readonly segments: number;
  readonly mean: Float32Array;
  readonly peak: Float32Array;
  readonly mask: Uint8Array;
}

function rowsOver(engine: BatchEngine, want: Partial<SpectrumRowsOptions> = {}): { rows: SpectrumRows; kept: Kept[] } {
  const kept: Kept[] = [];
  const onRow = ({ segments, mean, peak, mask }: SpectrumRow) =>
    void kept.push({ segments, mean: mean.slice(), peak: peak.slice(), mask: mask!.slice() });
  const rows = new SpectrumRows({
    ...kernelOptions,
    segmentsPerRow: 4,
    batchPoints: 10 * 256,
    cfar,
    engine,
    fallback: (error) => {
      throw error;
    },
    onRow,
    ...want
  });
  return { rows, kept };
}

/** Rows of those many segments, one behind the other. */
function expectRows(kept: readonly Kept[], bytes: Uint8Array, lengths: readonly number[]): void {
  expect(kept.map(({ segments }) => segments)).toEqual(lengths);
  const kernel = createSpectrumKernel(kernelOptions);
  let first = 0;
  let marked = 0;
  for (const { segments, mean, peak, mask } of kept) {
    const want = spectrumOf(kernel, bytes, segments, hop, first * hop);
    first += segments;
    expect(peak).toEqual(want.peak);
    for (let bin = 0; bin < 256; bin++)
      expect(Math.abs(mean[bin] - want.mean[bin])).toBeLessThanOrEqual(1e-6 * want.mean[bin]);
    const marks = new Uint8Array(256);
    detector.detect(mean, marks);
    expect(mask).toEqual(marks);
    for (const mark of mask) marked += mark;
  }
  expect(marked).toBeGreaterThan(0);
}

const bytes = noiseBytes('cu8', 200 * hop + 256, 8);

describe('SpectrumRows', () => {
  it.each([1, 2, 4, 7, 10, 11, 35, Infinity])('gives rows of %d segments, however they come in', async (per) => {
    const engine = new SlowEngine();
    const { rows, kept } = rowsOver(engine, { segmentsPerRow: per });
    const random = new Prng(per === Infinity ? 1 : per);
    const feed = async () => {
      for (let done = 0; done < 150;) {
        const now = Math.min(1 + random.below(9), 150 - done);
        await rows.accumulate(bytes, done * hop, now, hop);
        done += now;
        expect(rows.segments).toBe(done % per);
        if (random.below(5) === 0) await rows.flush();
      }
      await rows.endRow();
      await rows.settle();
    };
    const fed = feed();
    await engine.serve(fed);
    await fed;
    const full = per === Infinity ? 0 : Math.floor(150 / per);
    const rest = per === Infinity ? 150 : 150 % per;
    expectRows(kept, bytes, [...new Array<number>(full).fill(per), ...(rest > 0 ? [rest] : [])]);
    expect(engine.most).toBeGreaterThan(1);
    expect(engine.most).toBeLessThanOrEqual(3);
    expect(rows.fellBack).toBe(false);
  });

  it('ends rows where it is told, and none that is empty', async () => {
    const { rows, kept } = rowsOver(new CpuBatchEngine(kernelOptions));
    const lengths: number[] = [];
    let done = 0;
    await rows.endRow();
    // Many short rows: batches run out of room for pieces too.
    for (const segments of [1, 3, 4, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 4, 1]) {
      await rows.accumulate(bytes, done * hop, segments, hop);
      if (segments === 3) await rows.flush();
      await rows.endRow();
      await rows.endRow();
      lengths.push(segments);
      done += segments;
    }
    await rows.settle();
    expectRows(kept, bytes, lengths);
  });

  it.each([0, 1, 2, 5, 11])('loses nothing when the engine fails from batch %i on', async (failsAt) => {
    for (const segmentsPerRow of [4, 13]) {
      const engine = new SlowEngine(failsAt);
      const errors: unknown[] = [];
      const { rows, kept } = rowsOver(engine, {
        segmentsPerRow,
        fallback: (error) => {
          errors.push(error);
          expect(engine.closed).toBe(true);
          return new CpuBatchEngine(kernelOptions);
        }
      });
      const feed = async () => {
        for (let block = 0; block < 20; block++) await rows.accumulate(bytes, block * 7 * hop, 7, hop);
        await rows.endRow();
        await rows.settle();
      };
      const fed = feed();
      await engine.serve(fed);
      await fed;
      const rest = 140 % segmentsPerRow;
      const lengths = new Array<number>(Math.floor(140 / segmentsPerRow)).fill(segmentsPerRow);
      expectRows(kept, bytes, rest > 0 ? [...lengths, rest] : lengths);
      expect(errors).toEqual([new Error('lost')]);
      expect(rows.fellBack).toBe(true);
    }
  });

  it('says so when nothing can take over, or the rows are not taken', async () => {
    const engine = new SlowEngine(1);
    const { rows } = rowsOver(engine);
    const fed = rows.accumulate(bytes, 0, 100, hop).then(() => rows.settle());
    void engine.serve(fed);
    await expect(fed).rejects.toThrow('lost');
    const { rows: full } = rowsOver(new CpuBatchEngine(kernelOptions), {
      onRow: () => {
        throw new Error('full');
      }
    });
    await full.accumulate(bytes, 0, 5, hop);
    await expect(full.settle()).rejects.toThrow('full');
    await expect(full.accumulate(bytes, 0, 40, hop)).rejects.toThrow('full');
  });

  it('refuses what cannot be', async () => {
    const engine = new CpuBatchEngine(kernelOptions);
    expect(() => rowsOver(engine, { segmentsPerRow: 0 })).toThrow(RangeError);
    expect(() => rowsOver(engine, { fft: 100 })).toThrow(/fft cannot be 100/);
    expect(() => rowsOver(engine, { cfar: { ...cfar, training: 200 } })).toThrow(RangeError);
    const { rows } = rowsOver(engine);
    await expect(rows.accumulate(bytes, 0, 1000, hop)).rejects.toThrow(RangeError);
    expect(rows.segments).toBe(0);
  });
});
