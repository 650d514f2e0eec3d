import { Prng } from '#lib/base/prng.ts';
import type { GpuHost } from '#lib/gpu/gpuHost.ts';
import type { GpuForm } from '#lib/gpu/spectrumStages.ts';
import { nodeGpu } from '#lib/platform/node/gpu.ts';
import { registerShaders } from '#lib/platform/node/gpuShaders.ts';

/** One way of running the chain from u8 I/Q in host memory to mean and peak rows in host memory. */
export interface GpuChain {
  readonly fft: number;
  readonly segmentsPerRow: number;
  readonly batchSegments: number;
  readonly form: GpuForm;
}

/** The GPU of this machine for Node, or why there is none. Keep `entry` while the GPU is used. */
export async function findNodeGpu(): Promise<{ gpu: GpuHost; entry: unknown } | { missing: string }> {
  registerShaders();
  const { openGpu } = await import('#lib/gpu/gpuHost.ts');
  try {
    const entry = await nodeGpu();
    const gpu = await openGpu(entry);
    if (gpu === null) return { missing: 'no adapter' };
    return { gpu, entry };
  } catch (error) {
    return { missing: (error as Error).message };
  }
}

/** Samples a second of the chain over some seconds, copies on both sides included. */
export async function measureChain(gpu: GpuHost, chain: GpuChain, seconds: number): Promise<number> {
  const { createSpectrumRows } = await import('#lib/gpu/createSpectrumRows.ts');
  const { fft, segmentsPerRow, batchSegments, form } = chain;
  const batchPoints = fft * batchSegments;
  let arrived = 0;
  const rows = await createSpectrumRows(
    gpu,
    { engine: 'webgpu', form },
    {
      fft,
      format: 'cu8',
      window: 'hann',
      segmentsPerRow,
      batchPoints,
      cfar: null,
      onLost: (error) => {
        throw error;
      },
      onRow: ({ segments }) => (arrived += segments)
    }
  );
  const random = new Prng(1);
  const blocks = [0, 1].map(
    () => new Uint8Array(new Uint32Array((batchPoints * 2) / 4).map(() => random.next32()).buffer)
  );
  try {
    for (let i = 0; i < 8; i++) await rows.accumulate(blocks[i % 2], 0, batchSegments, fft);
    await rows.settle();
    arrived = 0;
    const begin = performance.now();
    for (let i = 0; performance.now() - begin < 1000 * seconds; i++)
      await rows.accumulate(blocks[i % 2], 0, batchSegments, fft);
    await rows.settle();
    return (arrived * fft) / ((performance.now() - begin) / 1000);
  } finally {
    rows.close();
  }
}
