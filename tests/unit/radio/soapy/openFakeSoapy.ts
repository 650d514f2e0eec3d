import type { VirtualClock } from '#lib/base/virtualClock.ts';
import type { SoapyLink } from '#lib/radio/soapy/soapyLink.ts';
import { SoapyRadio } from '#lib/radio/soapy/soapyRadio.ts';
import { SoapySession } from '#lib/radio/soapy/soapySession.ts';
import { parseSoapySpec } from '#lib/radio/soapy/soapySpec.ts';
import { FakeSoapyDevice, type FakeOptions } from './fakeSoapyDevice.ts';

export interface FakeSoapy {
  readonly radio: SoapyRadio;
  readonly device: FakeSoapyDevice;
}

/** A radio on a fake device, all on one thread: what a worker does while it waits, this does on the virtual clock. */
export function openFakeSoapy(
  options: FakeOptions & { readonly clock: VirtualClock },
  { spec = '', ringSamples }: { spec?: string; ringSamples?: number } = {}
): FakeSoapy {
  const { clock } = options;
  const device = new FakeSoapyDevice(options);
  const session = new SoapySession(device, parseSoapySpec(spec), clock);
  let running: Promise<unknown> = Promise.resolve();
  // A message ends a read of a worker no sooner than its time is out; here nobody may be left to move the clock.
  let wake = new AbortController();
  const stop = () => {
    session.stop();
    wake.abort();
  };
  const link: SoapyLink = {
    opened: session.opened,
    // eslint-disable-next-line @typescript-eslint/require-await -- async turns what is thrown into a rejection
    configure: async (want) => session.configure(want),
    run(ring) {
      wake = new AbortController();
      const run = session.run(ring, (after) =>
        after === 'samples' ? Promise.resolve() : clock.until(clock.now() + 0.0005, wake.signal).catch(() => undefined)
      );
      running = run.catch(() => undefined);
      return run;
    },
    stop() {
      stop();
      return Promise.resolve();
    },
    // eslint-disable-next-line @typescript-eslint/require-await -- as above
    sensors: async () => session.sensors(),
    async close() {
      stop();
      await running;
      session.close();
    }
  };
  return { device, radio: new SoapyRadio({ link, clock, ...(ringSamples === undefined ? {} : { ringSamples }) }) };
}
