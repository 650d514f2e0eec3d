import type { GpuEntry } from '#lib/gpu/gpuHost.ts';

/** WebGPU of a window or worker; null where the browser has none, or the page is not served securely. */
export function webGpu(): GpuEntry | null {
  // Declared as always there, which it is not.
  return (navigator as { readonly gpu?: GpuEntry }).gpu ?? null;
}
