import type { EngineChoice } from './chooseEngine.ts';
import { CpuBatchEngine } from './cpuBatchEngine.ts';
import type { GpuHost } from './gpuHost.ts';
import { batchRoom } from './spectrumBatch.ts';
import { SpectrumRows, type SpectrumRowsOptions } from './spectrumRows.ts';
import { WebGpuBatchEngine, type WebGpuBatchOptions } from './webGpuBatchEngine.ts';

export interface CreateRowsOptions
  extends Omit<SpectrumRowsOptions, 'engine' | 'fallback'>, Pick<WebGpuBatchOptions, 'alsoEncode'> {
  /** Told when the GPU fails, now or later. The rows go on, by the processor; throw where they should not. */
  readonly onLost: (error: unknown) => void;
}

/**
 * Rows by the engine that was chosen: on the GPU with the processor behind it, or on the processor.
 * @throws WavepoolError `option.bad-value`
 */
export async function createSpectrumRows(
  gpu: GpuHost | null,
  { engine, form }: Pick<EngineChoice, 'engine' | 'form'>,
  options: CreateRowsOptions
): Promise<SpectrumRows> {
  const { onLost, batchPoints, segmentsPerRow } = options;
  const onCpu = () => new CpuBatchEngine(options);
  const fallback = (error: unknown) => {
    onLost(error);
    return onCpu();
  };
  if (engine === 'wasm' || gpu === null || form === null)
    return new SpectrumRows({ ...options, engine: onCpu(), fallback });
  const room = batchRoom(options, batchPoints, segmentsPerRow);
  const made = await WebGpuBatchEngine.create(gpu.device, { ...options, form, room }).catch(fallback);
  return new SpectrumRows({ ...options, engine: made, fallback });
}
