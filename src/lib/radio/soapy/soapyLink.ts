import type { RadioInfo, RadioState, RadioWant } from '../radio.ts';

export interface SoapySensor {
  readonly key: string;
  /** Of the device, or of the channel. */
  readonly scope: 'device' | 'channel';
  readonly name: string;
  readonly unit: string;
  readonly value: string;
}

/** What opening a device tells. */
export interface SoapyOpened {
  readonly info: RadioInfo;
  readonly state: RadioState;
  /** Keys of the SPEC that were settings of free text, and are set. */
  readonly texts: readonly string[];
}

/** A device that is open on another thread: SoapySDR's calls block. */
export interface SoapyLink {
  readonly opened: SoapyOpened;
  /** @throws as `Radio.configure` */
  configure(want: RadioWant): Promise<RadioState>;
  /**
   * Streams into the ring until `stop`. The ring is ended then.
   * @throws WavepoolError `soapy.stream`, `soapy.failed`, `radio.silent`
   */
  run(ring: SharedArrayBuffer): Promise<'stopped' | 'ended'>;
  stop(): Promise<void>;
  sensors(): Promise<SoapySensor[]>;
  close(): Promise<void>;
}
