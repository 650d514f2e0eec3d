import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseEngine, measuresBy, recallChoice } from '#lib/gpu/chooseEngine.ts';
import type { GpuHost } from '#lib/gpu/gpuHost.ts';
import { WebGpuBatchEngine } from '#lib/gpu/webGpuBatchEngine.ts';
import { gpuForms } from '#lib/gpu/spectrumStages.ts';
import { batchEngineContract } from '../../contracts/batchEngineContract.ts';
import { allowedDb } from '../../contracts/gpuTolerance.ts';
import { gpuLossContract } from '../../contracts/gpuLossContract.ts';
import { measureWebGpuAccuracy, openWebGpu } from './openWebGpu.ts';

let gpu: GpuHost;
beforeAll(async () => {
  gpu = await openWebGpu();
});
afterAll(() => gpu.device.destroy());

describe.each(gpuForms)('form %s', (form) => {
  batchEngineContract('WebGpuBatchEngine', (wants) => WebGpuBatchEngine.create(gpu.device, { ...wants, form }));
});

describe('WebGpuBatchEngine', () => {
  it(`is within ${allowedDb} dB of the processor's, all sizes and formats`, { timeout: 120_000 }, async () => {
    const { measures } = await measureWebGpuAccuracy(gpu);
    for (const { fft, format, form, worstDb, compared } of measures) {
      expect(worstDb, `${fft} ${format} ${form}`).toBeLessThanOrEqual(allowedDb);
      // The noise row alone is that.
      expect(compared).toBeGreaterThan(fft / 2);
    }
  });
});

gpuLossContract(openWebGpu);

describe('chooseEngine', () => {
  it('takes WASM where the GPU is imitated, by name and by measurement', { timeout: 120_000 }, async () => {
    const measures = measuresBy(() => performance.now() / 1000);
    expect(gpu.software).toBe(true);
    expect(await chooseEngine(gpu, measures)).toMatchObject({ engine: 'wasm', adapter: gpu.name, webgpu: null });
    const measured = await chooseEngine({ ...gpu, software: false }, measures);
    expect(measured).toMatchObject({ engine: 'wasm', form: null });
    expect(measured.reason).toMatch(/not much faster: [\d.]+ MS\/s on .*, [\d.]+ MS\/s on one processor core/);
    expect(recallChoice(JSON.parse(JSON.stringify(measured)), gpu)).toEqual(measured);
  });
});
