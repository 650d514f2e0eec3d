import { describe, expect, it } from 'vitest';
import { radices, transformPlan } from '#lib/gpu/spectrumStages.ts';
import { allSizes } from '#tests/contracts/spectrumKernelContract.ts';

describe('transformPlan', () => {
  it.each(allSizes)('covers %i points with radices that the shaders have', (fft) => {
    expect(radices(fft).reduce((product, radix) => product * radix, 1)).toBe(fft);
    for (const radix of radices(fft)) expect([4, 8, 16]).toContain(radix);
  });

  it.each(allSizes)('reads in each stage of %i points what the stage before left', (fft) => {
    for (const form of ['global', 'workgroup'] as const) {
      const { stages } = transformPlan(fft, 'cu8', form);
      stages.forEach(({ work }, i) => {
        expect(work.pointsIn).toBe(i === 0 ? undefined : stages[i - 1].work.pointsOut);
        expect(work.pointsOut === undefined).toBe(i === stages.length - 1);
        if (work.pointsIn !== undefined) expect(work.pointsOut).not.toBe(work.pointsIn);
      });
    }
  });

  it('keeps blocks to what every adapter holds in workgroup memory', () => {
    for (const fft of allSizes) {
      const { stages, blocks } = transformPlan(fft, 'cu8', 'workgroup');
      const { size, groupPoints } = stages.at(-1)!.constants;
      expect(size * blocks).toBe(fft);
      expect(groupPoints % size).toBe(0);
      expect(groupPoints).toBeLessThanOrEqual(4096);
    }
  });
});
