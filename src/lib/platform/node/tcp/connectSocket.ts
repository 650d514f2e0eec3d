import { connect, type Socket } from 'node:net';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { bracketed } from './socketPeer.ts';

const patienceMs = 10_000;

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no computer of that name',
  EAI_AGAIN: 'its name cannot be looked up at the moment',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  ETIMEDOUT: 'nothing came back',
  ECONNRESET: 'it hung up'
};

/**
 * Connects to a server. The socket is paused until somebody listens: a greeting may be there already.
 * @throws WavepoolError `net.refused`; the signal's reason when it aborts
 */
export function connectSocket(host: string, port: number, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const socket = connect({ host, port, noDelay: true });
    const give = (error: Error) => {
      done();
      socket.destroy();
      reject(error);
    };
    const refused = (why: string, cause?: unknown) =>
      give(new WavepoolError('net.refused', { where: `${bracketed(host)}:${port}`, why }, cause));
    const abort = () => give(signal.reason as Error);
    const timer = setTimeout(() => refused('nothing came back'), patienceMs);
    // A name with several addresses fails with one error for each, and no words of its own.
    const fail = (error: NodeJS.ErrnoException) =>
      refused(reasons[error.code ?? ''] ?? (error.message || (error.code ?? 'no connection')), error);
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      socket.off('error', fail);
      // Whatever it still has to say about it, nobody listens.
      socket.on('error', () => undefined);
    };
    signal.addEventListener('abort', abort, { once: true });
    socket.once('error', fail);
    socket.once('connect', () => {
      done();
      socket.pause();
      resolve(socket);
    });
  });
}
