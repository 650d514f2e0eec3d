import type { Clock } from '#lib/base/clock.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { greetingLength, readGreeting } from './greeting.ts';
import { RtlTcpRadio } from './rtlTcpRadio.ts';
import type { TcpConnection } from './tcpConnection.ts';

/** Nobody calls it off. */
const never = new AbortController().signal;
/** A server says what it is at once; seconds. */
const patience = 5;

/**
 * Makes a radio of a connection to an rtl_tcp server.
 * @throws WavepoolError `net.protocol` when something else answers there, `net.closed` when it hangs up at once; the signal's reason when it aborts
 */
export async function openRtlTcp(connection: TcpConnection, clock: Clock, signal = never): Promise<RtlTcpRadio> {
  const { where } = connection;
  const bad = (why: string) => new WavepoolError('net.protocol', { where, protocol: 'rtl_tcp', why });
  const late = new AbortController();
  let abort: () => void = () => undefined;
  try {
    signal.throwIfAborted();
    return await new Promise<RtlTcpRadio>((resolve, reject) => {
      let radio: RtlTcpRadio | null = null;
      let said = new Uint8Array(0);
      connection.listen(
        (bytes) => {
          if (radio !== null) {
            radio.take(bytes);
            return;
          }
          said = joined(said, bytes);
          // What begins in another way will not become one by waiting.
          const greeting = readGreeting(said);
          if (greeting === null) {
            if (said.length >= greetingLength || !begins(said)) reject(bad('it begins in another way'));
            return;
          }
          radio = new RtlTcpRadio(connection, greeting, clock);
          resolve(radio);
          if (said.length > greetingLength) radio.take(said.slice(greetingLength));
        },
        (error) => {
          if (radio !== null) {
            radio.ended(error);
            return;
          }
          reject(new WavepoolError('net.closed', { where }, error ?? undefined));
        }
      );
      const calledOff = (reason: Error) => reject(reason);
      abort = () => calledOff(signal.reason as Error);
      signal.addEventListener('abort', abort, { once: true });
      clock.until(clock.now() + patience, late.signal).then(
        () => reject(bad(`it has said nothing for ${patience} s`)),
        () => undefined
      );
    });
  } catch (error) {
    connection.close();
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
    late.abort();
  }
}

function begins(said: Uint8Array): boolean {
  return said.every((byte, at) => at >= 4 || byte === 'RTL0'.charCodeAt(at));
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
