import { hz, sampleRate } from '#lib/base/units.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { checkRange } from '../checkRange.ts';
import { checkSettings } from '../checkSettings.ts';
import { nearestInRanges } from '../nearestInRanges.ts';
import type { RadioState, RadioWant, Range } from '../radio.ts';
import type { RadioSetting } from '../radioSetting.ts';
import { rtlMixerStep } from './rtl2832u.ts';
import { rtlOffset, rtlRates, type DirectSampling, type RtlSdr } from './rtlSdr.ts';
import { settingValues, wantedSettings, type RtlOwnSettings } from './rtlSettings.ts';
import { indexOfNearest } from './tuners/indexOfNearest.ts';

/** Everything that can be set, as it is wanted. */
interface Wanted extends RtlOwnSettings {
  readonly center: number;
  readonly rate: number;
  readonly gain: number | 'auto';
  readonly ppm: number;
}

/** What the centres that are reached depend on. */
type Reach = RtlOwnSettings & Pick<Wanted, 'rate'>;

/** What a direct input reaches: the converter's own rate, images above half of it included. */
const directCenters: Range = { min: 0, max: 28.8e6 };
/** Where the input Q takes over from the tuner, if that is left to the radio. */
const directBelow = 24e6;
const directFrom = 500e3;
const correction: Range = { min: -1000, max: 1000 };
/**
 * Brings a dongle to what is wanted with as few of its calls as that takes, and knows what came of it. Calls must not overlap.
 */
export class RtlFrontEnd {
  readonly settings: readonly RadioSetting[];
  readonly #dongle: RtlSdr;
  readonly #model: string;
  #wanted: Wanted;
  #state: RadioState;
  #unlocked: WavepoolError | null = null;
  /** Width that was last asked of the tuner, Hz. */
  #width = 0;

  constructor(dongle: RtlSdr, model: string, settings: readonly RadioSetting[], own: RtlOwnSettings) {
    this.#dongle = dongle;
    this.#model = model;
    this.settings = settings;
    const center = dongle.tuner === null ? 7.1e6 : nearestInRanges(dongle.tuner.centers, 100e6);
    this.#wanted = { ...own, center, rate: 2.048e6, gain: 'auto', ppm: 0 };
    this.#state = this.#told();
  }

  get state(): RadioState {
    return this.#state;
  }

  /** Centre frequencies with the input that is chosen. */
  get centers(): readonly Range[] {
    return this.#centers(this.#wanted);
  }

  /** Why nothing can be received as it is set now: the PLL has not locked; null when it has. */
  get unlocked(): WavepoolError | null {
    return this.#unlocked;
  }

  /** Puts everything into force. Where the PLL does not lock, `unlocked` tells: another frequency may go. @throws WavepoolError `usb.…` */
  async begin(): Promise<void> {
    try {
      await this.#apply({ ...this.#wanted, center: NaN, rate: NaN, gain: NaN }, this.#wanted);
    } catch (error) {
      if (this.#unlocked === null) throw error;
      this.#state = this.#told();
    }
  }

  /**
   * @throws WavepoolError `radio.range`, `radio.bad-setting` with nothing changed; `radio.not-locked`, `usb.…` after which it is back where it was
   * as far as that goes
   */
  async configure(want: RadioWant): Promise<RadioState> {
    const before = this.#wanted;
    const wanted = this.#checked(want);
    try {
      await this.#apply(before, wanted);
    } catch (error) {
      // How far that got is not known. The first failure is what counts.
      const unknown = { ...wanted, center: NaN, rate: NaN, gain: NaN, ppm: NaN, ifGains: [] };
      await this.#apply({ ...unknown, agc: !before.agc }, before).catch(() => undefined);
      throw error;
    }
    return this.#state;
  }

  #checked(want: RadioWant): Wanted {
    checkSettings({ model: this.#model, settings: this.settings }, want.settings);
    const own = wantedSettings(this.#wanted, want.settings ?? {});
    const { gain, ppm } = { ...this.#wanted, ...want };
    // What came of the rate lies a little beside it: asked for again, it is no other.
    const rate = want.rate === undefined || want.rate === this.#state.rate ? this.#wanted.rate : want.rate;
    const centers = this.#centers({ ...own, rate });
    // Another input may not reach the centre: unless one is asked for, it moves to the nearest that is reached.
    const center = want.center ?? nearestInRanges(centers, this.#wanted.center);
    const radio = this.#model;
    checkRange(radio, 'Centre frequency', center, centers, 'Hz');
    checkRange(radio, 'Sample rate', rate, rtlRates, 'S/s');
    checkRange(radio, 'Frequency correction', ppm, [correction], 'ppm');
    const gains = this.#dongle.tuner?.gains ?? [];
    if (gain !== 'auto' && gains.length === 0)
      throw new WavepoolError('radio.range', { what: 'Gain', value: gain, radio, want: 'its gain is automatic alone' });
    if (gain !== 'auto') checkRange(radio, 'Gain', gain, [{ min: gains[0], max: gains[gains.length - 1] }], 'dB');
    return {
      ...own,
      center: Math.round(center),
      rate,
      ppm,
      gain: gain === 'auto' ? gain : gains[indexOfNearest(gain, gains)]
    };
  }

  #centers(wanted: Reach): readonly Range[] {
    const { direct } = wanted;
    if (direct === 'i' || direct === 'q') return [directCenters];
    const tuned = this.#tuned(wanted);
    return direct === 'off' ? tuned : [{ min: directFrom, max: directBelow }, ...tuned];
  }

  /** What is received through the tuner. */
  #tuned({ offsetTuning, rate }: Reach): readonly Range[] {
    const tuner = this.#dongle.tuner;
    const offset = tuner?.offsetTuning === true && offsetTuning ? rtlOffset(rate) : 0;
    return (tuner?.centers ?? []).map(({ min, max }) => ({ min: min + offset, max: max + offset }));
  }

  /** Past the tuner or through it. */
  #pathOf(wanted: Wanted): DirectSampling {
    const { direct, center } = wanted;
    if (direct !== 'auto') return direct;
    const reached = center >= directBelow && this.#tuned(wanted).some(({ min, max }) => center >= min && center <= max);
    return reached ? 'off' : 'q';
  }

  /** @param from what is in force; NaN: not known */
  async #apply(from: Wanted, to: Wanted): Promise<void> {
    const dongle = this.#dongle;
    const path = this.#pathOf(to);
    // What does not tune on the way there may do so at the end: that decides.
    if (from.ppm !== to.ppm) await this.#passing(() => dongle.setFrequencyCorrection(to.ppm));
    const otherPath = dongle.direct !== path;
    if (otherPath) {
      // The tuner is set up for where it is going, not for where the direct input was.
      if (path === 'off') await dongle.setCenterFrequency(to.center);
      await this.#passing(() => dongle.setDirectSampling(path));
    }
    const offset = dongle.tuner?.offsetTuning === true && path === 'off';
    const otherOffset = offset && (otherPath || from.offsetTuning !== to.offsetTuning);
    const shifted = !otherOffset || (await this.#passing(() => dongle.setOffsetTuning(to.offsetTuning)));
    await this.#tune(from, to, otherPath || from.ppm !== to.ppm || this.#unlocked !== null || !shifted);
    if (path === 'off' && (otherPath || from.gain !== to.gain)) {
      if (to.gain === 'auto') await dongle.setGainMode(false);
      else await dongle.setGain(to.gain);
    }
    if (path === 'off') {
      for (const [stage, db] of to.ifGains.entries())
        if (otherPath || from.ifGains[stage] !== db) await dongle.setIfGain(stage, db);
    }
    if (from.testMode !== to.testMode || from.agc !== to.agc) {
      await dongle.setAgc(to.agc);
      if (to.testMode) await dongle.setTestMode(true);
    }
    if (from.biasTee !== to.biasTee) await dongle.setBiasTee(to.biasTee);
    this.#wanted = to;
    this.#state = this.#told();
  }

  /**
   * Centre, rate and width, which hang together: the width sets the IF, and the oscillator is a centre and an IF.
   *
   * @param anew whatever is in force: the correction is in every one of them, and a tuner that was off has forgotten them
   */
  async #tune(from: Wanted, to: Wanted, anew: boolean): Promise<void> {
    const dongle = this.#dongle;
    const width = this.#widthFor(to);
    const otherCenter = anew || from.center !== to.center;
    const otherRate = anew || from.rate !== to.rate;
    let tuned = true;
    // On the way there, a centre may not go together with the width that is still in force.
    if (otherCenter) tuned = await this.#passing(() => dongle.setCenterFrequency(to.center));
    // The others tune again only what has been tuned: a centre that was out of reach on the way stays so until the last word.
    if (width !== this.#width) {
      tuned = (await this.#passing(() => dongle.setBandwidth(width))) && tuned;
      this.#width = width;
    }
    if (otherRate) tuned = (await this.#passing(() => dongle.setSampleRate(to.rate))) && tuned;
    this.#unlocked = null;
    if (!tuned)
      // The last word: it says why, when it does not go.
      await dongle.setCenterFrequency(to.center).catch((error: unknown) => {
        if (tuningFailure(error)) this.#unlocked = error;
        throw error;
      });
    await dongle.trim();
  }

  /** The tuner's widest filter where its others would ask too much of its PLL. */
  #widthFor({ bandwidth, center }: Wanted): number {
    const limit = this.#dongle.tuner?.wideBelow;
    return bandwidth === 0 && limit !== undefined && center < limit.center ? limit.bandwidth : bandwidth;
  }

  /** Does something that tunes; false when that did not go, which a later step may put right. */
  async #passing(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (tuningFailure(error)) return false;
      throw error;
    }
  }

  #told(): RadioState {
    const { center, rate, bandwidth } = this.#dongle.tuned;
    const { gain, ppm } = this.#wanted;
    return {
      // What the mixer's steps leave is told as what was asked for: else each asking for the answer would move it a little.
      center: hz(Math.abs(center - this.#wanted.center) <= rtlMixerStep ? this.#wanted.center : Math.round(center)),
      rate: sampleRate(rate || this.#wanted.rate),
      gain,
      ppm,
      settings: settingValues(this.settings, this.#wanted, bandwidth)
    };
  }
}

function tuningFailure(error: unknown): error is WavepoolError {
  return error instanceof WavepoolError && (error.code === 'radio.range' || error.code === 'radio.not-locked');
}
