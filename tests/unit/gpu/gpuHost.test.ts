import { describe, expect, it } from 'vitest';
import { openGpu, type GpuEntry } from '#lib/gpu/gpuHost.ts';

/** An entry with one adapter of that name. */
function entryOf(info: Partial<GPUAdapterInfo>, requestDevice = () => Promise.resolve({})): GpuEntry {
  const adapter = {
    info: { vendor: '', architecture: '', device: '', description: '', isFallbackAdapter: false, ...info },
    limits: { maxStorageBufferBindingSize: 1, maxBufferSize: 2 },
    requestDevice
  };
  return { requestAdapter: () => Promise.resolve(adapter as unknown as GPUAdapter) };
}

describe('openGpu', () => {
  it('names the GPU', async () => {
    const gpu = await openGpu(entryOf({ vendor: 'acme', architecture: 'fast-2', description: 'Acme Fast' }));
    expect(gpu).toEqual({ device: {}, name: 'acme fast-2 Acme Fast', software: false });
  });

  it.each([
    { vendor: 'google', architecture: 'swiftshader' },
    { vendor: 'mesa', description: 'llvmpipe (LLVM 15.0.6, 256 bits)' },
    { vendor: 'microsoft', description: 'Microsoft Basic Render Driver' },
    { vendor: 'acme', isFallbackAdapter: true }
  ])('knows what is imitated by the processor: %o', async (info) => {
    expect(await openGpu(entryOf(info))).toMatchObject({ software: true });
  });

  it('is null where there is no adapter, or no device', async () => {
    expect(await openGpu({ requestAdapter: () => Promise.resolve(null) })).toBeNull();
    expect(await openGpu({ requestAdapter: () => Promise.reject(new Error('blocked')) })).toBeNull();
    expect(await openGpu(entryOf({}, () => Promise.reject(new Error('taken'))))).toBeNull();
  });
});
