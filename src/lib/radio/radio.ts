import type { SampleFormat } from '#lib/base/sampleFormat.ts';
import type { Hz, SampleRate, Seconds } from '#lib/base/units.ts';
import type { RadioSetting, SettingValue } from './radioSetting.ts';

/** Closed interval, in the unit of what it bounds. A single value has min === max. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/**
 * A radio that goes round a band wider than it can receive at once, dwelling a moment at each of many centres. Every block carries the centre at which it
 * was received, and its own true time. `sampleIndex` counts the samples that are delivered: what went on at one centre while the radio listened at
 * another was never received and is no loss. `center` of such a radio cannot be tuned; it is the middle of the band.
 */
export interface SweepInfo {
  /** The band that is shown, Hz. */
  readonly low: Hz;
  readonly high: Hz;
  /**
   * Parts of a block's band that are good, as shares of its rate from its centre (-0.5 to 0.5): what the filter passes, and without the converter's
   * offset in the middle where other blocks fill it. Together they cover the band without holes.
   */
  readonly usable: readonly Range[];
  /** Samples of one visit to a centre. */
  readonly visit: number;
}

/** What a radio is and can do. Fixed for as long as it is open, but for the ranges: another input may have others. */
export interface RadioInfo {
  /** Kind of driver: 'sim', 'file', 'rtlsdr', 'hackrf', 'soapy', 'rtltcp', … */
  readonly driver: string;
  readonly model: string;
  /** As the hardware says it: may be empty, and two radios may have the same. */
  readonly serial: string;
  readonly format: SampleFormat;
  /** Centre frequencies that can be tuned, Hz. */
  readonly centers: readonly Range[];
  /** Sample rates that can be set, S/s. */
  readonly rates: readonly Range[];
  /** Gains that can be set, dB; single values (min === max) where the hardware has steps; empty when there is nothing to set. */
  readonly gains: readonly Range[];
  /** What else can be set: bias tee, bandwidth, antenna, … */
  readonly settings: readonly RadioSetting[];
  /** What disciplines the sample clock, and its stated error. `ppm` is null when nobody knows. */
  readonly clock: { readonly source: 'crystal' | 'gps' | 'simulated' | 'recording'; readonly ppm: number | null };
  /** True: paced by real time, drops when not served. False: pulled by its sink, never drops. */
  readonly paced: boolean;
  /** Length in samples where there is an end (a recording), else null. */
  readonly samples: number | null;
  /** What it sweeps; absent where it stays at one centre. */
  readonly sweep?: SweepInfo;
  /** Things a person should know about this source: "odd last byte left out", "two real channels taken as I and Q". */
  readonly notices: readonly string[];
}

/** What somebody wants; what is left out stays as it is. */
export interface RadioWant {
  readonly center?: Hz;
  readonly rate?: SampleRate;
  /** dB, or 'auto'. */
  readonly gain?: number | 'auto';
  readonly ppm?: number;
  /** By key of `info.settings`. */
  readonly settings?: Readonly<Record<string, SettingValue>>;
}

/** What the hardware really did. */
export interface RadioState {
  readonly center: Hz;
  readonly rate: SampleRate;
  readonly gain: number | 'auto';
  readonly ppm: number;
  /** Every one of `info.settings`. */
  readonly settings: Readonly<Record<string, SettingValue>>;
}

/** One delivery of samples. */
export interface SampleBlock {
  readonly format: SampleFormat;
  /** Whole samples, interleaved, little-endian. Lent: valid until the sink's promise resolves, then reused. */
  readonly data: Uint8Array;
  /** Index of the first sample on the radio's own sample clock; dropped samples count, so indices never run backwards. */
  readonly sampleIndex: number;
  /** Time of the first sample by the radio's clock: seconds since 1970, or since the start of a recording without a date. */
  readonly time: Seconds;
  /** Samples lost immediately before this block: sampleIndex = previous sampleIndex + previous count + droppedBefore. */
  readonly droppedBefore: number;
  /** Tuning of this block. A block never spans a change. */
  readonly center: Hz;
  readonly rate: SampleRate;
}

/** Takes blocks, in order, one at a time. An unpaced radio waits for the promise; a paced one queues a little, then drops and counts. */
export type SampleSink = (block: SampleBlock) => void | Promise<void>;

/** How a stream ended, and exactly what it delivered. */
export interface StreamEnd {
  readonly reason: 'aborted' | 'end';
  readonly delivered: number;
  readonly dropped: number;
}

/**
 * A source of samples: hardware, the simulated world or a recording. Every implementation runs the acceptance suite in
 * tests/contracts/radioContract.ts.
 */
export interface Radio {
  readonly info: RadioInfo;
  /** The settings in force. */
  readonly state: RadioState;
  /**
   * Sets what is wanted and answers with what the hardware did (rates and gains are rounded to what exists). Allowed while streaming.
   * @throws WavepoolError `radio.range` when a value is outside `info`, `radio.bad-setting` for a setting it does not have or a value that is
   * none of it: nothing is changed then. `radio.not-locked` when the tuner's PLL does not lock; `usb.…` when the hardware does not answer.
   */
  configure(want: RadioWant): Promise<RadioState>;
  /**
   * Delivers blocks to `sink` until `signal` aborts or the source ends. An error thrown by the sink ends the stream and is rethrown.
   * @throws WavepoolError `radio.busy` when already streaming, `radio.closed` after close, `usb.unplugged` when the hardware is gone,
   * `radio.silent` when it sends nothing any more.
   */
  stream(sink: SampleSink, signal: AbortSignal): Promise<StreamEnd>;
  /** Ends a running stream and gives everything back. May be called twice. */
  close(): Promise<void>;
}
