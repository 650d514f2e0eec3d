import { ReferenceSpectrumKernel } from '#lib/dsp/referenceSpectrumKernel.ts';
import { spectrumKernelContract } from '../../contracts/spectrumKernelContract.ts';

spectrumKernelContract('ReferenceSpectrumKernel', (options) => new ReferenceSpectrumKernel(options));
