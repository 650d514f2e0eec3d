import type { GpuHost } from './gpuHost.ts';
import { measureGpu, measureWasm } from './measureSpeed.ts';
import { gpuForms, type GpuForm } from './spectrumStages.ts';

/** Which engine transforms, and why. Plain data: it can be stored, and shown. */
export interface EngineChoice {
  readonly engine: 'wasm' | 'webgpu';
  /** The form of the shaders; null for WASM. */
  readonly form: GpuForm | null;
  /** A sentence. */
  readonly reason: string;
  /** Name of the GPU for which this was found out; null without one. */
  readonly adapter: string | null;
  /** Measured, samples a second; null where it was not. */
  readonly wasm: number | null;
  readonly webgpu: number | null;
}

/** What is measured with; the real thing unless a test says otherwise. */
export interface EngineMeasures {
  wasm(): number;
  /** @param least speed below which it need not be exact */
  gpu(gpu: GpuHost, form: GpuForm, least: number): Promise<number>;
}

/** A GPU has to be this much faster than one thread of WASM: rows come back later from it, and a measurement this short is not exact. */
const margin = 1.5;

/** Measures on the clock `now`, in seconds. */
export function measuresBy(now: () => number): EngineMeasures {
  return { wasm: () => measureWasm(now), gpu: (gpu, form, least) => measureGpu(gpu, form, now, least) };
}

/** Chooses by a short measurement: a fifth of a second and what compiling the shaders takes. @param gpu null where there is none */
export async function chooseEngine(gpu: GpuHost | null, measures: EngineMeasures): Promise<EngineChoice> {
  const without = { engine: 'wasm', form: null, adapter: gpu?.name ?? null, wasm: null, webgpu: null } as const;
  if (gpu === null) return { ...without, reason: 'WASM, because there is no GPU that can be used.' };
  if (gpu.software)
    return { ...without, reason: `WASM, because the only GPU (${gpu.name}) is imitated by the processor.` };
  const wasm = measures.wasm();
  let best = { form: gpuForms[0], speed: 0 };
  let failure = '';
  for (const form of gpuForms) {
    try {
      const speed = await measures.gpu(gpu, form, wasm);
      if (speed > best.speed) best = { form, speed };
    } catch (error) {
      failure = (error as Error).message;
    }
  }
  const speeds = `${text(best.speed)} on ${gpu.name}, ${text(wasm)} on one processor core`;
  const measured = { adapter: gpu.name, wasm, webgpu: best.speed };
  if (best.speed === 0)
    return { ...without, wasm, reason: `WASM, because ${gpu.name} cannot run the transforms: ${failure}` };
  if (best.speed < margin * wasm)
    return { ...measured, engine: 'wasm', form: null, reason: `WASM, because the GPU is not much faster: ${speeds}.` };
  return { ...measured, engine: 'webgpu', form: best.form, reason: `WebGPU, because it is faster: ${speeds}.` };
}

function text(speed: number): string {
  return `${(speed / 1e6).toFixed(speed < 1e8 ? 1 : 0)} MS/s`;
}

/** A choice that was stored, if it was made for this GPU and can be read; else null. */
export function recallChoice(stored: unknown, gpu: GpuHost | null): EngineChoice | null {
  if (typeof stored !== 'object' || stored === null) return null;
  const { engine, form, reason, adapter, wasm, webgpu } = stored as Partial<Record<keyof EngineChoice, unknown>>;
  const formFits = engine === 'wasm' ? form === null : engine === 'webgpu' && gpuForms.includes(form as GpuForm);
  const speeds = [wasm, webgpu].every((speed) => speed === null || typeof speed === 'number');
  if (!formFits || !speeds || typeof reason !== 'string' || adapter !== (gpu?.name ?? null)) return null;
  if (engine === 'webgpu' && gpu === null) return null;
  return { engine, form, reason, adapter, wasm, webgpu } as EngineChoice;
}
