import { sampleFormats, type SampleFormat } from '#lib/base/sampleFormat.ts';
import { CpuBatchEngine } from '#lib/gpu/cpuBatchEngine.ts';
import type { GpuHost } from '#lib/gpu/gpuHost.ts';
import { batchRoom, SpectrumBatch } from '#lib/gpu/spectrumBatch.ts';
import type { GpuForm } from '#lib/gpu/spectrumStages.ts';
import { WebGpuBatchEngine } from '#lib/gpu/webGpuBatchEngine.ts';
import { windowNames } from '#lib/dsp/window.ts';
import { rangeDb } from './gpuTolerance.ts';
import { noiseBytes, tonesInNoiseBytes } from './kernelSignals.ts';

/** What came of one size, format and form. */
export interface GpuMeasure {
  readonly fft: number;
  readonly format: SampleFormat;
  readonly form: GpuForm;
  /** Largest difference from the CPU's mean or peak, dB, among the `compared` bins within 80 dB of the strongest. */
  readonly worstDb: number;
  readonly compared: number;
}

/** 256 to 65536. */
const sizes = Array.from({ length: 9 }, (_, i) => 256 << i);

/**
 * Every transform size, in both forms: through main memory with every sample format, in workgroup memory, which software adapters are slow to
 * compile, with one each.
 */
export async function measureGpuAccuracy(gpu: GpuHost): Promise<GpuMeasure[]> {
  const measures: GpuMeasure[] = [];
  const formats = Object.keys(sampleFormats) as SampleFormat[];
  for (const [i, fft] of sizes.entries()) {
    for (const format of formats) measures.push(await measureGpuAccuracyOf(gpu, fft, format, 'global'));
    measures.push(await measureGpuAccuracyOf(gpu, fft, formats[(i + 4) % formats.length], 'workgroup'));
  }
  return measures;
}

/** One size, format and form: a row of tones with everything from strong to weak, and one of noise, where every bin counts. */
export async function measureGpuAccuracyOf(
  { device }: GpuHost,
  fft: number,
  format: SampleFormat,
  form: GpuForm
): Promise<GpuMeasure> {
  const window = windowNames[(Math.log2(fft) + format.length) % windowNames.length];
  const options = { fft, format, window };
  const room = batchRoom(options, 4 * fft, 2);
  const batch = new SpectrumBatch(room);
  batch.clear(false);
  for (const bytes of [tonesInNoiseBytes(format, 2 * fft, 0.123456), noiseBytes(format, 2 * fft, fft)]) {
    batch.add(bytes, 1, 2, fft - 1);
    batch.endPiece(true);
  }
  await new CpuBatchEngine(options).run(batch);
  const expected = batch.rows.slice();
  const engine = await WebGpuBatchEngine.create(device, { ...options, form, room, cfar: null });
  batch.rows.fill(NaN);
  await engine.run(batch);
  engine.close();
  let worstDb = 0;
  let compared = 0;
  for (let row = 0; row < 2 * batch.pieces; row++) {
    const [have, want] = [batch.rows, expected].map((rows) => rows.subarray(row * room.bins, (row + 1) * room.bins));
    const least = Math.max(...chunkMaxima(want)) * 10 ** (-rangeDb / 10);
    for (let bin = 0; bin < want.length; bin++) {
      if (want[bin] < least) continue;
      compared++;
      const error = Math.abs(10 * Math.log10(have[bin] / want[bin]));
      // Written so that NaN counts as the worst.
      worstDb = error <= worstDb ? worstDb : error;
    }
  }
  return { fft, format, form, worstDb, compared };
}

/** Largest value of each thousand: more arguments than that are too many for Math.max in some engines. */
function chunkMaxima(values: Float32Array): number[] {
  return Array.from({ length: Math.ceil(values.length / 1000) }, (_, i) =>
    Math.max(...values.subarray(1000 * i, 1000 * (i + 1)))
  );
}
