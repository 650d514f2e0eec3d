import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { SampleRing } from '#lib/base/sampleRing.ts';
import { SharedPsdKernel } from '#lib/spectrum/sharedPsdKernel.ts';
import { noiseBytes } from '../../contracts/kernelSignals.ts';
import { spectrumKernelContract, spectrumOf } from '../../contracts/spectrumKernelContract.ts';

// Without helpers the thread that asks does all of the work itself: same code, same bits.
spectrumKernelContract('SharedPsdKernel', (options) => new SharedPsdKernel(options, null));

describe('SharedPsdKernel with helping threads', () => {
  const options = { fft: 256, format: 'cu8', window: 'hann' } as const;
  const helper = new URL('../../../bench/psd/sharedPsdHelper.ts', import.meta.url);

  async function withHelpers<T>(kernel: SharedPsdKernel, count: number, use: () => T | Promise<T>): Promise<T> {
    const workers = Array.from({ length: count }, () => new Worker(helper, { workerData: kernel.plan }));
    await Promise.all(workers.map((worker) => once(worker, 'online')));
    try {
      return await use();
    } finally {
      const exits = workers.map((worker) => once(worker, 'exit'));
      kernel.close();
      await Promise.all(exits);
    }
  }

  it('gives the same bits with none, one and three of them, over many rounds', async () => {
    const segments = 40 * 64 + 17;
    const bytes = noiseBytes('cu8', 256 + (segments - 1) * 128, 3);
    const alone = spectrumOf(new SharedPsdKernel(options, null), bytes, segments, 128);
    for (const count of [1, 3]) {
      const kernel = new SharedPsdKernel(options, null);
      await withHelpers(kernel, count, () => {
        for (let time = 0; time < 20; time++) expect(spectrumOf(kernel, bytes, segments, 128)).toEqual(alone);
      });
    }
  });

  it('reads samples where they lie in the ring', async () => {
    const ring = SampleRing.create(1 << 16, 2);
    const bytes = noiseBytes('cu8', 256 * 130, 5);
    ring.deliver({ data: bytes, sampleIndex: 0, droppedBefore: 0, time: 0, center: 1e8, rate: 2e6 });
    const { data } = ring.peek(1 << 16)!;
    const kernel = new SharedPsdKernel(options, ring.buffer);
    kernel.plan.staging.fill(255);
    await withHelpers(kernel, 1, () => {
      expect(spectrumOf(kernel, data, 130, 256)).toEqual(
        spectrumOf(new SharedPsdKernel(options, null), bytes, 130, 256)
      );
    });
    expect(kernel.plan.staging.every((value) => value === 255)).toBe(true);
  });

  it('takes hops beyond what the staging area holds', () => {
    const bytes = noiseBytes('cu8', 256 + 129 * 5000, 6);
    const { mean } = spectrumOf(new SharedPsdKernel(options, null), bytes, 130, 5000);
    const parts = [0, 1].map((half) => {
      const kernel = new SharedPsdKernel(options, null);
      for (let i = half * 65; i < half * 65 + 65; i++) kernel.accumulate(bytes, i * 5000, 1, 1);
      const out = new Float32Array(256);
      kernel.read(out, null);
      return out;
    });
    mean.forEach((value, bin) => expect(value / ((parts[0][bin] + parts[1][bin]) / 2)).toBeCloseTo(1, 5));
  });
});
