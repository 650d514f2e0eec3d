import type { GpuMeasure } from '#tests/contracts/gpuAccuracy.ts';
import { allowedDb, rangeDb } from '#tests/contracts/gpuTolerance.ts';
import type { Figure } from '../figure.ts';
import { inChromium } from '../inChromium.ts';

export const engine6Gpu: Figure = {
  id: 'engine.6',
  what: 'GPU engine against the CPU engine: every size, format and form of the shaders, tones and noise',
  required: `<= ${allowedDb} dB in every bin within ${rangeDb} dB of the strongest`,
  ci: true,
  needsShared: false,
  async measure() {
    const { adapter, measures } = await inChromium<{ adapter: string; measures: GpuMeasure[] }>(
      'tests/gpu/gpu/openWebGpu.ts',
      'measureWebGpuAccuracy'
    );
    const worst = Math.max(...measures.map(({ worstDb }) => worstDb));
    const sizes = new Set(measures.map(({ fft }) => fft));
    const formats = new Set(measures.map(({ format }) => format));
    const compared = measures.reduce((sum, measure) => sum + measure.compared, 0);
    return {
      measured: `${worst.toFixed(6)} dB at worst in ${compared} bins, ${sizes.size} sizes, ${formats.size} formats, on ${adapter}`,
      pass: worst <= allowedDb && sizes.size === 9 && formats.size === 8,
      details: [...sizes].flatMap((fft) =>
        (['global', 'workgroup'] as const).map((form) => {
          const these = measures.filter((measure) => measure.fft === fft && measure.form === form);
          const most = Math.max(...these.map(({ worstDb }) => worstDb));
          return `${fft}, ${form} memory, ${these.map(({ format }) => format).join(' ')}: ${most.toFixed(6)} dB`;
        })
      )
    };
  }
};
