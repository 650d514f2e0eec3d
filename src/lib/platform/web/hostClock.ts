import type { Clock } from '#lib/base/clock.ts';

/** The host's clock in a window or worker: monotonic while the page lives, set once from the system's time of day. */
export const hostClock: Clock = {
  now: () => (performance.timeOrigin + performance.now()) / 1000,
  until(time, signal) {
    return new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      if (signal?.aborted) {
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
        return;
      }
      const timer = setTimeout(
        () => {
          signal?.removeEventListener('abort', stop);
          resolve();
        },
        Math.max(0, (time - hostClock.now()) * 1000)
      );
      signal?.addEventListener('abort', stop, { once: true });
    });
  }
};
