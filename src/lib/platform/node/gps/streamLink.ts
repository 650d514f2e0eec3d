import type { Duplex } from 'node:stream';
import type { Clock } from '#lib/base/clock.ts';
import type { ByteChunk, ByteLink } from '#lib/time/byteLink.ts';

/** More than a receiver sends in minutes: whoever falls behind so far loses the oldest. */
const mostChunks = 1024;

/** A socket or a terminal as a line. Bytes are stamped when they come, not when they are fetched. */
export function streamLink(stream: Duplex, clock: Clock): ByteLink {
  const queue: ByteChunk[] = [];
  let ended = false;
  let failure: Error | null = null;
  let wake: () => void = () => undefined;
  stream.on('data', (bytes: Buffer) => {
    queue.push({ bytes, received: clock.now() });
    if (queue.length > mostChunks) queue.shift();
    wake();
  });
  const end = () => {
    ended = true;
    wake();
  };
  // A socket that was paused until now does not go on by itself.
  stream.resume();
  stream.on('end', end);
  stream.on('close', end);
  stream.on('error', (error: Error) => {
    failure = error;
    end();
  });
  return {
    async read() {
      while (queue.length === 0) {
        if (failure !== null) throw failure;
        if (ended) return null;
        await new Promise<void>((resolve) => (wake = resolve));
      }
      return queue.shift() ?? null;
    },
    write: (bytes) =>
      new Promise((resolve, reject) => {
        stream.write(bytes, (error) => (error ? reject(error) : resolve()));
      }),
    close() {
      stream.destroy();
      end();
      return Promise.resolve();
    }
  };
}
