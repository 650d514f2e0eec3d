import type { SoapyKwargs } from '#lib/radio/soapy/soapyDevice.ts';
import { withKwargs } from './soapyArguments.ts';
import { SoapyLibrary, type Pointer } from './soapyLibrary.ts';
import { takeKwargsList } from './soapyMemory.ts';

/** What is installed, and the devices that it finds. */
export interface SoapyFound {
  readonly path: string;
  readonly version: string;
  readonly devices: readonly SoapyKwargs[];
}

/**
 * Devices that SoapySDR finds. It asks every driver, which may take seconds, hang, or end the process: see `findSoapy`.
 * @throws WavepoolError `soapy.missing`
 */
export function enumerateSoapy(args: SoapyKwargs): SoapyFound {
  const library = new SoapyLibrary();
  const length = [0];
  const prototype = 'void *SoapySDRDevice_enumerate(SoapySDRKwargs *args, _Out_ size_t *length)';
  const devices = withKwargs(library, args, (kwargs) => library.call(prototype, kwargs, length)) as Pointer;
  return { path: library.path, version: library.version, devices: takeKwargsList(library, devices, length[0]) };
}
