import { describe, expect, it } from 'vitest';
import { chooseEngine, recallChoice, type EngineMeasures } from '#lib/gpu/chooseEngine.ts';
import type { GpuHost } from '#lib/gpu/gpuHost.ts';

const gpu: GpuHost = { device: {} as GPUDevice, name: 'acme fast', software: false };
const speeds = (workgroup: number, global: number): EngineMeasures => ({
  wasm: () => 300e6,
  gpu: (_, form) => Promise.resolve(form === 'workgroup' ? workgroup : global)
});

describe('chooseEngine', () => {
  it('takes the GPU, in the form that suits it, when it is clearly faster', async () => {
    expect(await chooseEngine(gpu, speeds(2.5e9, 1e9))).toEqual({
      engine: 'webgpu',
      form: 'workgroup',
      reason: 'WebGPU, because it is faster: 2500 MS/s on acme fast, 300 MS/s on one processor core.',
      adapter: 'acme fast',
      wasm: 300e6,
      webgpu: 2.5e9
    });
    expect(await chooseEngine(gpu, speeds(5e8, 1e9))).toMatchObject({ engine: 'webgpu', form: 'global' });
  });

  it('stays with WASM when the GPU is not, or only a little, faster', async () => {
    for (const speed of [1e6, 300e6, 449e6])
      expect(await chooseEngine(gpu, speeds(speed, speed / 2))).toMatchObject({
        engine: 'wasm',
        form: null,
        webgpu: speed,
        reason: expect.stringContaining('not much faster') as string
      });
  });

  it('measures nothing without a GPU, or with one that the processor imitates', async () => {
    const none: EngineMeasures = {
      wasm: () => expect.fail('measured'),
      gpu: () => expect.fail('measured')
    };
    expect(await chooseEngine(null, none)).toMatchObject({ engine: 'wasm', adapter: null });
    expect(await chooseEngine({ ...gpu, software: true }, none)).toMatchObject({
      engine: 'wasm',
      reason: 'WASM, because the only GPU (acme fast) is imitated by the processor.'
    });
  });

  it('gets along with a form, or a GPU, that fails', async () => {
    const failing = (forms: readonly string[]): EngineMeasures => ({
      wasm: () => 3e8,
      gpu: (_, form) => (forms.includes(form) ? Promise.reject(new Error('too small')) : Promise.resolve(1e9))
    });
    expect(await chooseEngine(gpu, failing(['workgroup']))).toMatchObject({ engine: 'webgpu', form: 'global' });
    expect(await chooseEngine(gpu, failing(['workgroup', 'global']))).toMatchObject({
      engine: 'wasm',
      webgpu: null,
      reason: 'WASM, because acme fast cannot run the transforms: too small'
    });
  });
});

describe('recallChoice', () => {
  it('gives back what was stored for the same GPU, and nothing else', async () => {
    for (const measures of [speeds(2e9, 1e9), speeds(1e6, 1e6)]) {
      const choice = await chooseEngine(gpu, measures);
      const stored: unknown = JSON.parse(JSON.stringify(choice));
      expect(recallChoice(stored, gpu)).toEqual(choice);
      expect(recallChoice(stored, { ...gpu, name: 'other' })).toBeNull();
      expect(recallChoice(stored, null)).toBeNull();
      for (const change of [
        { engine: 'cuda' },
        { engine: 'webgpu', form: null },
        { engine: 'wasm', form: 'global' },
        { form: 'other' },
        { reason: 7 },
        { wasm: 'fast' },
        { webgpu: {} }
      ])
        expect(recallChoice({ ...choice, ...change }, gpu)).toBeNull();
    }
    for (const stored of [null, undefined, 3, 'wasm', [], {}]) expect(recallChoice(stored, gpu)).toBeNull();
  });
});
