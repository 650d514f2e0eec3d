import koffi from 'koffi';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { SoapyRead, SoapyStream } from '#lib/radio/soapy/soapyDevice.ts';
import type { Pointer, SoapyLibrary } from './soapyLibrary.ts';

/** A read gives at most this much, however much more the driver would: about 1 ms at 61 MS/s, and little work at once for who reads. */
const mostSamples = 65536;
const leastSamples = 1024;

/** A stream of libSoapySDR that reads into memory of its own. One thread. */
export class KoffiSoapyStream implements SoapyStream {
  readonly samples: number;
  readonly data: Uint8Array;
  readonly #library: SoapyLibrary;
  readonly #device: Pointer;
  readonly #name: string;
  readonly #read: (...args: unknown[]) => unknown;
  readonly #lastStatus: (...args: unknown[]) => unknown;
  /** The buffer, the list with the pointer to it, and what a read answers besides: flags and time. */
  readonly #buffer: Pointer;
  readonly #buffers: Pointer;
  readonly #answer: Pointer;
  readonly #flags: Int32Array;
  readonly #time: BigInt64Array;
  #stream: Pointer;

  constructor(library: SoapyLibrary, device: Pointer, stream: Pointer, name: string, sampleBytes: number) {
    this.#library = library;
    this.#device = device;
    this.#stream = stream;
    this.#name = name;
    const mtu = Number(library.call('size_t SoapySDRDevice_getStreamMTU(void *device, void *stream)', device, stream));
    this.samples = Math.min(mostSamples, Math.max(leastSamples, mtu));
    const bytes = this.samples * sampleBytes;
    this.#buffer = koffi.alloc('uint8_t', bytes) as Pointer;
    this.#buffers = koffi.alloc('void *', 1) as Pointer;
    this.#answer = koffi.alloc('int64_t', 2) as Pointer;
    koffi.encode(this.#buffers!, 'void *', this.#buffer);
    this.data = new Uint8Array(koffi.view(this.#buffer!, bytes));
    const answer = koffi.view(this.#answer!, 16);
    this.#time = new BigInt64Array(answer, 0, 1);
    this.#flags = new Int32Array(answer, 8, 1);
    this.#read = library.function(
      'int SoapySDRDevice_readStream(void *device, void *stream, void *buffs, size_t count, void *flags, void *timeNs, long timeoutUs)'
    );
    this.#lastStatus = library.function('int SoapySDRDevice_lastStatus()');
  }

  activate(): void {
    this.#do(
      'int SoapySDRDevice_activateStream(void *device, void *stream, int flags, long long timeNs, size_t count)',
      0
    );
  }

  deactivate(): void {
    this.#do('int SoapySDRDevice_deactivateStream(void *device, void *stream, int flags, long long timeNs)');
  }

  read(into: SoapyRead, most: number, timeoutSeconds: number): void {
    this.#flags[0] = 0;
    const timeout = Math.round(timeoutSeconds * 1e6);
    const flags = (this.#answer as bigint) + 8n;
    const result = this.#read(
      this.#device,
      this.#stream,
      this.#buffers,
      Math.min(most, this.samples),
      flags,
      this.#answer,
      timeout
    ) as number;
    into.result = result;
    into.flags = this.#flags[0];
    into.timeNs = this.#time[0];
    into.failure = result < 0 && this.#lastStatus() !== 0 ? (this.#library.lastFailure() ?? 'it failed') : null;
  }

  close(): void {
    if (!this.#stream) return;
    this.#library.call('int SoapySDRDevice_closeStream(void *device, void *stream)', this.#device, this.#stream);
    this.#stream = null;
    for (const memory of [this.#buffer, this.#buffers, this.#answer]) koffi.free(memory!);
  }

  #do(prototype: string, ...args: number[]): void {
    const status = this.#library.call(prototype, this.#device, this.#stream, 0, 0, ...args) as number;
    const failure = this.#library.lastFailure();
    if (status === 0 && failure === null) return;
    const why = failure ?? this.#library.text('const char *SoapySDR_errToStr(int code)', status);
    throw new WavepoolError('soapy.failed', { radio: this.#name, why });
  }
}
