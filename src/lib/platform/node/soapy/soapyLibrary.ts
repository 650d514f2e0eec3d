import { readFileSync } from 'node:fs';
import koffi, { type LibraryHandle } from 'koffi';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { cleanText } from '#lib/radio/soapy/soapyText.ts';
import { parseOsRelease, soapyPackages } from './soapyPackages.ts';

/** A pointer of the library's; 0n or null is none. */
export type Pointer = bigint | null;
type Call = (...args: unknown[]) => unknown;

const candidates: Readonly<Record<string, readonly string[]>> = {
  darwin: [
    'libSoapySDR.0.8.dylib',
    '/opt/homebrew/lib/libSoapySDR.0.8.dylib',
    '/usr/local/lib/libSoapySDR.0.8.dylib',
    '/opt/local/lib/libSoapySDR.0.8.dylib'
  ],
  win32: ['SoapySDR.dll', 'C:\\Program Files\\PothosSDR\\bin\\SoapySDR.dll'],
  linux: ['libSoapySDR.so.0.8', 'libSoapySDR.so', '/usr/local/lib/libSoapySDR.so.0.8']
};

/** The binary interface that the declarations here are written for; a distribution may append to it: "0.8-3". */
const abi = '0.8';

/** Of what drivers say when they fail, characters. */
const longest = 300;

/** Errors and worse; what drivers chatter on the way goes to nobody. */
const logErrors = 3;

/** libSoapySDR with its functions by name: declared at their first use, called on the thread they are called on. */
export class SoapyLibrary {
  readonly #library: LibraryHandle;
  readonly #calls = new Map<string, Call>();
  /** Where it was found. */
  readonly path: string;
  readonly version: string;

  /** @throws WavepoolError `soapy.missing` when there is none, or none of the version that is known here */
  constructor(paths: readonly string[] = candidates[process.platform] ?? candidates.linux) {
    const { library, path } = load(paths);
    this.#library = library;
    this.path = path;
    const found = this.text('const char *SoapySDR_getABIVersion()');
    if (found !== abi && !found.startsWith(`${abi}-`)) throw missing(`${path} has version ${found}, not ${abi}`);
    this.version = this.text('const char *SoapySDR_getLibVersion()');
    if (process.env.SOAPY_SDR_LOG_LEVEL === undefined) this.call('void SoapySDR_setLogLevel(int level)', logErrors);
  }

  /** Calls what is declared by this C prototype. */
  call(prototype: string, ...args: unknown[]): unknown {
    const known = this.#calls.get(prototype);
    const call: Call = known ?? this.#library.func(prototype);
    if (known === undefined) this.#calls.set(prototype, call);
    return call(...args);
  }

  /** A call that answers a string of the library's own. */
  text(prototype: string, ...args: unknown[]): string {
    return (this.call(prototype, ...args) as string | null) ?? '';
  }

  /** A function to be called often. */
  function(prototype: string): Call {
    return this.#library.func(prototype);
  }

  /** What the last call on this thread failed with; null when it did not. */
  lastFailure(): string | null {
    if (this.call('int SoapySDRDevice_lastStatus()') === 0) return null;
    // Drivers end their sentences, or break them into lines.
    const said = cleanText(this.text('const char *SoapySDRDevice_lastError()'), longest).replace(/[.\s]+$/, '');
    return said || 'it does not say why';
  }
}

function load(paths: readonly string[]): { library: LibraryHandle; path: string } {
  let first: string | null = null;
  for (const path of paths) {
    try {
      // Modules of it look its symbols up among the global ones.
      return { library: koffi.load(path, { global: true }), path };
    } catch (error) {
      first ??= error instanceof Error ? error.message.split('\n')[0] : String(error);
    }
  }
  throw missing(first ?? 'there is no place to look');
}

function missing(why: string): WavepoolError {
  let release = '';
  try {
    release = readFileSync('/etc/os-release', 'utf8');
  } catch {
    // No such file: no Linux, or an odd one.
  }
  return new WavepoolError('soapy.missing', { why, hint: soapyPackages(process.platform, parseOsRelease(release)) });
}
