import type { SoapyKwargs } from '#lib/radio/soapy/soapyDevice.ts';
import type { Pointer, SoapyLibrary } from './soapyLibrary.ts';

/**
 * Hands a call its `SoapySDRKwargs *`. The library itself fills the structure: its own text form, "key=value, key=value", has no way to write
 * a comma in a value.
 */
export function withKwargs<T>(library: SoapyLibrary, args: SoapyKwargs, use: (kwargs: object) => T): T {
  const kwargs = { size: 0, keys: null as Pointer, vals: null as Pointer };
  try {
    for (const [key, value] of Object.entries(args))
      library.call(
        'int SoapySDRKwargs_set(_Inout_ SoapySDRKwargs *args, const char *key, const char *val)',
        kwargs,
        key,
        value
      );
    return use(kwargs);
  } finally {
    library.call('void SoapySDRKwargs_clear(_Inout_ SoapySDRKwargs *args)', kwargs);
  }
}
