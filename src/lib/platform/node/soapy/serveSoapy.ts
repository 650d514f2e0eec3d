import type { MessagePort } from 'node:worker_threads';
import type { Clock } from '#lib/base/clock.ts';
import { SoapySession } from '#lib/radio/soapy/soapySession.ts';
import { KoffiSoapyDevice } from './koffiSoapyDevice.ts';
import { SoapyLibrary } from './soapyLibrary.ts';
import { toFailure, type SoapyCalls, type SoapyReply, type SoapyRequest } from './soapyMessages.ts';

/** Answers the calls of one main thread: everything that SoapySDR does happens on the thread that this runs on, and blocks only that. */
export function serveSoapy(port: MessagePort, clock: Clock): void {
  let session: SoapySession | null = null;
  let running: Promise<unknown> = Promise.resolve();
  const open = () => {
    if (session === null) throw new Error('No device is open');
    return session;
  };
  const calls: SoapyCalls = {
    open(spec) {
      session = new SoapySession(new KoffiSoapyDevice(new SoapyLibrary(), spec.args, spec.channel), spec, clock);
      return session.opened;
    },
    configure: (want) => open().configure(want),
    run(ring) {
      // Between two reads whoever has sent a message is heard.
      const run = open().run(ring, () => new Promise((resolve) => void setImmediate(resolve)));
      running = run.catch(() => undefined);
      return run;
    },
    stop: () => session?.stop(),
    sensors: () => open().sensors(),
    async close() {
      session?.stop();
      await running;
      session?.close();
      session = null;
    }
  };
  port.on('message', ({ id, call, args }: SoapyRequest) => {
    const answer = (reply: SoapyReply) => port.postMessage(reply);
    const made = new Promise((resolve) => {
      resolve((calls[call] as (...given: readonly unknown[]) => unknown)(...args));
    });
    made.then(
      (ok) => answer({ id, ok }),
      (error: unknown) => answer({ id, failed: toFailure(error) })
    );
  });
}
