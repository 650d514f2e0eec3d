import { WasmSpectrumKernel } from '#lib/dsp/wasmSpectrumKernel.ts';
import { benchBytes, segmentsOf, type PsdCase } from './candidate.ts';
import type { PsdLoop } from './peers.ts';

/** Forms of our kernel that are measured: what a spectrum needs, with the maximum beside it, and with relaxed SIMD. */
export const ourForms = {
  wavepool: { peak: false, relaxed: false },
  'wavepool, with maximum': { peak: true, relaxed: false },
  'wavepool, relaxed SIMD': { peak: false, relaxed: true }
} as const;

/** Adds up the spectra of the bench's samples by our kernel; it gives the means, in order. */
export function ourLoop(job: PsdCase, form: keyof typeof ourForms): PsdLoop {
  const kernel = new WasmSpectrumKernel({ fft: job.fft, format: 'cu8', window: 'hann', ...ourForms[form] });
  const bytes = benchBytes();
  const segments = segmentsOf(job);
  const mean = new Float32Array(kernel.bins);
  return () => {
    kernel.accumulate(bytes, 0, segments, job.hop);
    // One spectrum for every pass of 2^19 samples: reading is part of the work.
    kernel.read(mean, null);
    return mean;
  };
}
