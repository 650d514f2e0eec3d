import { sampleFormats } from '#lib/base/sampleFormat.ts';
import { hz, seconds } from '#lib/base/units.ts';
import { checkRange } from '../checkRange.ts';
import type { Radio, RadioInfo, RadioState, RadioWant, Range, SampleBlock, SampleSink, StreamEnd } from '../radio.ts';
import { transferPlan } from '../usb/transferPlan.ts';
import { sweepStops } from './sweepStops.ts';

export interface SteppedSweepOptions {
  /** What is swept, Hz. */
  readonly band: Range;
  /** How long each stop is listened to, seconds. Default: 0.02. */
  readonly dwell?: number;
  /** Samples that are left out after a change of the centre, a second at most. Default: those of one USB transfer, whose place nobody knows better, and 5 ms for the PLL. */
  readonly settle?: number;
  /** Share of the sampled band that is used. Default: 0.8. */
  readonly share?: number;
  /** Share around the middle that is not used, because of the converter's offset; at most a quarter of `share`. Default: 0. */
  readonly hole?: number;
}

const defaultDwell = 0.02;
const pllSeconds = 5e-3;

/**
 * Any radio made to sweep: tunes it from stop to stop, leaves out what comes in until it has settled, and hands on `dwell` of samples of each. The rate
 * is the one the radio has when this is made. Losses while a stop is listened to are counted; what is left out between is none. Closing
 * it closes the radio.
 */
export class SteppedSweepRadio implements Radio {
  readonly info: RadioInfo;
  readonly #radio: Radio;
  readonly #middle: number;
  readonly #centers: readonly number[];
  readonly #visit: number;
  readonly #settle: number;
  readonly #sampleBytes: number;
  /** Samples delivered, and lost while listening, in all streams so far. */
  #index = 0;

  /** @throws WavepoolError `radio.range` when the radio cannot be tuned to a stop, or the options are none */
  constructor(radio: Radio, options: SteppedSweepOptions) {
    const { band, dwell = defaultDwell, share = 0.8, hole = 0 } = options;
    const { info } = radio;
    const { rate } = radio.state;
    const bytes = sampleFormats[info.format].bytes;
    const settle = options.settle ?? transferPlan(rate * bytes).length / bytes + pllSeconds * rate;
    checkRange(info.model, 'Width of the sweep', band.max - band.min, [{ min: 1, max: 1e12 }], 'Hz');
    checkRange(info.model, 'Dwell of the sweep', dwell, [{ min: 256 / rate, max: 3600 }], 's');
    checkRange(info.model, 'Settling of the sweep', settle, [{ min: 0, max: rate }], 'samples');
    checkRange(info.model, 'Share of the band', share, [{ min: 0.1, max: 1 }], '');
    checkRange(info.model, 'Hole in the band', hole, [{ min: 0, max: share / 4 }], '');
    const { centers, usable } = sweepStops(band, rate, share, hole);
    for (const center of centers) checkRange(info.model, 'Stop of the sweep', center, info.centers, 'Hz');
    this.#radio = radio;
    this.#centers = centers;
    this.#middle = (band.min + band.max) / 2;
    this.#visit = Math.round(dwell * rate);
    this.#settle = Math.round(settle);
    this.#sampleBytes = bytes;
    this.info = {
      ...info,
      centers: [],
      rates: [{ min: rate, max: rate }],
      samples: null,
      sweep: { low: hz(band.min), high: hz(band.max), usable, visit: this.#visit },
      notices: [...info.notices, 'It sweeps: what is on air only while it listens elsewhere is not seen.']
    };
  }

  get state(): RadioState {
    return { ...this.#radio.state, center: hz(this.#middle) };
  }

  async configure({ center, rate, ...rest }: RadioWant): Promise<RadioState> {
    const { model, rates } = this.info;
    if (center !== undefined)
      checkRange(model, 'Centre frequency', center, [{ min: this.#middle, max: this.#middle }], 'Hz');
    if (rate !== undefined) checkRange(model, 'Sample rate', rate, rates, 'S/s');
    await this.#radio.configure(rest);
    return this.state;
  }

  async stream(sink: SampleSink, signal: AbortSignal): Promise<StreamEnd> {
    const radio = this.#radio;
    let stop = 0;
    let [delivered, dropped] = [0, 0];
    // What is left of this stop: samples to leave out, then samples to hand on.
    let [settling, left] = [this.#settle, this.#visit];
    let center = Number.NaN;
    const tune = async () => {
      ({ center } = await radio.configure({ center: hz(this.#centers[stop]) }));
      [settling, left] = [this.#settle, this.#visit];
    };
    let tuned = false;
    const { reason } = await radio.stream(async (block) => {
      if (!tuned) {
        tuned = true;
        await tune();
      }
      // Still of the stop before.
      if (block.center !== center) return;
      const count = block.data.length / this.#sampleBytes;
      const out = Math.min(settling, count);
      settling -= out;
      const taken = Math.min(left, count - out);
      if (taken === 0) return;
      const lost = left < this.#visit && out === 0 ? block.droppedBefore : 0;
      this.#index += lost;
      dropped += lost;
      await sink(this.#part(block, out, taken, lost));
      this.#index += taken;
      delivered += taken;
      left -= taken;
      if (left > 0 || signal.aborted) return;
      stop = (stop + 1) % this.#centers.length;
      await tune();
    }, signal);
    return { reason, delivered, dropped };
  }

  close(): Promise<void> {
    return this.#radio.close();
  }

  #part(block: SampleBlock, from: number, samples: number, droppedBefore: number): SampleBlock {
    const size = this.#sampleBytes;
    return {
      ...block,
      data: block.data.subarray(from * size, (from + samples) * size),
      sampleIndex: this.#index,
      time: seconds(block.time + from / block.rate),
      droppedBefore
    };
  }
}
