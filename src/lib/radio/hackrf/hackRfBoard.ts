import type { Clock } from '#lib/base/clock.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { RadioInfo, StreamEnd } from '../radio.ts';
import { deviceName } from '../usb/deviceName.ts';
import { openUsbDevice } from '../usb/openUsbDevice.ts';
import type { UsbDevice } from '../usb/usbDevice.ts';
import { usbFailure } from '../usb/usbFailure.ts';
import { UsbSampleStream, type UsbStreamRun } from '../usb/usbSampleStream.ts';
import { HackRfControl, type HackRfMode } from './hackRfControl.ts';
import { HackRfFrontEnd } from './hackRfFrontEnd.ts';
import { mostGain, vgaStep } from './hackRfGain.ts';
import { hackRfIdentity, type HackRfIdentity } from './hackRfIdentity.ts';
import { hackRfSettings } from './hackRfSettings.ts';

/** Where the maker promises reception, and how far the mixers can be tuned. */
const promised = { min: 1e6, max: 6e9 };
const tunable = { min: 0, max: 7.25e9 };
/** The converter runs at twice the rate, from 2 MS/s on; slower rates work, with aliases. USB carries no more than 20 MS/s. */
const rates = { min: 1e6, max: 20e6 };
/** Error that the maker states for the crystal of a HackRF One, ppm. */
const statedPpm = 20;

/** How samples are received in one of the ways the board has. */
export interface HackRfReception extends Pick<UsbStreamRun, 'tuning' | 'split' | 'sink' | 'signal'> {
  readonly mode: Exclude<HackRfMode, 'off'>;
  /** What has to be sent before the mode is changed. Default: whatever of the front end's state is not in force. */
  readonly prepare?: () => Promise<unknown>;
  /** Called once it has ended, however. */
  readonly over?: () => void;
}

/** An opened HackRF: what its ordinary reception and its sweeps have in common. */
export class HackRfBoard {
  readonly identity: HackRfIdentity;
  readonly control: HackRfControl;
  readonly frontEnd: HackRfFrontEnd;
  readonly samples: UsbSampleStream;
  readonly #stop = new AbortController();
  #running: Promise<StreamEnd> | null = null;
  #closing: Promise<void> | null = null;

  /**
   * Opens and claims the device, asks it what it is, and sets it up.
   * @throws WavepoolError `usb.…`; the device is closed again then
   */
  static async open(device: UsbDevice, clock: Clock): Promise<HackRfBoard> {
    const name = deviceName(device);
    await openUsbDevice(device, name);
    try {
      const control = new HackRfControl(device, name);
      // It may have been left receiving.
      await control.mode('off');
      const identity = await hackRfIdentity(control);
      control.radio = identity.model;
      const board = new HackRfBoard(control, identity, clock);
      await board.frontEnd.configure({});
      return board;
    } catch (error) {
      await device.close().catch(() => undefined);
      throw usbFailure(error, name);
    }
  }

  constructor(control: HackRfControl, identity: HackRfIdentity, clock: Clock) {
    this.control = control;
    this.identity = identity;
    this.frontEnd = new HackRfFrontEnd(control, infoOf(identity));
    this.samples = new UsbSampleStream({
      device: control.device,
      endpoint: 1,
      format: 'cs8',
      radio: identity.model,
      clock
    });
  }

  /** @throws WavepoolError `radio.closed` */
  requireOpen(): void {
    if (this.#closing !== null) throw new WavepoolError('radio.closed', { radio: this.identity.model });
  }

  /** Receives until the signal aborts or the board is closed. @throws WavepoolError as `Radio.stream` */
  async receive({ mode, prepare, over, signal, ...rest }: HackRfReception): Promise<StreamEnd> {
    this.requireOpen();
    if (this.#running !== null) throw new WavepoolError('radio.busy', { radio: this.identity.model });
    const stop = new AbortController();
    const abort = () => stop.abort();
    for (const one of [signal, this.#stop.signal]) {
      if (one.aborted) abort();
      one.addEventListener('abort', abort, { once: true });
    }
    this.#running = this.samples.run({
      ...rest,
      signal: stop.signal,
      prepare: async () => {
        await this.control.mode('off');
        await (prepare ?? (() => this.frontEnd.configure({})))();
      },
      begin: async () => {
        await this.control.mode(mode);
        await this.frontEnd.started();
      },
      end: () => this.control.mode('off')
    });
    try {
      return await this.#running;
    } finally {
      this.#running = null;
      over?.();
      for (const one of [signal, this.#stop.signal]) one.removeEventListener('abort', abort);
    }
  }

  /** Ends reception, takes the power off the antenna and gives the device back. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#stop.abort();
    await this.#running?.catch(() => undefined);
    const { device } = this.control;
    // Of a board that was pulled out nothing has to be given back.
    await this.frontEnd.powerOff().catch(() => undefined);
    await device.releaseInterface(0).catch(() => undefined);
    await device.close().catch(() => undefined);
  }
}

function infoOf(identity: HackRfIdentity): RadioInfo {
  const { model, serial, firmware } = identity;
  return {
    driver: 'hackrf',
    model,
    serial,
    format: 'cs8',
    centers: [tunable],
    rates: [rates],
    gains: Array.from({ length: mostGain / vgaStep + 1 }, (_, k) => ({ min: k * vgaStep, max: k * vgaStep })),
    settings: hackRfSettings(identity),
    clock: { source: 'crystal', ppm: model === 'HackRF One' ? statedPpm : null },
    paced: true,
    samples: null,
    notices: [
      `Firmware ${firmware}.`,
      `Made for ${promised.min / 1e6} MHz to ${promised.max / 1e9} GHz: outside of that it can be tuned, but levels mean little.`,
      'It has no automatic gain: automatic is a fixed 36 dB. Without a change of gain, levels can be compared.',
      'Below 2.4 MS/s signals from beside the band fold into it: the narrowest filter passes 1.75 MHz.'
    ]
  };
}
