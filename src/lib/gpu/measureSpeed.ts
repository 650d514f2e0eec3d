import { createSpectrumKernel } from '#lib/dsp/createSpectrumKernel.ts';
import { createSpectrumRows } from './createSpectrumRows.ts';
import type { GpuHost } from './gpuHost.ts';
import { usualBatchPoints } from './spectrumBatch.ts';
import type { GpuForm } from './spectrumStages.ts';

/** What engines are compared by: what a fast radio asks for. */
const work = { fft: 4096, format: 'cu8', window: 'hann' } as const;
const hop = work.fft / 2;
const segmentsPerRow = 16;
/** Samples of one round. */
const roundSamples = 1 << 19;
/** Samples of a first try. */
const trySamples = 1 << 16;
/** Seconds that a measurement takes, beside warming up. */
const duration = 0.06;

/** Speed of the WASM kernel on this thread, samples a second, half overlapped. @param now seconds */
export function measureWasm(now: () => number): number {
  const kernel = createSpectrumKernel(work);
  const bytes = pattern();
  const segments = roundSamples / hop - 1;
  const round = () => {
    for (let done = 0; done + segmentsPerRow <= segments; done += segmentsPerRow) {
      kernel.accumulate(bytes, done * hop, segmentsPerRow, hop);
      kernel.read(null, null);
    }
  };
  round();
  const begin = now();
  let rounds = 0;
  do {
    round();
    rounds++;
  } while (now() - begin < duration);
  return (rounds * roundSamples) / (now() - begin);
}

/**
 * Speed of a GPU from samples in host memory to rows in host memory, samples a second, half overlapped.
 * @param now seconds @param least what is far slower than this is not measured further: it would take long
 * @throws WavepoolError `gpu.lost` when it cannot do it
 */
export async function measureGpu(gpu: GpuHost, form: GpuForm, now: () => number, least: number): Promise<number> {
  const rows = await createSpectrumRows(
    gpu,
    { engine: 'webgpu', form },
    {
      ...work,
      segmentsPerRow,
      batchPoints: usualBatchPoints,
      cfar: null,
      onLost: (error) => {
        throw error;
      },
      onRow: () => undefined
    }
  );
  try {
    const bytes = pattern();
    let begin = 0;
    for (let i = 0; i < 2; i++) {
      begin = now();
      await rows.accumulate(bytes, 0, trySamples / hop - 1, hop);
      await rows.settle();
    }
    // Small batches are slow on every GPU, but not that slow.
    const tried = trySamples / (now() - begin);
    if (tried < least / 20) return tried;
    begin = now();
    let rounds = 0;
    do {
      await rows.accumulate(bytes, 0, roundSamples / hop - 1, hop);
      rounds++;
    } while (now() - begin < duration);
    await rows.settle();
    return (rounds * roundSamples) / (now() - begin);
  } finally {
    rows.close();
  }
}

/** Bytes of every value: what they say does not matter for the speed. */
function pattern(): Uint8Array {
  return Uint8Array.from({ length: 2 * roundSamples }, (_, i) => (i * 167 + (i >> 8) * 29) & 255);
}
