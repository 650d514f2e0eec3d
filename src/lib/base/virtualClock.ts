import type { Clock } from './clock.ts';

/** A clock that moves only when told to. Sleepers wake in order of their time. */
export class VirtualClock implements Clock {
  #now: number;
  #sleepers: { time: number; wake: () => void }[] = [];

  constructor(start = 0) {
    this.#now = start;
  }

  now(): number {
    return this.#now;
  }

  until(time: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(asError(signal.reason));
    if (time <= this.#now) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const sleeper = {
        time,
        wake: () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        }
      };
      const abort = () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(asError(signal?.reason));
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#sleepers.push(sleeper);
      this.#sleepers.sort((a, b) => a.time - b.time);
    });
  }

  /** Moves on by `seconds`, waking one sleeper after the other and letting each run before the next. */
  async advance(seconds: number): Promise<void> {
    const target = this.#now + seconds;
    for (;;) {
      // Whoever was just woken may want to sleep again before the target.
      for (let i = 0; i < 20; i++) await Promise.resolve();
      const next = this.#sleepers.at(0);
      if (next === undefined || next.time > target) break;
      this.#now = Math.max(this.#now, next.time);
      this.#sleepers.shift();
      next.wake();
    }
    this.#now = target;
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
