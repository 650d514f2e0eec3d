import type { Clock } from '#lib/base/clock.ts';
import { SampleRing } from '#lib/base/sampleRing.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { RadioInfo, RadioState, RadioWant } from '../radio.ts';
import { SoapyControls } from './soapyControls.ts';
import type { SoapyDevice, SoapyStream } from './soapyDevice.ts';
import { freeSettings } from './soapyDriverSettings.ts';
import { planSoapyFormat, type SoapyFormatPlan } from './soapyFormat.ts';
import type { SoapyOpened, SoapySensor } from './soapyLink.ts';
import { mostEntries } from './soapyRanges.ts';
import { SoapyReader } from './soapyReader.ts';
import { readSoapySensors } from './soapySensors.ts';
import type { SoapySpec } from './soapySpec.ts';
import { cleanText } from './soapyText.ts';
import { SoapyTimeline } from './soapyTimeline.ts';

/** How long a read waits: as long as a command may have to. */
const readSeconds = 0.1;

/**
 * A device at work, on the thread that may block: settings and samples take turns, so that a driver is never in two calls at once.
 */
export class SoapySession {
  readonly opened: SoapyOpened;
  readonly #device: SoapyDevice;
  readonly #clock: Clock;
  readonly #controls: SoapyControls;
  readonly #plan: SoapyFormatPlan;
  readonly #spec: SoapySpec;
  readonly #timeline: SoapyTimeline;
  #running: { readonly stream: SoapyStream; readonly reader: SoapyReader } | null = null;
  #stopped = false;

  /** Takes the device over and closes it when it cannot be used. @throws WavepoolError `soapy.failed`, `radio.bad-setting` */
  constructor(device: SoapyDevice, spec: SoapySpec, clock: Clock) {
    this.#device = device;
    this.#spec = spec;
    this.#clock = clock;
    this.#timeline = new SoapyTimeline(clock);
    try {
      const model = modelOf(device);
      this.#plan = this.#choose(model);
      this.#controls = new SoapyControls(device, model);
      const texts = this.#writeTexts();
      this.opened = { info: this.#info(model), state: this.#controls.state, texts };
    } catch (error) {
      device.close();
      throw error;
    }
  }

  /** @throws as `Radio.configure` */
  configure(want: RadioWant): RadioState {
    const running = this.#running;
    const before = this.#controls.state;
    const stretch = { begun: false };
    try {
      this.#controls.configure(want, (change) => {
        if (running === null) {
          change();
          return;
        }
        stretch.begun = true;
        running.stream.deactivate();
        try {
          change();
        } finally {
          running.stream.activate();
        }
      });
    } finally {
      const { state } = this.#controls;
      if (running !== null && (stretch.begun || state.rate !== before.rate)) {
        this.#timeline.restart(state.rate);
        running.reader.restarted(state);
      } else if (running !== null && state.center !== before.center) running.reader.retuned(state, this.#deviceTime());
    }
    return this.#controls.state;
  }

  /**
   * Reads into the ring until `stop`, and ends the ring.
   * @param pause lets others work after each read: 'waiting' when it had none
   * @throws WavepoolError `soapy.stream`, `soapy.failed`, `radio.silent`
   */
  async run(
    buffer: SharedArrayBuffer,
    pause: (after: 'samples' | 'waiting') => Promise<void>
  ): Promise<'stopped' | 'ended'> {
    const ring = new SampleRing(buffer);
    const { stream: format, streamBytes } = this.#plan;
    this.#stopped = false;
    let stream: SoapyStream | null = null;
    try {
      stream = this.#device.setupStream(format, streamBytes, this.#streamArgs());
      const { state } = this.#controls;
      const [plan, timeline, clock] = [this.#plan, this.#timeline, this.#clock];
      stream.activate();
      timeline.restart(state.rate);
      const radio = this.opened.info.model;
      const reader = new SoapyReader({ stream, plan, ring, timeline, clock, tuning: state, radio });
      this.#running = { stream, reader };
      for (;;) {
        if (this.#isStopped()) return 'stopped';
        const outcome = reader.read(readSeconds);
        if (outcome === 'ended') return outcome;
        await pause(outcome);
      }
    } finally {
      this.#running = null;
      ring.end();
      if (stream !== null) end(stream);
    }
  }

  stop(): void {
    this.#stopped = true;
  }

  sensors(): SoapySensor[] {
    return readSoapySensors(this.#device);
  }

  close(): void {
    this.#device.close();
  }

  /** A method, or the compiler takes the flag for what it was when the loop began. */
  #isStopped(): boolean {
    return this.#stopped;
  }

  #choose(model: string): SoapyFormatPlan {
    const native = this.#device.nativeStreamFormat();
    const offered = this.#device.streamFormats().slice(0, mostEntries);
    const plan = planSoapyFormat(native, offered, this.#spec.format);
    if (plan !== null) return plan;
    const has = [...new Set([native.format, ...offered])].map((name) => cleanText(name, 12)).join(', ') || 'none';
    const why = `no sample format fits${this.#spec.format === null ? '' : ` (${cleanText(this.#spec.format, 12)})`}: it has ${has}`;
    throw new WavepoolError('soapy.failed', { radio: model, why });
  }

  #info(model: string): RadioInfo {
    const device = this.#device;
    const told: Readonly<Record<string, string | undefined>> = { ...this.#spec.args, ...device.hardwareInfo };
    const serial = told.serial ?? told.serial_number ?? '';
    const timed = device.hasHardwareTime();
    const gps = [
      device.clockSources().length > 0 ? device.clockSource() : '',
      device.timeSources().length > 0 ? device.timeSource() : ''
    ];
    return {
      driver: 'soapy',
      model,
      serial: cleanText(serial),
      format: this.#plan.format,
      ...this.#controls.ranges,
      clock: { source: gps.some((name) => /gps/i.test(name)) ? 'gps' : 'crystal', ppm: null },
      paced: true,
      samples: null,
      notices: timed ? this.#controls.notices : [...this.#controls.notices, untimed]
    };
  }

  /** Hands the driver the settings of the SPEC that take any text. */
  #writeTexts(): readonly string[] {
    const { args } = this.#spec;
    if (Object.keys(args).length === 0) return [];
    const named = freeSettings(this.#device).filter(({ key }) => Object.hasOwn(args, key));
    for (const { scope, key } of named) this.#device.writeSetting(scope, key, args[key]);
    return named.map(({ key }) => key);
  }

  /** What of the SPEC is meant for the stream: what the driver lists for it, and how SoapyRemote carries it. */
  #streamArgs(): Readonly<Record<string, string>> {
    const known = new Set(this.#device.streamArgs().map(({ key }) => key));
    const given = Object.entries(this.#spec.args).filter(([key]) => known.has(key) || key.startsWith('remote:'));
    return Object.fromEntries(given);
  }

  #deviceTime(): bigint | null {
    return this.#timeline.deviceTime !== null && this.#device.hasHardwareTime() ? this.#device.hardwareTime() : null;
  }
}

const untimed =
  'This driver gives no time stamps: when it loses samples, how many is estimated by the clock of this machine.';

function modelOf({ driverKey, hardwareKey }: SoapyDevice): string {
  const [driver, hardware] = [cleanText(driverKey, 40), cleanText(hardwareKey, 60)];
  const whole = hardware.toLowerCase().includes(driver.toLowerCase()) ? hardware : `${driver} ${hardware}`;
  return whole.trim() || 'SoapySDR device';
}

/** Whatever ended the stream, it is the reason to tell, not how its end went. */
function end(stream: SoapyStream): void {
  try {
    stream.deactivate();
  } catch {
    // Gone already.
  }
  stream.close();
}
