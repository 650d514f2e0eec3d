import koffi, { type TypeObject } from 'koffi';
import type { SoapyArgInfo, SoapyKwargs, SoapyRange } from '#lib/radio/soapy/soapyDevice.ts';
import type { Pointer, SoapyLibrary } from './soapyLibrary.ts';

/**
 * The structures of SoapySDR/Types.h, copied to values and given back to the library. A driver may answer anything: lists are cut at `most`
 * entries, so that a broken length takes no more than that.
 */
const most = 4096;

const range = koffi.struct('SoapySDRRange', { minimum: 'double', maximum: 'double', step: 'double' });
const kwargs = koffi.struct('SoapySDRKwargs', { size: 'size_t', keys: 'void *', vals: 'void *' });
const argInfo = koffi.struct('SoapySDRArgInfo', {
  key: 'void *',
  value: 'void *',
  name: 'void *',
  description: 'void *',
  units: 'void *',
  type: 'int',
  range,
  numOptions: 'size_t',
  options: 'void *',
  optionNames: 'void *'
});

interface RawKwargs {
  readonly size: number | bigint;
  readonly keys: Pointer;
  readonly vals: Pointer;
}
interface RawArgInfo {
  readonly key: Pointer;
  readonly value: Pointer;
  readonly name: Pointer;
  readonly description: Pointer;
  readonly units: Pointer;
  readonly type: number;
  readonly range: SoapyRange;
  readonly numOptions: number | bigint;
  readonly options: Pointer;
  readonly optionNames: Pointer;
}

const argTypes = ['bool', 'int', 'float', 'string'] as const;

/** Copies `char *` and frees it. */
export function takeString(library: SoapyLibrary, pointer: Pointer): string {
  if (!pointer) return '';
  try {
    return koffi.decode.string(pointer);
  } finally {
    library.call('void SoapySDR_free(void *ptr)', pointer);
  }
}

/** Copies `char **` with `length` entries and frees it. */
export function takeStrings(library: SoapyLibrary, pointer: Pointer, length: number): string[] {
  if (!pointer) return [];
  try {
    return strings(pointer, length);
  } finally {
    library.call('void SoapySDRStrings_clear(_Inout_ void **elems, size_t length)', [pointer], length);
  }
}

/** Copies `double *` and frees it. */
export function takeNumbers(library: SoapyLibrary, pointer: Pointer, length: number): number[] {
  if (!pointer) return [];
  try {
    return list<number>(pointer, 'double', length);
  } finally {
    library.call('void SoapySDR_free(void *ptr)', pointer);
  }
}

/** Copies `SoapySDRRange *` and frees it. */
export function takeRanges(library: SoapyLibrary, pointer: Pointer, length: number): SoapyRange[] {
  if (!pointer) return [];
  try {
    return list<SoapyRange>(pointer, range, length);
  } finally {
    library.call('void SoapySDR_free(void *ptr)', pointer);
  }
}

/** Copies a `SoapySDRKwargs` that came by value and frees what it holds. */
export function takeKwargs(library: SoapyLibrary, raw: unknown): SoapyKwargs {
  const value = raw as RawKwargs;
  try {
    return kwargsOf(value);
  } finally {
    library.call('void SoapySDRKwargs_clear(_Inout_ SoapySDRKwargs *args)', { ...value });
  }
}

/** Copies `SoapySDRKwargs *` and frees it. */
export function takeKwargsList(library: SoapyLibrary, pointer: Pointer, length: number): SoapyKwargs[] {
  if (!pointer) return [];
  try {
    return list<RawKwargs>(pointer, kwargs, length).map(kwargsOf);
  } finally {
    library.call('void SoapySDRKwargsList_clear(void *args, size_t length)', pointer, length);
  }
}

/** Copies a `SoapySDRArgInfo` that came by value and frees what it holds. */
export function takeArgInfo(library: SoapyLibrary, raw: unknown): SoapyArgInfo {
  const value = raw as RawArgInfo;
  try {
    return argInfoOf(value);
  } finally {
    library.call('void SoapySDRArgInfo_clear(_Inout_ SoapySDRArgInfo *info)', { ...value });
  }
}

/** Copies `SoapySDRArgInfo *` and frees it. */
export function takeArgInfos(library: SoapyLibrary, pointer: Pointer, length: number): SoapyArgInfo[] {
  if (!pointer) return [];
  try {
    return list<RawArgInfo>(pointer, argInfo, length).map(argInfoOf);
  } finally {
    library.call('void SoapySDRArgInfoList_clear(void *info, size_t length)', pointer, length);
  }
}

function kwargsOf({ size, keys, vals }: RawKwargs): SoapyKwargs {
  const values = strings(vals, Number(size));
  return Object.fromEntries(strings(keys, Number(size)).map((key, at) => [key, values[at] ?? '']));
}

function argInfoOf(raw: RawArgInfo): SoapyArgInfo {
  const options = strings(raw.options, Number(raw.numOptions));
  return {
    key: text(raw.key),
    value: text(raw.value),
    name: text(raw.name),
    description: text(raw.description),
    units: text(raw.units),
    type: argTypes[raw.type] ?? 'string',
    range: raw.range,
    options,
    // The library leaves the names out altogether when there are none.
    optionNames: strings(raw.optionNames, options.length)
  };
}

function strings(pointer: Pointer, length: number): string[] {
  return list<Pointer>(pointer, 'void *', length).map(text);
}

function text(pointer: Pointer): string {
  return pointer ? koffi.decode.string(pointer) : '';
}

/** One by one: an array type for each length would stay with koffi for ever. */
function list<T>(pointer: Pointer, type: string | TypeObject, length: number): T[] {
  const count = Math.min(most, Math.max(0, length));
  if (!pointer || count === 0) return [];
  const size = koffi.sizeof(type);
  return Array.from({ length: count }, (_, at) => koffi.decode(pointer, at * size, type) as T);
}
