import { openGpu, type GpuHost } from '#lib/gpu/gpuHost.ts';
import { webGpu } from '#lib/platform/web/gpu.ts';
import { measureGpuAccuracy, type GpuMeasure } from '../../contracts/gpuAccuracy.ts';

/** The adapter of this Chromium. It is started with SwiftShader (tools/chromium.js), so there always is one. */
export async function openWebGpu(): Promise<GpuHost> {
  const entry = webGpu();
  const gpu = entry === null ? null : await openGpu(entry);
  if (gpu === null) throw new Error('This Chromium has no WebGPU adapter');
  return gpu;
}

/** What figure engine.6 measures, on an adapter of its own unless one is given. */
export async function measureWebGpuAccuracy(
  given: GpuHost | null = null
): Promise<{ adapter: string; measures: GpuMeasure[] }> {
  const gpu = given ?? (await openWebGpu());
  const measures = await measureGpuAccuracy(gpu);
  if (given === null) gpu.device.destroy();
  return { adapter: gpu.name, measures };
}
