import { connect } from 'node:net';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { TcpPeer } from '#lib/radio/rtltcp/tcpConnection.ts';
import { bracketed, socketPeer } from './socketPeer.ts';

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

/** @throws WavepoolError `net.refused`; the signal's reason when it aborts */
export function connectTcp(host: string, port: number, signal: AbortSignal): Promise<TcpPeer> {
  const where = `${bracketed(host)}:${port}`;
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const give = (why: string, cause?: unknown) => {
      done();
      socket.destroy();
      reject(new WavepoolError('net.refused', { where, why }, cause));
    };
    const abort = () => give('it was broken off');
    const timer = setTimeout(() => give('nothing came back'), patienceMs);
    const fail = (error: NodeJS.ErrnoException) => give(reasons[error.code ?? ''] ?? error.message, error);
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      socket.off('error', fail);
      // Whatever it still has to say about it, nobody listens.
      socket.on('error', () => undefined);
    };
    if (signal.aborted) {
      abort();
      return;
    }
    signal.addEventListener('abort', abort, { once: true });
    socket.once('error', fail);
    socket.once('connect', () => {
      done();
      // Paused until somebody listens: the greeting may be there already.
      socket.pause();
      resolve(socketPeer(socket, where));
    });
  });
}
