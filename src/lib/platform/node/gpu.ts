import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { GpuEntry } from '#lib/gpu/gpuHost.ts';

/** Named so that nothing asks for the package, or its types, where it is not installed. */
const dawn: string = 'webgpu';

/** What the package `webgpu` (Dawn) gives, as far as it is used. */
interface DawnModule {
  readonly create: (options: string[]) => GpuEntry;
}

/**
 * WebGPU in Node: Dawn, from the optional package `webgpu`. Keep what it returns for as long as the devices are used.
 * @throws WavepoolError `host.missing` where the package is not installed, or has no build for this system
 */
export async function nodeGpu(): Promise<GpuEntry> {
  try {
    const { create } = (await import(dawn)) as DawnModule;
    return create([]);
  } catch (error) {
    throw new WavepoolError(
      'host.missing',
      {
        what: 'WebGPU',
        why: (error as Error).message.split('\n')[0],
        hint: 'Install the package (npm install --no-save webgpu@0.6.2), and a driver for Vulkan, Metal or Direct3D 12.'
      },
      error
    );
  }
}
