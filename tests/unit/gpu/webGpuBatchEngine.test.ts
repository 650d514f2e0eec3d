import { existsSync } from 'node:fs';
import { env } from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGpu, type GpuHost } from '#lib/gpu/gpuHost.ts';
import { WebGpuBatchEngine } from '#lib/gpu/webGpuBatchEngine.ts';
import { nodeGpu } from '#lib/platform/node/gpu.ts';
import { batchEngineContract } from '#tests/contracts/batchEngineContract.ts';
import { measureGpuAccuracyOf } from '#tests/contracts/gpuAccuracy.ts';
import { allowedDb } from '#tests/contracts/gpuTolerance.ts';
import { gpuLossContract } from '#tests/contracts/gpuLossContract.ts';

// The software adapter that comes with Chromium: the same everywhere, and there without a GPU.
const software = '/usr/lib/chromium/vk_swiftshader_icd.json';
if (existsSync(software)) env.VK_ICD_FILENAMES ??= software;

async function open(): Promise<GpuHost> {
  // Dawn is kept alive by its entry.
  const found = entry === null ? null : await openGpu(entry);
  if (found === null) throw new Error('no adapter');
  return found;
}

const entry = await nodeGpu().catch(() => null);
const missing =
  entry === null
    ? 'the package webgpu is not installed'
    : (await openGpu(entry)) === null
      ? 'there is no adapter'
      : null;
if (missing !== null) console.warn(`Skipped: ${missing}, so WebGPU is not driven from Node.`);

describe.skipIf(missing !== null)('WebGPU in Node', () => {
  let gpu: GpuHost;
  beforeAll(async () => {
    gpu = await open();
  });
  afterAll(() => gpu.device.destroy());

  // So few workgroups along one dimension that the second is needed.
  batchEngineContract('WebGpuBatchEngine', (wants) =>
    WebGpuBatchEngine.create(gpu.device, { ...wants, form: 'global', mostWorkgroups: 3 })
  );
  gpuLossContract(open);

  it(`is within ${allowedDb} dB of the processor's`, async () => {
    for (const fft of [512, 8192]) {
      const { worstDb } = await measureGpuAccuracyOf(gpu, fft, 'cu8', 'global');
      expect(worstDb).toBeLessThanOrEqual(allowedDb);
    }
  });
});
