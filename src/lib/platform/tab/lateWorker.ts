import type { Endpoint } from 'comlink';

/** A worker for comlink that is started when it is needed, not before: a page on which nothing is received yet loads no engine. */
export class LateWorker implements Endpoint {
  readonly #make: () => Worker;
  readonly #onFailure: (message: string) => void;
  readonly #waiting: { message: unknown; transfer: Transferable[] }[] = [];
  readonly #listeners: EventListenerOrEventListenerObject[] = [];
  #worker: Worker | null = null;

  /** @param onFailure is told when the worker's script cannot be loaded, or breaks off. */
  constructor(make: () => Worker, onFailure: (message: string) => void) {
    this.#make = make;
    this.#onFailure = onFailure;
  }

  get started(): boolean {
    return this.#worker !== null;
  }

  /** Starts the worker, once, and hands over what has waited for it. Not called `start`: that is what comlink calls on a port with every message. */
  launch(): void {
    if (this.#worker !== null) return;
    const worker = this.#make();
    this.#worker = worker;
    // An error inside says what it is, a script that could not be loaded does not.
    worker.addEventListener('error', (event: Event) =>
      this.#onFailure(event instanceof ErrorEvent ? event.message : '')
    );
    for (const listener of this.#listeners) worker.addEventListener('message', listener);
    for (const { message, transfer } of this.#waiting.splice(0)) worker.postMessage(message, transfer);
  }

  /** Ends it; nobody is answered any more. */
  terminate(): void {
    this.#worker?.terminate();
  }

  postMessage(message: unknown, transfer: Transferable[] = []): void {
    if (this.#worker === null) this.#waiting.push({ message, transfer });
    else this.#worker.postMessage(message, transfer);
  }

  addEventListener(type: string, listener: EventListenerOrEventListenerObject): void {
    this.#listeners.push(listener);
    this.#worker?.addEventListener(type, listener);
  }

  removeEventListener(type: string, listener: EventListenerOrEventListenerObject): void {
    const at = this.#listeners.indexOf(listener);
    if (at >= 0) this.#listeners.splice(at, 1);
    this.#worker?.removeEventListener(type, listener);
  }
}
