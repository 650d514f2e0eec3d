/** Values that SoapySDR describes a device with: "driver" -> "rtlsdr", "serial" -> "00000001". */
export type SoapyKwargs = Readonly<Record<string, string>>;

/** `SoapySDRRange`: a step of 0 means that every value is there. */
export interface SoapyRange {
  readonly minimum: number;
  readonly maximum: number;
  readonly step: number;
}

/** `SoapySDRArgInfo`: a setting or a sensor as the driver describes it. Values are strings; those of switches "true" and "false". */
export interface SoapyArgInfo {
  readonly key: string;
  readonly value: string;
  readonly name: string;
  readonly description: string;
  readonly units: string;
  readonly type: 'bool' | 'int' | 'float' | 'string';
  readonly range: SoapyRange;
  readonly options: readonly string[];
  readonly optionNames: readonly string[];
}

/** What one `readStream` came to. One object, used over and over. */
export interface SoapyRead {
  /** Samples per channel, or one of `soapyResult`. */
  result: number;
  /** `soapyFlag`s. */
  flags: number;
  /** Time of the first sample by the device's clock, nanoseconds; means something when `hasTime` is flagged. */
  timeNs: bigint;
  /** What the driver threw, when it did: the C interface reports that as -1, which otherwise means that time ran out. */
  failure: string | null;
}

/** Results below zero of `readStream` (SoapySDR/Errors.h). */
export const soapyResult = {
  timeout: -1,
  streamError: -2,
  corruption: -3,
  overflow: -4,
  notSupported: -5,
  timeError: -6,
  underflow: -7
} as const;

/** Flags of `readStream` (SoapySDR/Constants.h). */
export const soapyFlag = { endBurst: 2, hasTime: 4, endAbrupt: 8 } as const;

/** A receive stream that was set up; its buffer is the device's, refilled by each `read`. */
export interface SoapyStream {
  /** Samples that one read gives at most. */
  readonly samples: number;
  /** What was read last: `result` samples from the start. */
  readonly data: Uint8Array;
  activate(): void;
  deactivate(): void;
  /** Waits for at most `most` (<= `samples`) samples, `timeoutSeconds` at most. Never throws. */
  read(into: SoapyRead, most: number, timeoutSeconds: number): void;
  close(): void;
}

/**
 * libSoapySDR's device, seen through one of its receive channels: the calls of the C interface one by one, with lists and strings copied and
 * freed. Every call blocks as long as the driver does.
 * @throws WavepoolError `soapy.failed` from every method, with what the driver said
 */
export interface SoapyDevice {
  readonly driverKey: string;
  readonly hardwareKey: string;
  readonly hardwareInfo: SoapyKwargs;
  /** Receive channels. */
  readonly channels: number;

  streamFormats(): string[];
  nativeStreamFormat(): { format: string; fullScale: number };
  streamArgs(): SoapyArgInfo[];
  setupStream(format: string, sampleBytes: number, args: SoapyKwargs): SoapyStream;

  antennas(): string[];
  antenna(): string;
  setAntenna(name: string): void;

  hasDcOffsetMode(): boolean;
  dcOffsetMode(): boolean;
  setDcOffsetMode(automatic: boolean): void;
  hasIqBalanceMode(): boolean;
  iqBalanceMode(): boolean;
  setIqBalanceMode(automatic: boolean): void;

  hasFrequencyCorrection(): boolean;
  frequencyCorrection(): number;
  setFrequencyCorrection(ppm: number): void;

  gains(): string[];
  hasGainMode(): boolean;
  gainMode(): boolean;
  setGainMode(automatic: boolean): void;
  /** Of one element, or of all together. */
  gainRange(element?: string): SoapyRange;
  gain(element?: string): number;
  setGain(value: number, element?: string): void;

  frequencyComponents(): string[];
  /** Of one component, or of the whole chain. */
  frequencyRanges(component?: string): SoapyRange[];
  frequency(component?: string): number;
  setFrequency(value: number, component?: string): void;

  sampleRateRanges(): SoapyRange[];
  sampleRates(): number[];
  sampleRate(): number;
  setSampleRate(rate: number): void;

  bandwidthRanges(): SoapyRange[];
  bandwidth(): number;
  setBandwidth(bandwidth: number): void;

  clockSources(): string[];
  clockSource(): string;
  setClockSource(source: string): void;
  timeSources(): string[];
  timeSource(): string;
  setTimeSource(source: string): void;
  hasHardwareTime(): boolean;
  /** Nanoseconds. */
  hardwareTime(): bigint;

  /** Settings of the device, or of the channel. */
  settingInfo(scope: SoapyScope): SoapyArgInfo[];
  readSetting(scope: SoapyScope, key: string): string;
  writeSetting(scope: SoapyScope, key: string, value: string): void;
  sensors(scope: SoapyScope): string[];
  sensorInfo(scope: SoapyScope, key: string): SoapyArgInfo;
  readSensor(scope: SoapyScope, key: string): string;

  close(): void;
}

export type SoapyScope = 'device' | 'channel';
