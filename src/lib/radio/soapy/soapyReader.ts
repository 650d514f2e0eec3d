import type { Clock } from '#lib/base/clock.ts';
import { sampleFormats } from '#lib/base/sampleFormat.ts';
import type { SampleRing } from '#lib/base/sampleRing.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { soapyFlag, soapyResult, type SoapyRead, type SoapyStream } from './soapyDevice.ts';
import type { SoapyFormatPlan } from './soapyFormat.ts';
import type { SoapyTimeline } from './soapyTimeline.ts';

export interface SoapyTuning {
  readonly center: number;
  readonly rate: number;
}

export interface SoapyReaderOptions {
  readonly stream: SoapyStream;
  readonly plan: SoapyFormatPlan;
  readonly ring: SampleRing;
  readonly timeline: SoapyTimeline;
  readonly clock: Clock;
  readonly tuning: SoapyTuning;
  /** For errors. */
  readonly radio: string;
}

/** A driver that sends nothing for this long has stopped, seconds. */
const silence = 5;
/** After the end of a burst, the driver has this long to begin another. */
const afterBurst = 1;
/** A read takes samples for this long at most, so that slow rates are fresh too, seconds. */
const longestRead = 0.02;
const leastSamples = 1024;
/** Bad reads in a row that are still a hiccup. */
const mostFaults = 100;

const faults: Readonly<Record<number, string>> = {
  [soapyResult.corruption]: 'its data are corrupt',
  [soapyResult.timeError]: 'its time stamps are wrong',
  [soapyResult.underflow]: 'it reports an underflow'
};

/** Carries samples from a stream to the ring, with their place in time, and turns what the driver reports into losses and errors. */
export class SoapyReader {
  readonly #options: SoapyReaderOptions;
  readonly #answer: SoapyRead = { result: 0, flags: 0, timeNs: 0n, failure: null };
  readonly #converted: Uint8Array | null;
  readonly #sampleBytes: number;
  #tuning: SoapyTuning;
  /** The tuning to come, and the device time from which it holds; samples from before may still be queued in the driver. */
  #coming: { readonly tuning: SoapyTuning; readonly from: bigint } | null = null;
  #heard: number;
  #burstEnded = false;
  #faults = 0;

  constructor(options: SoapyReaderOptions) {
    this.#options = options;
    this.#tuning = options.tuning;
    this.#heard = options.clock.now();
    const { plan, stream } = options;
    this.#sampleBytes = sampleFormats[plan.format].bytes;
    this.#converted = plan.convert === null ? null : new Uint8Array(stream.samples * this.#sampleBytes);
  }

  /**
   * Another centre holds. With time stamps the samples that the driver has queued keep the old one, to the sample; without, the next read begins
   * with the new.
   * @param from device time, ns; null when the device has none
   */
  retuned(tuning: SoapyTuning, from: bigint | null): void {
    const { deviceTime } = this.#options.timeline;
    const ahead = from === null || deviceTime === null ? Number.NaN : Number(from - deviceTime) / 1e9;
    if (this.#coming !== null) this.#tuning = this.#coming.tuning;
    this.#coming = null;
    // A device time from elsewhere would keep the new tuning off for ever.
    if (from !== null && ahead > 0 && ahead < silence) this.#coming = { tuning, from };
    else this.#tuning = tuning;
  }

  /** The stream begins anew, with this tuning. */
  restarted(tuning: SoapyTuning): void {
    this.#tuning = tuning;
    this.#coming = null;
    this.#heard = this.#options.clock.now();
    this.#burstEnded = false;
  }

  /**
   * One read.
   * @returns 'waiting' when there was nothing to read yet, 'ended' when the driver has sent its last
   * @throws WavepoolError `soapy.stream`, `radio.silent`
   */
  read(timeoutSeconds: number): 'samples' | 'waiting' | 'ended' {
    const { stream, clock, timeline } = this.#options;
    const answer = this.#answer;
    const most = Math.min(stream.samples, Math.max(leastSamples, Math.floor(this.#tuning.rate * longestRead)));
    const before = clock.now();
    stream.read(answer, most, timeoutSeconds);
    const now = clock.now();
    if (answer.failure !== null) throw this.#broken(answer.failure);
    if (answer.result > most) throw this.#broken(`it gives ${answer.result} samples where ${most} were asked for`);
    if (answer.result > 0) {
      this.#heard = now;
      this.#faults = 0;
      this.#burstEnded = (answer.flags & soapyFlag.endBurst) !== 0;
      this.#take(answer.result, (now - before) * this.#tuning.rate > answer.result / 4);
      if ((answer.flags & soapyFlag.endAbrupt) !== 0) timeline.overflow();
      return 'samples';
    }
    this.#fault(answer.result);
    const patience = Math.max(this.#burstEnded ? afterBurst : silence, (2 * most) / this.#tuning.rate);
    if (now - this.#heard <= patience) return 'waiting';
    if (this.#burstEnded) return 'ended';
    throw new WavepoolError('radio.silent', { radio: this.#options.radio });
  }

  /** What a read without samples means. */
  #fault(result: number): void {
    switch (result) {
      case 0:
      case soapyResult.timeout:
        return;
      case soapyResult.overflow:
        this.#heard = this.#options.clock.now();
        this.#options.timeline.overflow();
        return;
      case soapyResult.streamError:
        throw this.#broken('stream error');
      case soapyResult.notSupported:
        throw this.#broken('it does not support reading');
    }
    this.#options.timeline.overflow();
    if (++this.#faults > mostFaults || !Object.hasOwn(faults, result))
      throw this.#broken(faults[result] ?? `error ${result}`);
  }

  #take(samples: number, waited: boolean): void {
    const { plan, stream, timeline } = this.#options;
    const stamp = (this.#answer.flags & soapyFlag.hasTime) === 0 ? null : this.#answer.timeNs;
    const { sampleIndex, time, lost } = timeline.place(samples, stamp, waited);
    let data = stream.data;
    if (plan.convert !== null && this.#converted !== null) {
      plan.convert(stream.data, this.#converted, samples);
      data = this.#converted;
    }
    const old = this.#untilRetuned(samples, stamp);
    if (old > 0) this.#deliver(data, 0, old, sampleIndex, time, lost);
    if (old === samples) return;
    if (this.#coming !== null) this.#tuning = this.#coming.tuning;
    this.#coming = null;
    this.#deliver(data, old, samples, sampleIndex, time, old === 0 ? lost : 0);
  }

  /** How many of these samples were received with the tuning before the coming one. */
  #untilRetuned(samples: number, stamp: bigint | null): number {
    if (this.#coming === null || stamp === null) return 0;
    const old = Math.round((Number(this.#coming.from - stamp) * this.#tuning.rate) / 1e9);
    return Math.max(0, Math.min(samples, old));
  }

  #deliver(data: Uint8Array, from: number, to: number, firstIndex: number, firstTime: number, lost: number): void {
    const size = this.#sampleBytes;
    const { center, rate } = this.#tuning;
    this.#options.ring.deliver({
      data: data.subarray(from * size, to * size),
      sampleIndex: firstIndex + from,
      time: firstTime + from / rate,
      droppedBefore: lost,
      center,
      rate
    });
  }

  #broken(why: string): WavepoolError {
    return new WavepoolError('soapy.stream', { radio: this.#options.radio, why: why.slice(0, 300) });
  }
}
