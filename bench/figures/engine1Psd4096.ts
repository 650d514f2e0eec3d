import type { Figure } from '../figure.ts';
import { measureClaims } from '../psd/figureJobs.ts';
import { peerJob } from '../psd/jobs.ts';

const native = { fft: 4096, hop: 4096, candidates: ['native FFTW', 'wavepool', 'wavepool, relaxed SIMD'] };

export const engine1Psd4096: Figure = {
  id: 'engine.1',
  what: 'u8 to spectrum, 4096 points, one core, reproducible, Node and Chromium',
  required: '>= 0.70 of native FFTW without overlap; >= 5 x pffft-wasm, >= 10 x scipy.signal.welch at 50 % overlap',
  ci: false,
  needsShared: false,
  measure: () =>
    measureClaims([
      { job: native, faster: 'wavepool', than: 'native FFTW', least: 0.7 },
      { job: peerJob, faster: 'wavepool', than: '@echogarden/pffft-wasm', least: 5 },
      { job: peerJob, faster: 'wavepool', than: 'scipy.signal.welch', least: 10 }
    ])
};
