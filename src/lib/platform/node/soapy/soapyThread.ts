import { Worker } from 'node:worker_threads';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { SoapyLink, SoapyOpened } from '#lib/radio/soapy/soapyLink.ts';
import type { SoapySpec } from '#lib/radio/soapy/soapySpec.ts';
import { fromFailure, type SoapyCalls, type SoapyReply, type SoapyRequest } from './soapyMessages.ts';

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/** The main thread's side of a thread that runs `serveSoapy`. */
class SoapyThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #calls = 0;
  #gone: Error | null = null;

  constructor(url: URL) {
    this.#worker = new Worker(url, { name: 'soapy' });
    this.#worker.on('message', (reply: SoapyReply) => {
      const waiting = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if ('ok' in reply) waiting?.resolve(reply.ok as never);
      else waiting?.reject(fromFailure(reply.failed));
    });
    this.#worker.on('error', (error: unknown) => this.#lost(error instanceof Error ? error.message : String(error)));
    this.#worker.on('exit', () => this.#lost('its thread has ended'));
  }

  call<Name extends keyof SoapyCalls>(
    call: Name,
    ...args: Parameters<SoapyCalls[Name]>
  ): Promise<Awaited<ReturnType<SoapyCalls[Name]>>> {
    if (this.#gone !== null) return Promise.reject(this.#gone);
    const id = ++this.#calls;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, call, args } satisfies SoapyRequest);
    });
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #lost(why: string): void {
    this.#gone ??= new WavepoolError('soapy.stream', { radio: 'SoapySDR', why });
    for (const { reject } of this.#waiting.values()) reject(this.#gone);
    this.#waiting.clear();
  }
}

/**
 * Opens a device on a thread of its own.
 * @param worker the file that runs `serveSoapy`
 * @throws WavepoolError `soapy.missing`, `soapy.failed`; the signal's reason when aborted
 */
export async function openSoapyLink(worker: URL, spec: SoapySpec, signal: AbortSignal): Promise<SoapyLink> {
  signal.throwIfAborted();
  const thread = new SoapyThread(worker);
  const abort = () => void thread.end();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return linkOf(thread, await thread.call('open', spec));
  } catch (error) {
    await thread.end();
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function linkOf(thread: SoapyThread, opened: SoapyOpened): SoapyLink {
  let closing: Promise<void> | null = null;
  return {
    opened,
    configure: (want) => thread.call('configure', want),
    run: (ring) => thread.call('run', ring),
    stop: () => thread.call('stop'),
    sensors: () => thread.call('sensors'),
    close() {
      closing ??= thread
        .call('close')
        .catch(() => undefined)
        .then(() => thread.end());
      return closing;
    }
  };
}
