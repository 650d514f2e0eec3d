import { describe, expect, it } from 'vitest';
import { createSpectrumRows } from '#lib/gpu/createSpectrumRows.ts';
import type { GpuHost } from '#lib/gpu/gpuHost.ts';
import { batchRoom, SpectrumBatch } from '#lib/gpu/spectrumBatch.ts';
import { WebGpuBatchEngine } from '#lib/gpu/webGpuBatchEngine.ts';
import { createSpectrumKernel } from '#lib/dsp/createSpectrumKernel.ts';
import { noiseBytes } from './kernelSignals.ts';
import { spectrumOf } from './spectrumKernelContract.ts';

const options = { fft: 256, format: 'cu8', window: 'hann' } as const;

/** What a GPU that goes away, or is none, must not cost. `open` gives a new device each time. */
export function gpuLossContract(open: () => Promise<GpuHost>): void {
  describe('a GPU that is lost', () => {
    it.each([0, 1, 4, 9, Infinity])('costs no sample after %d blocks', async (blocks) => {
      const gpu = await open();
      const means: Float32Array[] = [];
      const failures: unknown[] = [];
      const rows = await createSpectrumRows(
        gpu,
        { engine: 'webgpu', form: 'global' },
        {
          ...options,
          segmentsPerRow: 5,
          batchPoints: 16 * options.fft,
          cfar: null,
          onLost: (error) => failures.push(error),
          onRow: ({ mean }) => means.push(mean.slice())
        }
      );
      const bytes = noiseBytes('cu8', 12 * 13 * 128 + 128, 4);
      for (let block = 0; block < 12; block++) {
        if (block === blocks) gpu.device.destroy();
        await rows.accumulate(bytes, block * 13 * 128, 13, 128);
      }
      await rows.endRow();
      await rows.settle();
      rows.close();
      gpu.device.destroy();
      expect(failures).toHaveLength(blocks < Infinity ? 1 : 0);
      // Not because of something else that went wrong.
      for (const failure of failures) expect(String(failure)).toMatch(/GPU cannot be used .*(destroy|lost|unmapped)/is);
      expect(rows.fellBack).toBe(blocks < Infinity);
      // 156 segments: 31 rows of 5, and one.
      expect(means).toHaveLength(32);
      const kernel = createSpectrumKernel(options);
      means.forEach((mean, row) => {
        const want = spectrumOf(kernel, bytes, row < 31 ? 5 : 1, 128, row * 5 * 128).mean;
        for (let bin = 0; bin < mean.length; bin++)
          expect(Math.abs(mean[bin] - want[bin])).toBeLessThan(1e-4 * want[bin] + 1e-10);
      });
    });

    it('is replaced before it has begun', async () => {
      const gpu = await open();
      gpu.device.destroy();
      const failures: unknown[] = [];
      let segments = 0;
      const rows = await createSpectrumRows(
        gpu,
        { engine: 'webgpu', form: 'global' },
        {
          ...options,
          segmentsPerRow: 3,
          batchPoints: 4096,
          cfar: null,
          onLost: (error) => failures.push(error),
          onRow: (row) => (segments += row.segments)
        }
      );
      await rows.accumulate(noiseBytes('cu8', 1024, 1), 0, 6, 128);
      await rows.settle();
      expect(segments).toBe(6);
      expect(failures).toEqual([expect.objectContaining({ code: 'gpu.lost' })]);
    });

    it('says so when it has not the memory', async () => {
      const { device } = await open();
      const room = { ...batchRoom(options, 4096, 4), segments: 2 ** 22 };
      const making = WebGpuBatchEngine.create(device, { ...options, form: 'global', room, cfar: null });
      await expect(making).rejects.toMatchObject({ code: 'gpu.lost' });
      device.destroy();
    });
  });

  describe('rows that stay on the GPU', () => {
    it('are there for commands that follow', async () => {
      const { device } = await open();
      const room = batchRoom(options, 4096, 4);
      const copy = device.createBuffer({ size: 8 * 256, usage: 0x9 });
      const engine = await WebGpuBatchEngine.create(device, {
        ...options,
        form: 'global',
        room,
        cfar: null,
        alsoEncode: (encoder, rows) => encoder.copyBufferToBuffer(rows, 0, copy, 0, 8 * 256)
      });
      const batch = new SpectrumBatch(room);
      batch.clear(false);
      batch.add(noiseBytes('cu8', 512, 1), 0, 2, 256);
      batch.endPiece(true);
      await engine.run(batch);
      await copy.mapAsync(1);
      expect(new Float32Array(copy.getMappedRange())).toEqual(batch.rows.slice(0, 512));
      device.destroy();
    });
  });
}
