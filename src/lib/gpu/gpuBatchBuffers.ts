import { sampleFormats } from '#lib/base/sampleFormat.ts';
import type { SpectrumKernelOptions } from '#lib/dsp/spectrumKernel.ts';
import { cosTurns, sinTurns } from '#lib/dsp/sinCos.ts';
import { windowSamples } from '#lib/dsp/window.ts';
import type { PlanLayout } from './batchPlan.ts';
import { maskWords } from './rowCfar.ts';
import type { BatchRoom } from './spectrumBatch.ts';
import type { Stage } from './spectrumStages.ts';

/** GPUBufferUsage by its numbers: not every host has it as a global. */
const usage = { mapRead: 0x1, copySrc: 0x4, copyDst: 0x8, storage: 0x80 } as const;

/** What one batch under way has of its own; all else is used by one batch after the other. */
interface BatchSlot {
  readonly words: GPUBuffer;
  readonly plan: GPUBuffer;
  readonly readback: GPUBuffer;
}

/** The memory of a WebGpuBatchEngine. Made without waiting, so that an error scope around it catches what is too large. */
export class GpuBatchBuffers {
  readonly slots: readonly BatchSlot[];
  readonly shared: Readonly<Record<'window' | 'twiddles' | 'power' | 'parts' | 'rows' | 'masks', GPUBuffer>>;
  readonly work: readonly GPUBuffer[];
  readonly #device: GPUDevice;
  readonly #all: GPUBuffer[] = [];

  constructor(
    device: GPUDevice,
    { format, window }: SpectrumKernelOptions,
    room: BatchRoom,
    layout: PlanLayout,
    depth: number
  ) {
    this.#device = device;
    const { fft, bins, segments, pieces, sampleBytes } = room;
    const samples = windowSamples(window, fft);
    const scale = 1 / (samples.reduce((total, value) => total + value, 0) * sampleFormats[format].fullScale);
    const store = (bytes: number, more = 0) => this.#buffer(bytes, usage.storage | more);
    this.shared = {
      window: this.#table(samples.map((value) => value * scale)),
      twiddles: this.#table(twiddles(fft)),
      power: store(4 * segments * fft),
      parts: store(8 * layout.parts * fft),
      rows: store(8 * pieces * bins, usage.copySrc),
      masks: store(4 * pieces * maskWords(bins), usage.copySrc)
    };
    this.work = [0, 1].map(() => store(8 * segments * fft));
    this.slots = Array.from({ length: depth }, () => ({
      words: store(segments * fft * sampleBytes, usage.copyDst),
      plan: store(4 * layout.words, usage.copyDst),
      readback: this.#buffer(8 * pieces * bins + 4 * pieces * maskWords(bins), usage.mapRead | usage.copyDst)
    }));
  }

  /** Every buffer that a stage may bind, by the name of its binding. */
  of(slot: number, { work }: Stage): Readonly<Record<string, GPUBuffer>> {
    const points = Object.entries(work).map(([name, index]) => [name, this.work[index]] as const);
    return { ...this.shared, ...this.slots[slot], ...Object.fromEntries(points) };
  }

  #table(values: Float64Array): GPUBuffer {
    const table = Float32Array.from(values);
    const buffer = this.#buffer(table.byteLength, usage.storage | usage.copyDst);
    this.#device.queue.writeBuffer(buffer, 0, table);
    return buffer;
  }

  #buffer(size: number, flags: number): GPUBuffer {
    const buffer = this.#device.createBuffer({ size, usage: flags });
    this.#all.push(buffer);
    return buffer;
  }

  destroy(): void {
    for (const buffer of this.#all) buffer.destroy();
  }
}

/** exp(-2 pi i k / fft), [re, im] for each k. A table, because WGSL asks no more of sine and cosine than an error of 2^-11. */
function twiddles(fft: number): Float64Array {
  return Float64Array.from({ length: 2 * fft }, (_, i) =>
    i % 2 === 0 ? cosTurns((i >> 1) / fft) : -sinTurns((i >> 1) / fft)
  );
}
