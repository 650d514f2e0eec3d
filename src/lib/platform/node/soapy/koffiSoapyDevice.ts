import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { cleanText } from '#lib/radio/soapy/soapyText.ts';
import type {
  SoapyArgInfo,
  SoapyDevice,
  SoapyKwargs,
  SoapyRange,
  SoapyScope,
  SoapyStream
} from '#lib/radio/soapy/soapyDevice.ts';
import { KoffiSoapyStream } from './koffiSoapyStream.ts';
import { withKwargs } from './soapyArguments.ts';
import type { Pointer, SoapyLibrary } from './soapyLibrary.ts';
import {
  takeArgInfo,
  takeArgInfos,
  takeKwargs,
  takeNumbers,
  takeRanges,
  takeString,
  takeStrings
} from './soapyMemory.ts';

/** SOAPY_SDR_RX */
const receive = 1;

/** What every call on a channel begins with in C. */
const channelArgs = 'void *device, int direction, size_t channel';

/**
 * A device of libSoapySDR by its C interface (SoapySDR/Device.h, 0.8). All calls are synchronous and have to come from one thread: what went
 * wrong is kept by the library for each thread.
 */
export class KoffiSoapyDevice implements SoapyDevice {
  readonly driverKey: string;
  readonly hardwareKey: string;
  readonly hardwareInfo: SoapyKwargs;
  readonly channels: number;
  readonly #library: SoapyLibrary;
  readonly #name: string;
  readonly #channel: number;
  #device: Pointer;

  /**
   * Finds and opens a device.
   * @param args as SoapySDR takes them: driver, serial, …
   * @param channel receive channel, from 0
   * @throws WavepoolError `soapy.failed`
   */
  constructor(library: SoapyLibrary, args: SoapyKwargs, channel: number) {
    this.#library = library;
    this.#name = labelOf(args);
    this.#channel = channel;
    this.#device = withKwargs(
      library,
      args,
      (kwargs) => library.call('void *SoapySDRDevice_make(SoapySDRKwargs *args)', kwargs) as Pointer
    );
    if (!this.#device) this.#fail(library.lastFailure() ?? 'there is no such device');
    try {
      this.driverKey = takeString(library, this.#ask('void *SoapySDRDevice_getDriverKey(void *device)'));
      this.hardwareKey = takeString(library, this.#ask('void *SoapySDRDevice_getHardwareKey(void *device)'));
      this.hardwareInfo = takeKwargs(library, this.#ask('SoapySDRKwargs SoapySDRDevice_getHardwareInfo(void *device)'));
      this.channels = Number(this.#ask('size_t SoapySDRDevice_getNumChannels(void *device, int direction)', receive));
      if (channel >= this.channels) {
        const has = this.channels === 1 ? 'the only one is 0' : `it has ${this.channels}, counted from 0`;
        this.#fail(this.channels === 0 ? 'it cannot receive' : `there is no channel ${channel}: ${has}`);
      }
    } catch (error) {
      this.close();
      throw error;
    }
  }

  streamFormats(): string[] {
    return this.#strings('getStreamFormats');
  }
  nativeStreamFormat(): { format: string; fullScale: number } {
    const fullScale = [0];
    const format = this.#ask(
      `void *SoapySDRDevice_getNativeStreamFormat(${channelArgs}, _Out_ double *fullScale)`,
      receive,
      this.#channel,
      fullScale
    );
    return { format: takeString(this.#library, format), fullScale: fullScale[0] };
  }
  streamArgs(): SoapyArgInfo[] {
    return this.#list('getStreamArgsInfo', takeArgInfos);
  }
  setupStream(format: string, sampleBytes: number, args: SoapyKwargs): SoapyStream {
    const stream = withKwargs(this.#library, args, (kwargs) =>
      this.#ask(
        'void *SoapySDRDevice_setupStream(void *device, int direction, const char *format, size_t *channels, size_t count, SoapySDRKwargs *args)',
        receive,
        format,
        [this.#channel],
        1,
        kwargs
      )
    ) as Pointer;
    if (!stream) this.#fail('it opens no stream');
    return new KoffiSoapyStream(this.#library, this.#device, stream, this.#name, sampleBytes);
  }

  antennas(): string[] {
    return this.#strings('listAntennas');
  }
  antenna(): string {
    return this.#text('getAntenna');
  }
  setAntenna(name: string): void {
    this.#do(`int SoapySDRDevice_setAntenna(${channelArgs}, const char *name)`, receive, this.#channel, name);
  }

  hasDcOffsetMode(): boolean {
    return this.#is('hasDCOffsetMode');
  }
  dcOffsetMode(): boolean {
    return this.#is('getDCOffsetMode');
  }
  setDcOffsetMode(automatic: boolean): void {
    this.#switch('setDCOffsetMode', automatic);
  }
  hasIqBalanceMode(): boolean {
    return this.#is('hasIQBalanceMode');
  }
  iqBalanceMode(): boolean {
    return this.#is('getIQBalanceMode');
  }
  setIqBalanceMode(automatic: boolean): void {
    this.#switch('setIQBalanceMode', automatic);
  }

  hasFrequencyCorrection(): boolean {
    return this.#is('hasFrequencyCorrection');
  }
  frequencyCorrection(): number {
    return this.#number('getFrequencyCorrection');
  }
  setFrequencyCorrection(ppm: number): void {
    this.#setNumber('setFrequencyCorrection', ppm);
  }

  gains(): string[] {
    return this.#strings('listGains');
  }
  hasGainMode(): boolean {
    return this.#is('hasGainMode');
  }
  gainMode(): boolean {
    return this.#is('getGainMode');
  }
  setGainMode(automatic: boolean): void {
    this.#switch('setGainMode', automatic);
  }
  gainRange(element?: string): SoapyRange {
    const range =
      element === undefined
        ? this.#ask(`SoapySDRRange SoapySDRDevice_getGainRange(${channelArgs})`, receive, this.#channel)
        : this.#ask(
            `SoapySDRRange SoapySDRDevice_getGainElementRange(${channelArgs}, const char *name)`,
            receive,
            this.#channel,
            element
          );
    return range;
  }
  gain(element?: string): number {
    return element === undefined ? this.#number('getGain') : this.#numberOf('getGainElement', element);
  }
  setGain(value: number, element?: string): void {
    if (element === undefined) this.#setNumber('setGain', value);
    else
      this.#do(
        `int SoapySDRDevice_setGainElement(${channelArgs}, const char *name, double value)`,
        receive,
        this.#channel,
        element,
        value
      );
  }

  frequencyComponents(): string[] {
    return this.#strings('listFrequencies');
  }
  frequencyRanges(component?: string): SoapyRange[] {
    if (component === undefined) return this.#list('getFrequencyRange', takeRanges);
    const length = [0];
    const ranges = this.#ask(
      `void *SoapySDRDevice_getFrequencyRangeComponent(${channelArgs}, const char *name, _Out_ size_t *length)`,
      receive,
      this.#channel,
      component,
      length
    );
    return takeRanges(this.#library, ranges, length[0]);
  }
  frequency(component?: string): number {
    return component === undefined ? this.#number('getFrequency') : this.#numberOf('getFrequencyComponent', component);
  }
  setFrequency(value: number, component?: string): void {
    withKwargs(this.#library, {}, (kwargs) => {
      if (component === undefined)
        this.#do(
          `int SoapySDRDevice_setFrequency(${channelArgs}, double frequency, SoapySDRKwargs *args)`,
          receive,
          this.#channel,
          value,
          kwargs
        );
      else
        this.#do(
          `int SoapySDRDevice_setFrequencyComponent(${channelArgs}, const char *name, double frequency, SoapySDRKwargs *args)`,
          receive,
          this.#channel,
          component,
          value,
          kwargs
        );
    });
  }

  sampleRateRanges(): SoapyRange[] {
    return this.#list('getSampleRateRange', takeRanges);
  }
  sampleRates(): number[] {
    return this.#list('listSampleRates', takeNumbers);
  }
  sampleRate(): number {
    return this.#number('getSampleRate');
  }
  setSampleRate(rate: number): void {
    this.#setNumber('setSampleRate', rate);
  }

  bandwidthRanges(): SoapyRange[] {
    const ranges = this.#list('getBandwidthRange', takeRanges);
    if (ranges.length > 0) return ranges;
    return this.#list('listBandwidths', takeNumbers).map((value) => ({ minimum: value, maximum: value, step: 0 }));
  }
  bandwidth(): number {
    return this.#number('getBandwidth');
  }
  setBandwidth(bandwidth: number): void {
    this.#setNumber('setBandwidth', bandwidth);
  }

  clockSources(): string[] {
    return this.#deviceStrings('listClockSources');
  }
  clockSource(): string {
    return takeString(this.#library, this.#ask('void *SoapySDRDevice_getClockSource(void *device)'));
  }
  setClockSource(source: string): void {
    this.#do('int SoapySDRDevice_setClockSource(void *device, const char *source)', source);
  }
  timeSources(): string[] {
    return this.#deviceStrings('listTimeSources');
  }
  timeSource(): string {
    return takeString(this.#library, this.#ask('void *SoapySDRDevice_getTimeSource(void *device)'));
  }
  setTimeSource(source: string): void {
    this.#do('int SoapySDRDevice_setTimeSource(void *device, const char *source)', source);
  }
  hasHardwareTime(): boolean {
    return this.#ask('bool SoapySDRDevice_hasHardwareTime(void *device, const char *what)', '');
  }
  hardwareTime(): bigint {
    const what = 'long long SoapySDRDevice_getHardwareTime(void *device, const char *what)';
    return BigInt(this.#ask(what, ''));
  }

  settingInfo(scope: SoapyScope): SoapyArgInfo[] {
    if (scope === 'channel') return this.#list('getChannelSettingInfo', takeArgInfos);
    const length = [0];
    const infos = this.#ask('void *SoapySDRDevice_getSettingInfo(void *device, _Out_ size_t *length)', length);
    return takeArgInfos(this.#library, infos, length[0]);
  }
  readSetting(scope: SoapyScope, key: string): string {
    return scope === 'channel'
      ? this.#textOf('readChannelSetting', key)
      : takeString(this.#library, this.#ask('void *SoapySDRDevice_readSetting(void *device, const char *key)', key));
  }
  writeSetting(scope: SoapyScope, key: string, value: string): void {
    if (scope === 'device')
      this.#do('int SoapySDRDevice_writeSetting(void *device, const char *key, const char *value)', key, value);
    else
      this.#do(
        `int SoapySDRDevice_writeChannelSetting(${channelArgs}, const char *key, const char *value)`,
        receive,
        this.#channel,
        key,
        value
      );
  }
  sensors(scope: SoapyScope): string[] {
    return scope === 'device' ? this.#deviceStrings('listSensors') : this.#strings('listChannelSensors');
  }
  sensorInfo(scope: SoapyScope, key: string): SoapyArgInfo {
    const info =
      scope === 'device'
        ? this.#ask('SoapySDRArgInfo SoapySDRDevice_getSensorInfo(void *device, const char *key)', key)
        : this.#ask(
            `SoapySDRArgInfo SoapySDRDevice_getChannelSensorInfo(${channelArgs}, const char *key)`,
            receive,
            this.#channel,
            key
          );
    return takeArgInfo(this.#library, info);
  }
  readSensor(scope: SoapyScope, key: string): string {
    return scope === 'channel'
      ? this.#textOf('readChannelSensor', key)
      : takeString(this.#library, this.#ask('void *SoapySDRDevice_readSensor(void *device, const char *key)', key));
  }

  close(): void {
    if (!this.#device) return;
    this.#library.call('int SoapySDRDevice_unmake(void *device)', this.#device);
    this.#device = null;
  }

  /** A call on the device. @throws WavepoolError `soapy.failed` with what the driver threw */
  #ask(prototype: string, ...args: unknown[]): never {
    const answer = this.#library.call(prototype, this.#device, ...args);
    const failure = this.#library.lastFailure();
    if (failure !== null) this.#fail(failure);
    return answer as never;
  }

  /** A call that answers 0, or what went wrong. */
  #do(prototype: string, ...args: unknown[]): void {
    const status: number = this.#ask(prototype, ...args);
    if (status !== 0) this.#fail(this.#library.text('const char *SoapySDR_errToStr(int code)', status));
  }

  #fail(why: string): never {
    throw new WavepoolError('soapy.failed', { radio: this.#name, why });
  }

  #is(name: string): boolean {
    return this.#ask(`bool SoapySDRDevice_${name}(${channelArgs})`, receive, this.#channel);
  }
  #switch(name: string, on: boolean): void {
    this.#do(`int SoapySDRDevice_${name}(${channelArgs}, bool on)`, receive, this.#channel, on);
  }
  #number(name: string): number {
    return this.#ask(`double SoapySDRDevice_${name}(${channelArgs})`, receive, this.#channel);
  }
  #numberOf(name: string, of: string): number {
    return this.#ask(`double SoapySDRDevice_${name}(${channelArgs}, const char *of)`, receive, this.#channel, of);
  }
  #setNumber(name: string, value: number): void {
    this.#do(`int SoapySDRDevice_${name}(${channelArgs}, double value)`, receive, this.#channel, value);
  }
  #text(name: string): string {
    const pointer: Pointer = this.#ask(`void *SoapySDRDevice_${name}(${channelArgs})`, receive, this.#channel);
    return takeString(this.#library, pointer);
  }
  #textOf(name: string, of: string): string {
    const prototype = `void *SoapySDRDevice_${name}(${channelArgs}, const char *of)`;
    return takeString(this.#library, this.#ask(prototype, receive, this.#channel, of));
  }
  #strings(name: string): string[] {
    return this.#list(name, takeStrings);
  }
  #list<T>(name: string, take: (library: SoapyLibrary, pointer: Pointer, length: number) => T[]): T[] {
    const length = [0];
    const prototype = `void *SoapySDRDevice_${name}(${channelArgs}, _Out_ size_t *length)`;
    return take(this.#library, this.#ask(prototype, receive, this.#channel, length), length[0]);
  }
  #deviceStrings(name: string): string[] {
    const length = [0];
    const pointer: Pointer = this.#ask(`void *SoapySDRDevice_${name}(void *device, _Out_ size_t *length)`, length);
    return takeStrings(this.#library, pointer, length[0]);
  }
}

function labelOf({ label, driver }: Readonly<Record<string, string | undefined>>): string {
  return cleanText(label || driver || 'this radio');
}
