import { ourForms } from './ours.ts';
import type { PsdJob } from './launch.ts';

const ours = Object.keys(ourForms);
const packages = ['@echogarden/pffft-wasm', '@echogarden/pffft-wasm, unordered', 'webfft', '@jtarrio/signals'];

/** Against native code, without overlap; against what people would use, at half overlap. */
export const nativeJobs: readonly PsdJob[] = [256, 1024, 4096, 16384, 65536].map((fft) => ({
  fft,
  hop: fft,
  candidates: ['native FFTW', ...ours]
}));

export const peerJob: PsdJob = {
  fft: 4096,
  hop: 2048,
  candidates: ['wavepool', 'native FFTW', ...packages, 'scipy.signal.welch']
};
