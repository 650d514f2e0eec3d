import type { Clock } from '#lib/base/clock.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import {
  soapyFlag,
  soapyResult,
  type SoapyArgInfo,
  type SoapyDevice,
  type SoapyKwargs,
  type SoapyRange,
  type SoapyRead,
  type SoapyScope,
  type SoapyStream
} from '#lib/radio/soapy/soapyDevice.ts';

/** Something that a read comes to instead of samples, once. */
export type FakeEvent =
  | { readonly at: number; readonly lose: number; readonly quiet?: boolean }
  | { readonly at: number; readonly result: number; readonly failure?: string }
  | { readonly at: number; readonly flags: number };

export interface FakeOptions {
  readonly clock: Clock;
  /** Time stamps come with the samples; nanoseconds at the clock's zero. null: none. */
  readonly stampZero?: bigint | null;
  readonly native?: { format: string; fullScale: number };
  readonly formats?: readonly string[];
  readonly events?: readonly FakeEvent[];
  /** Samples that the driver queues before it overflows. */
  readonly queue?: number;
  /** Replaces methods. */
  readonly odd?: Partial<SoapyDevice>;
}

/** A device that behaves as SoapySDR's do, on a clock that tests move: gains that add up, a queue that overflows, time stamps. */
export class FakeSoapyDevice implements SoapyDevice {
  readonly driverKey = 'fake';
  readonly hardwareKey = 'Fake One';
  readonly hardwareInfo: SoapyKwargs = { serial: 'F1' };
  readonly channels = 1;
  readonly log: string[] = [];
  closed = false;
  readonly #stall = { until: Number.NEGATIVE_INFINITY };
  readonly #clock: Clock;
  readonly #options: FakeOptions;
  #values = {
    rate: 1e6,
    center: 100e6,
    bandwidth: 0,
    ppm: 0,
    automatic: false,
    antenna: 'RX1',
    dc: true,
    iq: false,
    clockSource: 'internal',
    timeSource: 'none'
  };
  #gains = new Map([
    ['LNA', 8],
    ['VGA', 10]
  ]);
  #settings = new Map([
    ['biastee', 'false'],
    ['level', '3'],
    ['mode', 'b']
  ]);

  constructor(options: FakeOptions) {
    this.#options = options;
    this.#clock = options.clock;
    Object.assign(this, options.odd);
  }

  streamFormats = (): string[] => [...(this.#options.formats ?? ['CS8', 'CS16', 'CF32'])];
  nativeStreamFormat = () => this.#options.native ?? { format: 'CS8', fullScale: 128 };
  streamArgs = (): SoapyArgInfo[] => [];
  setupStream = (format: string, sampleBytes: number): SoapyStream => {
    this.log.push(`setup ${format}`);
    return new FakeStream(this.#clock, this.#options, () => this.#values.rate, sampleBytes, this.log, this.#stall);
  };
  antennas = (): string[] => ['RX1', 'RX2'];
  antenna = (): string => this.#values.antenna;
  setAntenna = (name: string): void => void (this.#values.antenna = name);
  hasDcOffsetMode = (): boolean => true;
  dcOffsetMode = (): boolean => this.#values.dc;
  setDcOffsetMode = (on: boolean): void => void (this.#values.dc = on);
  hasIqBalanceMode = (): boolean => true;
  iqBalanceMode = (): boolean => this.#values.iq;
  setIqBalanceMode = (on: boolean): void => void (this.#values.iq = on);
  hasFrequencyCorrection = (): boolean => true;
  frequencyCorrection = (): number => this.#values.ppm;
  setFrequencyCorrection = (ppm: number): void => void (this.#values.ppm = ppm);
  gains = (): string[] => [...this.#gains.keys()];
  hasGainMode = (): boolean => true;
  gainMode = (): boolean => this.#values.automatic;
  setGainMode = (on: boolean): void => void (this.#values.automatic = on);
  gainRange = (element?: string): SoapyRange => ({
    minimum: 0,
    maximum: element === undefined ? 60 : element === 'LNA' ? 40 : 20,
    step: element === 'LNA' ? 8 : 0
  });
  gain = (element?: string): number =>
    element === undefined
      ? [...this.#gains.values()].reduce((sum, one) => sum + one, 0)
      : (this.#gains.get(element) ?? 0);
  setGain = (value: number, element?: string): void => {
    this.log.push(`gain ${element ?? ''} ${value}`);
    if (element !== undefined) this.#gains.set(element, element === 'LNA' ? Math.round(value / 8) * 8 : value);
    else {
      const lna = Math.min(40, Math.floor(value / 8) * 8);
      this.#gains.set('LNA', lna).set('VGA', Math.min(20, value - lna));
    }
  };
  frequencyComponents = (): string[] => ['RF', 'BB', 'CORR'];
  frequencyRanges = (component?: string): SoapyRange[] =>
    component === 'BB'
      ? [{ minimum: -1e6, maximum: 1e6, step: 0 }]
      : [
          { minimum: 1e6, maximum: 30e6, step: 0 },
          { minimum: 50e6, maximum: 2e9, step: 0 }
        ];
  frequency = (component?: string): number => (component === 'BB' ? 0 : this.#values.center);
  setFrequency = (value: number, component?: string): void => {
    this.log.push(`frequency ${component ?? ''} ${value}`);
    if (component !== 'BB') this.#values.center = value;
  };
  sampleRateRanges = (): SoapyRange[] => [
    { minimum: 250e3, maximum: 250e3, step: 0 },
    { minimum: 500e3, maximum: 4e6, step: 0 }
  ];
  sampleRates = (): number[] => [];
  sampleRate = (): number => this.#values.rate;
  setSampleRate = (rate: number): void => {
    this.log.push(`rate ${rate}`);
    this.#values.rate = rate;
  };
  bandwidthRanges = (): SoapyRange[] => [{ minimum: 200e3, maximum: 8e6, step: 0 }];
  bandwidth = (): number => this.#values.bandwidth;
  setBandwidth = (bandwidth: number): void => void (this.#values.bandwidth = bandwidth);
  clockSources = (): string[] => ['internal', 'gpsdo'];
  clockSource = (): string => this.#values.clockSource;
  setClockSource = (name: string): void => void (this.#values.clockSource = name);
  timeSources = (): string[] => ['none', 'gpsdo'];
  timeSource = (): string => this.#values.timeSource;
  setTimeSource = (name: string): void => void (this.#values.timeSource = name);
  hasHardwareTime = (): boolean => this.#options.stampZero !== null;
  hardwareTime = (): bigint => (this.#options.stampZero ?? 0n) + BigInt(Math.round(this.#clock.now() * 1e9));
  settingInfo = (scope: SoapyScope): SoapyArgInfo[] =>
    scope === 'channel'
      ? [{ ...plain, key: 'note', name: 'Note', type: 'string' }]
      : [
          { ...plain, key: 'biastee', name: 'Bias tee', type: 'bool', value: 'false' },
          {
            ...plain,
            key: 'level',
            name: 'Level',
            type: 'int',
            value: '1',
            range: { minimum: 0, maximum: 9, step: 1 }
          },
          { ...plain, key: 'mode', type: 'string', options: ['a', 'b'], optionNames: ['Mode A', 'Mode B'] }
        ];
  readSetting = (_: SoapyScope, key: string): string => this.#settings.get(key) ?? '';
  writeSetting = (scope: SoapyScope, key: string, value: string): void => {
    this.log.push(`write ${scope} ${key} ${value}`);
    this.#settings.set(key, value);
  };
  sensors = (scope: SoapyScope): string[] => (scope === 'device' ? ['temp', 'broken'] : []);
  sensorInfo = (_: SoapyScope, key: string): SoapyArgInfo => ({
    ...plain,
    key,
    name: 'Temperature',
    units: '°C',
    type: 'float'
  });
  readSensor = (_: SoapyScope, key: string): string => {
    if (key === 'broken') throw new WavepoolError('soapy.failed', { radio: 'fake', why: 'no answer' });
    return '41.5';
  };
  close = (): void => void (this.closed = true);

  /** Until then no read answers: as if the thread that reads stood still. */
  stallUntil(time: number): void {
    this.#stall.until = time;
  }
}

const plain: SoapyArgInfo = {
  key: '',
  value: '',
  name: '',
  description: '',
  units: '',
  type: 'string',
  range: { minimum: 0, maximum: 0, step: 0 },
  options: [],
  optionNames: []
};

export function argInfo(of: Partial<SoapyArgInfo>): SoapyArgInfo {
  return { ...plain, ...of };
}

/** Sample i has the value i in its first byte. */
class FakeStream implements SoapyStream {
  readonly samples = 4096;
  readonly data: Uint8Array;
  readonly #clock: Clock;
  readonly #options: FakeOptions;
  readonly #rate: () => number;
  readonly #sampleBytes: number;
  readonly #log: string[];
  readonly #stall: { readonly until: number };
  readonly #events: FakeEvent[];
  #active: { readonly since: number; readonly first: number } | null = null;
  /** Samples since the stream was set up, on the device's clock. */
  #position = 0;

  constructor(
    clock: Clock,
    options: FakeOptions,
    rate: () => number,
    sampleBytes: number,
    log: string[],
    stall: { readonly until: number }
  ) {
    this.#clock = clock;
    this.#options = options;
    this.#rate = rate;
    this.#sampleBytes = sampleBytes;
    this.#log = log;
    this.#stall = stall;
    this.#events = [...(options.events ?? [])];
    this.data = new Uint8Array(this.samples * sampleBytes);
  }

  activate(): void {
    this.#log.push('activate');
    this.#active = { since: this.#clock.now(), first: this.#position };
  }
  deactivate(): void {
    this.#log.push('deactivate');
    this.#active = null;
  }
  close(): void {
    this.#log.push('close');
  }

  read(into: SoapyRead, most: number): void {
    into.flags = 0;
    into.failure = null;
    into.result = soapyResult.timeout;
    if (this.#active === null || this.#clock.now() < this.#stall.until) return;
    const { since, first } = this.#active;
    const rate = this.#rate();
    const come = Math.floor((this.#clock.now() - since) * rate + 1e-6) + first;
    const event = this.#events.at(0);
    if (event !== undefined && this.#position >= event.at) {
      if (come - this.#position < ('lose' in event ? event.lose : 'flags' in event ? 1000 : 0)) return;
      this.#events.shift();
      if ('lose' in event) this.#position += event.lose;
      if ('lose' in event && event.quiet !== true) into.result = soapyResult.overflow;
      if ('result' in event) {
        into.result = event.result;
        into.failure = event.failure ?? null;
      }
      if (!('flags' in event)) return;
      into.flags |= event.flags;
    }
    const queue = this.#options.queue ?? Number.POSITIVE_INFINITY;
    if (come - this.#position > queue) {
      this.#position = come;
      into.result = soapyResult.overflow;
      return;
    }
    const length = Math.min(1000, most);
    if (come - this.#position < length) return;
    for (let at = 0; at < length; at++) this.data[at * this.#sampleBytes] = this.#position + at;
    if (this.#options.stampZero !== null) {
      into.flags |= soapyFlag.hasTime;
      const device = since + (this.#position - first) / rate;
      into.timeNs = (this.#options.stampZero ?? 0n) + BigInt(Math.round(device * 1e9));
    }
    this.#position += length;
    into.result = length;
  }
}
