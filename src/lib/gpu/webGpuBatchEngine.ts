import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { SpectrumKernelOptions } from '#lib/dsp/spectrumKernel.ts';
import type { BatchEngine } from './batchEngine.ts';
import { planLayout, writePlan, type PlanLayout } from './batchPlan.ts';
import { batchStages } from './batchStages.ts';
import { computePipeline } from './computePipeline.ts';
import { errorScoped } from './errorScoped.ts';
import { GpuBatchBuffers } from './gpuBatchBuffers.ts';
import { maskWords, type RowCfar } from './rowCfar.ts';
import type { BatchRoom, SpectrumBatch } from './spectrumBatch.ts';
import { bindings } from './spectrumShaders.ts';
import type { GpuForm, Stage } from './spectrumStages.ts';

export interface WebGpuBatchOptions extends SpectrumKernelOptions {
  readonly form: GpuForm;
  /** Of the batches that will come. */
  readonly room: BatchRoom;
  /** What stands out is marked on the GPU too. */
  readonly cfar: RowCfar | null;
  /**
   * Adds commands behind those of a batch, in the same submission: what draws `rows` (mean and peak of each piece, as in `SpectrumBatch.rows`) does
   * so without their leaving the GPU. The buffer is overwritten by the next batch.
   */
  readonly alsoEncode?: (encoder: GPUCommandEncoder, rows: GPUBuffer, batch: SpectrumBatch) => void;
  /** Workgroups along one dimension; what the device allows unless told otherwise. */
  readonly mostWorkgroups?: number;
}

/** Batches under way: one being uploaded, one computed, one read. */
const depth = 3;
/** GPUMapMode.READ */
const mapRead = 1;

/** A stage as the GPU has it. */
interface Dispatch {
  readonly stage: Stage;
  readonly pipeline: GPUComputePipeline;
  /** Its buffers, for each slot. */
  readonly groups: readonly GPUBindGroup[];
}

/** Batches on the GPU. The device belongs to the caller, and may serve several engines. */
export class WebGpuBatchEngine implements BatchEngine {
  readonly depth = depth;
  readonly #device: GPUDevice;
  readonly #options: WebGpuBatchOptions;
  readonly #layout: PlanLayout;
  readonly #buffers: GpuBatchBuffers;
  readonly #dispatches: readonly Dispatch[];
  readonly #plan: Uint32Array<ArrayBuffer>;
  #slot = 0;
  #why = '';

  /** @throws WavepoolError `gpu.lost` when the device cannot hold it, or is gone */
  static async create(device: GPUDevice, options: WebGpuBatchOptions): Promise<WebGpuBatchEngine> {
    const { room, format, form, cfar } = options;
    const layout = planLayout(room);
    const stages = batchStages(room, format, form, layout, cfar);
    let made: WebGpuBatchEngine | undefined;
    try {
      const pipelines = await Promise.all(
        stages.map(({ shader, constants }) => computePipeline(device, shader.text, constants))
      );
      return await errorScoped(device, () => {
        made = new WebGpuBatchEngine(device, options, layout, stages, pipelines);
        return Promise.resolve(made);
      });
    } catch (error) {
      made?.close();
      throw gpuLost(error);
    }
  }

  private constructor(
    device: GPUDevice,
    options: WebGpuBatchOptions,
    layout: PlanLayout,
    stages: readonly Stage[],
    pipelines: readonly GPUComputePipeline[]
  ) {
    this.#device = device;
    this.#options = options;
    this.#layout = layout;
    this.#plan = new Uint32Array(layout.words);
    this.#buffers = new GpuBatchBuffers(device, options, options.room, layout, depth);
    this.#dispatches = stages.map((stage, i) => {
      const pipeline = pipelines[i];
      const groups = this.#buffers.slots.map((_, slot) => {
        const buffers = this.#buffers.of(slot, stage);
        const entries = stage.shader.uses.map((name) => ({
          binding: bindings[name],
          resource: { buffer: buffers[name] }
        }));
        return device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
      });
      return { stage, pipeline, groups };
    });
    void device.lost.then(({ reason, message }) => {
      this.#why = message === '' ? reason : message;
    });
  }

  async run(batch: SpectrumBatch): Promise<void> {
    const slot = this.#slot;
    this.#slot = (slot + 1) % depth;
    const { readback } = this.#buffers.slots[slot];
    const { bins } = this.#options.room;
    const rowBytes = 8 * batch.pieces * bins;
    const maskBytes = this.#options.cfar === null ? 0 : 4 * batch.pieces * maskWords(bins);
    if (rowBytes === 0) return;
    try {
      await errorScoped(this.#device, () => {
        this.#submit(batch, slot, rowBytes, maskBytes);
        return readback.mapAsync(mapRead, 0, rowBytes + maskBytes);
      });
      const data = readback.getMappedRange(0, rowBytes + maskBytes);
      batch.rows.set(new Float32Array(data, 0, rowBytes / 4));
      batch.masks.set(new Uint32Array(data, rowBytes, maskBytes / 4));
      batch.masked = maskBytes > 0;
      readback.unmap();
    } catch (error) {
      throw gpuLost(error, this.#why);
    }
  }

  #submit(batch: SpectrumBatch, slot: number, rowBytes: number, maskBytes: number): void {
    const { words, plan, readback } = this.#buffers.slots[slot];
    const { rows, masks } = this.#buffers.shared;
    const { queue } = this.#device;
    const { segments, pieces } = batch;
    const most = this.#options.mostWorkgroups ?? this.#device.limits.maxComputeWorkgroupsPerDimension;
    const parts = writePlan(batch, this.#layout, this.#plan);
    queue.writeBuffer(words, 0, batch.bytes, 0, batch.used);
    queue.writeBuffer(plan, 0, this.#plan);
    const encoder = this.#device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (const { stage, pipeline, groups } of this.#dispatches) {
      const workgroups = Math.ceil(stage.workgroups({ segments, parts, pieces }));
      if (workgroups === 0) continue;
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, groups[slot]);
      // Spread over two dimensions where one is too short; the shaders leave out what is too much.
      const lines = Math.ceil(workgroups / most);
      pass.dispatchWorkgroups(Math.ceil(workgroups / lines), lines);
    }
    pass.end();
    encoder.copyBufferToBuffer(rows, 0, readback, 0, rowBytes);
    if (maskBytes > 0) encoder.copyBufferToBuffer(masks, 0, readback, rowBytes, maskBytes);
    this.#options.alsoEncode?.(encoder, rows, batch);
    queue.submit([encoder.finish()]);
  }

  close(): void {
    this.#buffers.destroy();
  }
}

function gpuLost(error: unknown, why = ''): WavepoolError {
  const message = error instanceof Error ? error.message : String(error);
  return new WavepoolError('gpu.lost', { why: why === '' ? message : why }, error);
}
