import type { Figure } from '../figure.ts';
import { measureClaims } from '../psd/figureJobs.ts';

const job = { fft: 65536, hop: 65536, candidates: ['native FFTW', 'wavepool', 'wavepool, relaxed SIMD'] };

export const engine2Psd65536: Figure = {
  id: 'engine.2',
  what: 'u8 to spectrum, 65536 points, one core, reproducible, Node and Chromium',
  required: '>= 0.80 of native FFTW without overlap',
  ci: false,
  needsShared: false,
  measure: () => measureClaims([{ job, faster: 'wavepool', than: 'native FFTW', least: 0.8 }])
};
