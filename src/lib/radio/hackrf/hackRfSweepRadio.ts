import { hz, sampleRate } from '#lib/base/units.ts';
import { checkRange } from '../checkRange.ts';
import type { Radio, RadioInfo, RadioState, RadioWant, Range, SampleSink, StreamEnd } from '../radio.ts';
import { requireApi, sweepApi } from './hackRfIdentity.ts';
import { HackRfSweepBlocks, blockSamples } from './hackRfSweepBlocks.ts';
import { blockBytes, hackRfSweepPlan, sweepRate, sweepUsable, type HackRfSweepPlan } from './hackRfSweepPlan.ts';
import type { HackRfRadio } from './hackRfRadio.ts';

/** What can be swept, Hz. The last step may end 20 MHz higher. */
const sweepable: Range = { min: 0, max: 7.2e9 };
/** Least width of a sweep: the firmware's grid. */
const leastWidth = 1e6;

/**
 * A HackRF in its firmware's own sweep: about 8 GHz a second, each stop a block of 8187 samples at the centre where it was received. Blocks that
 * are missing or torn are counted as dropped. Gain and the other settings may be changed meanwhile; another band is another `HackRfSweepRadio` over
 * the same radio, once the stream of this one has ended. Closing it closes the radio.
 */
export class HackRfSweepRadio implements Radio {
  readonly info: RadioInfo;
  readonly #radio: HackRfRadio;
  readonly #band: Range;
  #plan: HackRfSweepPlan;
  #blocks = new HackRfSweepBlocks();
  #sweeping = false;

  /**
   * @param band Hz
   * @throws WavepoolError `radio.old-firmware` when the firmware cannot sweep, `radio.range`
   */
  constructor(radio: HackRfRadio, band: Range) {
    const { info, board } = radio;
    requireApi(board.identity, sweepApi, 'Sweeping');
    checkRange(info.model, 'Start of the sweep', band.min, [sweepable], 'Hz');
    checkRange(info.model, 'End of the sweep', band.max, [{ min: band.min + leastWidth, max: sweepable.max }], 'Hz');
    this.#radio = radio;
    this.#band = band;
    this.#plan = hackRfSweepPlan(band, radio.state.ppm);
    this.info = {
      ...info,
      centers: [],
      rates: [{ min: sweepRate, max: sweepRate }],
      sweep: { low: hz(band.min), high: hz(band.max), usable: sweepUsable, visit: blockSamples },
      notices: [...info.notices, 'It sweeps: what is on air only while it listens elsewhere is not seen.']
    };
  }

  get state(): RadioState {
    return {
      ...this.#radio.state,
      center: hz((this.#band.min + this.#band.max) / 2),
      rate: sampleRate(sweepRate)
    };
  }

  async configure(want: RadioWant): Promise<RadioState> {
    const { board } = this.#radio;
    board.requireOpen();
    const { center, rate, ...rest } = want;
    const { model } = this.info;
    const middle = this.state.center;
    if (center !== undefined) checkRange(model, 'Centre frequency', center, [{ min: middle, max: middle }], 'Hz');
    if (rate !== undefined) checkRange(model, 'Sample rate', rate, this.info.rates, 'S/s');
    const before = this.#radio.state.ppm;
    await board.frontEnd.configure(rest);
    if (this.#sweeping && this.#radio.state.ppm !== before) await this.#restart();
    return this.state;
  }

  async stream(sink: SampleSink, signal: AbortSignal): Promise<StreamEnd> {
    const { board } = this.#radio;
    const { frontEnd } = board;
    const { center, rate } = this.state;
    // Of another stream nothing may be left.
    const blocks = new HackRfSweepBlocks();
    return board.receive({
      mode: 'sweep',
      tuning: { center, rate },
      prepare: async () => {
        this.#blocks = blocks;
        frontEnd.sweeping = true;
        await frontEnd.configure({ rate });
        await this.#init();
        this.#sweeping = true;
      },
      over: () => {
        this.#sweeping = false;
        frontEnd.sweeping = false;
      },
      split: (data, { at, broken, emit, lose }) => {
        const plan = this.#plan;
        const fast = 1 + frontEnd.state.ppm * 1e-6;
        blocks.read(data, {
          plan,
          at,
          broken,
          lose: (missing) => lose(missing * blockSamples),
          emit: (samples, frequency, time) =>
            emit(samples, time, { center: hz((frequency + plan.offset) * fast), rate })
        });
      },
      sink,
      signal
    });
  }

  close(): Promise<void> {
    return this.#radio.close();
  }

  /** Tells the firmware what to sweep, with the correction in force. */
  #init(): Promise<void> {
    this.#plan = hackRfSweepPlan(this.#band, this.#radio.state.ppm);
    return this.#radio.board.control.initSweep(blockBytes, this.#plan.request);
  }

  async #restart(): Promise<void> {
    const { control, frontEnd } = this.#radio.board;
    await control.mode('off');
    await this.#init();
    this.#blocks.restarted();
    await control.mode('sweep');
    await frontEnd.started();
  }
}
