import type { Clock } from '#lib/base/clock.ts';
import type { ByteChunk } from './byteLink.ts';

/** Waits for a read that is under way, but no longer than to `time`: then `late`, and the read stays under way. @throws the signal's reason */
export async function readWithin(
  reading: Promise<ByteChunk | null>,
  time: number,
  clock: Clock,
  signal: AbortSignal
): Promise<ByteChunk | null | 'late'> {
  const over = new AbortController();
  const stop = () => over.abort();
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  // Whoever closes the line while nobody waits any more must not leave an error that nobody takes.
  reading.catch(() => undefined);
  try {
    const late = clock.until(time, over.signal).then(
      () => 'late' as const,
      () => 'late' as const
    );
    const chunk = await Promise.race([reading, late]);
    signal.throwIfAborted();
    return chunk;
  } finally {
    signal.removeEventListener('abort', stop);
    over.abort();
  }
}
