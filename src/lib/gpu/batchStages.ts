import { sampleFormats, type SampleFormat } from '#lib/base/sampleFormat.ts';
import type { PlanLayout } from './batchPlan.ts';
import { cfarConstants, maskWords, type RowCfar } from './rowCfar.ts';
import type { BatchRoom } from './spectrumBatch.ts';
import { cfarShader, partsShader, rowsShader } from './spectrumShaders.ts';
import { groupSize, transformPlan, type GpuForm, type Stage } from './spectrumStages.ts';

/** All that is done with a batch, in order: transform, parts, rows, and the mask where one is wanted. */
export function batchStages(
  room: BatchRoom,
  format: SampleFormat,
  form: GpuForm,
  { partList, rowList }: PlanLayout,
  cfar: RowCfar | null
): Stage[] {
  const { fft, bins } = room;
  const { stages, blocks } = transformPlan(fft, format, form);
  const all: Stage[] = [
    ...stages,
    {
      name: 'parts',
      shader: partsShader,
      constants: { fft, partList },
      workgroups: ({ parts }) => (parts * fft) / groupSize,
      work: {}
    },
    {
      name: 'rows',
      shader: rowsShader,
      constants: { fft, bins, blocks, partList, rowList },
      workgroups: ({ pieces }) => (pieces * bins) / groupSize,
      work: {}
    }
  ];
  if (cfar === null) return all;
  const words = maskWords(bins);
  return [
    ...all,
    {
      name: 'cfar',
      shader: cfarShader,
      constants: cfarConstants(cfar, bins, sampleFormats[format].complex),
      workgroups: ({ pieces }) => (pieces * words) / groupSize,
      work: {}
    }
  ];
}
