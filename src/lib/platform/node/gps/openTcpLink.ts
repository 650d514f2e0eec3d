import { connect } from 'node:net';
import type { Clock } from '#lib/base/clock.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { ByteLink } from '#lib/time/byteLink.ts';
import { streamLink } from './streamLink.ts';

const connectMs = 5000;

/** Connects to a server. @throws WavepoolError `net.refused` */
export function openTcpLink(host: string, port: number, clock: Clock, signal: AbortSignal): Promise<ByteLink> {
  return new Promise((resolve, reject) => {
    const where = `${host}:${port}`;
    const socket = connect({ host, port, noDelay: true });
    const fail = (why: string) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      socket.destroy();
      reject(new WavepoolError('net.refused', { where, why }));
    };
    const stop = () => fail('stopped');
    const timer = setTimeout(() => fail('no answer'), connectMs);
    if (signal.aborted) {
      stop();
      return;
    }
    signal.addEventListener('abort', stop, { once: true });
    // A name with several addresses fails with one error for each, and no words of its own.
    socket.on('error', (error: NodeJS.ErrnoException) => fail(error.message || (error.code ?? 'no connection')));
    socket.once('connect', () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      socket.removeAllListeners('error');
      resolve(streamLink(socket, clock));
    });
  });
}
