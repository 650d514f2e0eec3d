import type { Socket } from 'node:net';
import type { TcpPeer } from '#lib/radio/rtltcp/tcpConnection.ts';

/**
 * A socket of Node as rooms without a host see it.
 * @param where what it is called; left out: the address of the other side
 */
export function socketPeer(
  socket: Socket,
  where = `${bracketed(socket.remoteAddress ?? '?')}:${socket.remotePort ?? 0}`
): TcpPeer {
  let closed = false;
  let broken: Error | null = null;
  socket.setNoDelay(true);
  // A computer that is switched off says nothing.
  socket.setKeepAlive(true, 30_000);
  // Told with the end, which always follows; unheard it would end the process.
  socket.on('error', (error) => (broken = error));
  return {
    where,
    get waiting() {
      return socket.writableLength;
    },
    listen(take, ended) {
      socket.on('data', (data: Buffer<ArrayBuffer>) => take(new Uint8Array(data.buffer, data.byteOffset, data.length)));
      socket.on('close', () => {
        if (!closed) ended(broken);
      });
      socket.resume();
    },
    send(bytes) {
      if (!closed && socket.writable) socket.write(bytes);
    },
    close() {
      if (closed) return;
      closed = true;
      // What has been sent arrives, unless nobody reads it.
      socket.end();
      setTimeout(() => socket.destroy(), 1000).unref();
    }
  };
}

/** An IPv6 address needs brackets before a port. */
export function bracketed(address: string): string {
  return address.includes(':') ? `[${address}]` : address;
}
