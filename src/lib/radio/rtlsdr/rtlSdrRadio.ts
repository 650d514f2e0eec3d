import type { Clock } from '#lib/base/clock.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { Radio, RadioInfo, RadioState, RadioWant, SampleSink, StreamEnd } from '../radio.ts';
import { deviceName } from '../usb/deviceName.ts';
import { openUsbDevice } from '../usb/openUsbDevice.ts';
import type { UsbDevice } from '../usb/usbDevice.ts';
import { usbFailure } from '../usb/usbFailure.ts';
import { UsbSampleStream } from '../usb/usbSampleStream.ts';
import { RtlFrontEnd } from './rtlFrontEnd.ts';
import { rtlIdentity, type RtlIdentity } from './rtlIdentity.ts';
import { rtlRates, RtlSdr } from './rtlSdr.ts';
import { rtlSettings } from './rtlSettings.ts';

/** Error that the makers of the Blog's boards state for their crystal, ppm. */
const statedPpm = 1;

/**
 * An RTL2832U dongle: 225 kS/s to 3.2 MS/s of unsigned 8-bit samples.
 *
 * Never await `close` inside the sink: it waits for the stream, and the stream for the sink.
 */
export class RtlSdrRadio implements Radio {
  readonly #device: UsbDevice;
  readonly #dongle: RtlSdr;
  readonly #frontEnd: RtlFrontEnd;
  readonly #samples: UsbSampleStream;
  readonly #fixed: Omit<RadioInfo, 'centers'>;
  readonly #stop = new AbortController();
  /** Calls of the dongle, one after the other. */
  #last: Promise<unknown> = Promise.resolve();
  #running: Promise<StreamEnd> | null = null;
  #closing: Promise<void> | null = null;

  /**
   * Opens and claims the device, finds out what it is, and sets it up.
   * @throws WavepoolError `usb.…`, `radio.not-locked`; the device is closed again then
   */
  static async open(device: UsbDevice, clock: Clock): Promise<RtlSdrRadio> {
    const name = deviceName(device);
    await openUsbDevice(device, name);
    try {
      const identities: RtlIdentity[] = [];
      const dongle = await RtlSdr.open(device, clock, name, async (readEeprom) => {
        const identity = await rtlIdentity(device, readEeprom);
        identities.push(identity);
        return identity.board;
      });
      const [identity] = identities;
      const model = modelOf(identity, dongle);
      const settings = rtlSettings(dongle.tuner, identity.board !== 'plain');
      const frontEnd = new RtlFrontEnd(dongle, model, settings, {
        agc: false,
        biasTee: await dongle.biasTee(),
        bandwidth: 0,
        direct: dongle.tuner === null ? 'i' : identity.directHf ? 'auto' : 'off',
        ifGains: (dongle.tuner?.ifStages ?? []).map(({ initial }) => initial),
        offsetTuning: false,
        testMode: false
      });
      await frontEnd.begin();
      return new RtlSdrRadio(device, clock, dongle, frontEnd, model, identity);
    } catch (error) {
      await device.close().catch(() => undefined);
      throw usbFailure(error, name);
    }
  }

  private constructor(
    device: UsbDevice,
    clock: Clock,
    dongle: RtlSdr,
    frontEnd: RtlFrontEnd,
    model: string,
    { serial, board, notices }: RtlIdentity
  ) {
    this.#device = device;
    this.#dongle = dongle;
    this.#frontEnd = frontEnd;
    const { tuner } = dongle;
    this.#fixed = {
      driver: 'rtlsdr',
      model,
      serial,
      format: 'cu8',
      rates: rtlRates,
      gains: (tuner?.gains ?? []).map((gain) => ({ min: gain, max: gain })),
      settings: frontEnd.settings,
      clock: { source: 'crystal', ppm: board === 'plain' ? null : statedPpm },
      paced: true,
      samples: null,
      notices: tuner === null ? [...notices, withoutTuner] : notices
    };
    this.#samples = new UsbSampleStream({
      device,
      endpoint: 1,
      format: 'cu8',
      radio: model,
      clock,
      counter: (data) => (this.state.settings['test-mode'] === true ? data[0] : null)
    });
  }

  get info(): RadioInfo {
    return { ...this.#fixed, centers: this.#frontEnd.centers };
  }

  get state(): RadioState {
    return this.#frontEnd.state;
  }

  async configure(want: RadioWant): Promise<RadioState> {
    this.#requireOpen();
    return this.#exclusive(async () => {
      const before = this.state;
      try {
        return await this.#frontEnd.configure(want);
      } catch (error) {
        throw usbFailure(error, this.#fixed.model);
      } finally {
        const { center, rate } = this.state;
        if (center !== before.center || rate !== before.rate) this.#samples.retuned({ center, rate });
      }
    });
  }

  async stream(sink: SampleSink, signal: AbortSignal): Promise<StreamEnd> {
    this.#requireOpen();
    if (this.#running !== null) throw new WavepoolError('radio.busy', { radio: this.#fixed.model });
    if (this.#frontEnd.unlocked !== null) throw this.#frontEnd.unlocked;
    const stop = new AbortController();
    const abort = () => stop.abort();
    for (const one of [signal, this.#stop.signal]) {
      if (one.aborted) abort();
      one.addEventListener('abort', abort, { once: true });
    }
    const { center, rate } = this.state;
    this.#running = this.#samples.run({
      tuning: { center, rate },
      prepare: () => this.#exclusive(() => this.#dongle.resetBuffer()),
      sink,
      signal: stop.signal
    });
    try {
      return await this.#running;
    } finally {
      this.#running = null;
      for (const one of [signal, this.#stop.signal]) one.removeEventListener('abort', abort);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#stop.abort();
    await this.#running?.catch(() => undefined);
    // Of a dongle that was pulled out nothing has to be given back.
    await this.#exclusive(async () => {
      if (this.state.settings['bias-tee'] === true) await this.#dongle.setBiasTee(false);
      await this.#dongle.close();
    }).catch(() => undefined);
    await this.#device.releaseInterface(0).catch(() => undefined);
    await this.#device.close().catch(() => undefined);
  }

  #requireOpen(): void {
    if (this.#closing !== null) throw new WavepoolError('radio.closed', { radio: this.#fixed.model });
  }

  #exclusive<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}

const withoutTuner =
  'No tuner that is known here answers: only the direct inputs receive, up to 28.8 MHz, if the antenna is connected to one of them.';

function modelOf({ product }: RtlIdentity, { tuner }: RtlSdr): string {
  const name = product === '' ? 'RTL-SDR' : product;
  return `${name}, ${tuner === null ? 'no tuner' : tuner.name}`;
}
