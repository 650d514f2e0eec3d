import { WasmSpectrumKernel } from './wasmSpectrumKernel.ts';
import type { SpectrumKernel, SpectrumKernelOptions } from './spectrumKernel.ts';

/**
 * The spectrum kernel for these options.
 * @throws WavepoolError `option.bad-value`
 */
export function createSpectrumKernel(options: SpectrumKernelOptions): SpectrumKernel {
  return new WasmSpectrumKernel(options);
}
