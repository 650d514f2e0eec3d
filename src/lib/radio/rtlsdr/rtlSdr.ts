import type { Clock } from '#lib/base/clock.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { checkRange } from '../checkRange.ts';
import type { UsbDevice } from '../usb/usbDevice.ts';
import { Rtl2832u, rtlCrystal, rtlMixerStep } from './rtl2832u.ts';
import type { RtlEeprom } from './rtlEeprom.ts';
import { RtlRegisters } from './rtlRegisters.ts';
import type { RtlBoard, Tuner } from './tuner.ts';
import { resetTunerKinds, tunerKinds } from './tuners/list.ts';

/** Which converter the antenna is connected to past the tuner: 'off' is through the tuner. */
export type DirectSampling = 'off' | 'i' | 'q';

/** What came of the last calls that tune: centre, Hz, rate, S/s, and width of the tuner's filter, Hz (0: not known). */
export interface Tuned {
  readonly center: number;
  readonly rate: number;
  readonly bandwidth: number;
}

/** Sample rates that the resampler works at, S/s. */
export const rtlRates = [
  { min: 225001, max: 300000 },
  { min: 900001, max: 3200000 }
] as const;

const resetPin = 4;
/** Percent of half the rate by which offset tuning moves a zero-IF tuner. */
const offsetPercent = 170;

/** How far offset tuning puts the tuner below the centre frequency, Hz. */
export function rtlOffset(rate: number): number {
  return Math.trunc((Math.trunc(rate / 2) * offsetPercent) / 100);
}

/**
 * A dongle, call by call as librtlsdr has them: each method leaves the registers as librtlsdr's call of that name does. What differs on
 * purpose is listed in tests/vectors/librtlsdr/intendedDifferences.ts. Calls must not overlap.
 */
export class RtlSdr {
  /** Null: none that is known, so the dongle works by direct sampling alone. */
  readonly tuner: Tuner | null;
  readonly #chip: Rtl2832u;
  readonly #radio: string;
  #rate = 0;
  #bandwidth = 0;
  #center = 0;
  #direct: DirectSampling;
  #offset = 0;
  /** What the demodulator's mixer, with its steps, adds to the centre, Hz. */
  #missing = 0;
  #tuned: Tuned = { center: 0, rate: 0, bandwidth: 0 };

  private constructor(chip: Rtl2832u, tuner: Tuner | null, radio: string) {
    this.#chip = chip;
    this.tuner = tuner;
    this.#direct = tuner === null ? 'i' : 'off';
    this.#radio = radio;
  }

  /**
   * Takes a claimed device from whatever it was doing to a known state, and finds its tuner. A tuner that is not known is no error: see `tuner`.
   *
   * @param radio name for errors
   * @param boardOf tells the board, if need be by what its EEPROM says
   * @throws WavepoolError `usb.…`, `radio.not-locked` when the tuner cannot be calibrated
   */
  static async open(
    device: UsbDevice,
    clock: Clock,
    radio: string,
    boardOf: (readEeprom: () => Promise<RtlEeprom | null>) => Promise<RtlBoard> = () => Promise.resolve('plain')
  ): Promise<RtlSdr> {
    const chip = new Rtl2832u(new RtlRegisters(device, radio), clock, radio);
    await chip.init();
    const board = await boardOf(() => chip.readEeprom());
    await chip.setRepeater(true);
    const tuner = await findTuner(chip, board);
    const rtl = new RtlSdr(chip, tuner, radio);
    if (tuner === null) {
      await chip.setInput('direct-i');
      await chip.setIntermediate(0);
    } else {
      // A zero-IF tuner finds everything as it has to be.
      const ready = () => rtl.#onTuner(() => tuner.init());
      if (tuner.lowIf) await rtl.#connect(tuner, ready);
      else await ready();
    }
    await chip.setRepeater(false);
    return rtl;
  }

  get direct(): DirectSampling {
    return this.#direct;
  }

  get tuned(): Tuned {
    return this.#tuned;
  }

  /**
   * @returns the rate that was set, which is rounded to what the resampler can do
   * @throws WavepoolError `radio.range` outside `rtlRates`; what tuning throws, because the IF follows the rate
   */
  async setSampleRate(rate: number): Promise<number> {
    checkRange(this.#radio, 'Sample rate', rate, rtlRates, 'S/s');
    this.#rate = rate;
    const failures: unknown[] = [];
    await this.#applyBandwidth().catch((error: unknown) => failures.push(error));
    const real = await this.#chip.setSampleRate(rate);
    this.#tuned = { ...this.#tuned, rate: real };
    if (failures.length > 0) throw failures[0] as Error;
    if (this.#offset !== 0 && this.#direct === 'off') await this.setOffsetTuning(true);
    return real;
  }

  /** @returns the frequency that was set, Hz @throws WavepoolError `radio.range`, `radio.not-locked` */
  async setCenterFrequency(hz: number): Promise<number> {
    this.#center = hz;
    try {
      const center = await this.#tune(hz);
      this.#tuned = { ...this.#tuned, center };
      return center;
    } catch (error) {
      if (error instanceof WavepoolError && error.code !== 'radio.not-locked') this.#center = 0;
      throw error;
    }
  }

  async #tune(hz: number): Promise<number> {
    const { tuner } = this;
    if (this.#direct !== 'off') return this.#chip.setIntermediate(hz);
    if (tuner === null) throw this.#noTuner();
    return this.#onTuner(async () => (await tuner.setFrequency(hz - this.#offset)) + this.#offset + this.#missing);
  }

  /** @param ppm how much the crystal is too fast, parts per million */
  async setFrequencyCorrection(ppm: number): Promise<void> {
    if (ppm === this.#chip.ppm) return;
    await this.#chip.setPpm(ppm);
    this.tuner?.setReference(this.#chip.crystal, ppm);
    if (this.#center !== 0) await this.setCenterFrequency(this.#center);
  }

  /** Automatic gain of the tuner, or the one that `setGain` sets; 0 dB until then. */
  async setGainMode(manual: boolean): Promise<void> {
    const { tuner } = this;
    if (manual && tuner?.setManual !== undefined) await this.#onTuner(() => tuner.setManual!());
    else await this.#setGain(manual ? 0 : null);
  }

  /** Manual gain. @returns the gain that was set, dB: the next step up */
  async setGain(db: number): Promise<number> {
    return (await this.#setGain(db)) ?? 0;
  }

  async #setGain(db: number | null): Promise<number | null> {
    const { tuner } = this;
    return tuner === null ? null : this.#onTuner(() => tuner.setGain(db));
  }

  /** Gain of an amplifier behind the mixer (`Tuner.ifStages`). @returns the gain that was set, dB; 0 for a tuner that has none */
  async setIfGain(stage: number, db: number): Promise<number> {
    const { tuner } = this;
    return tuner === null ? 0 : this.#onTuner(() => tuner.setIfGain?.(stage, db) ?? Promise.resolve(0));
  }

  /** @param hz 0: what suits the rate @returns the width that was set, Hz; 0 where there is nothing to set */
  async setBandwidth(hz: number): Promise<number> {
    const before = this.#bandwidth;
    this.#bandwidth = hz;
    try {
      return await this.#applyBandwidth();
    } catch (error) {
      // Without a lock everything but the lock is as it was wanted.
      if (!(error instanceof WavepoolError) || error.code !== 'radio.not-locked') this.#bandwidth = before;
      throw error;
    }
  }

  /** Digital AGC of the demodulator. */
  setAgc(on: boolean): Promise<void> {
    return this.#chip.setAgc(on);
  }

  /** Whether the bias tee is on: whoever had the dongle before may have left it so. */
  biasTee(pin = 0): Promise<boolean> {
    return this.#chip.readGpio(pin);
  }

  /** A counter in place of samples. */
  setTestMode(on: boolean): Promise<void> {
    return this.#chip.setTestMode(on);
  }

  /** Direct current on the antenna socket, where the board can. */
  setBiasTee(on: boolean, pin = 0): Promise<void> {
    return this.#chip.setGpio(pin, on);
  }

  /** @throws WavepoolError what tuning throws; `radio.no-tuner` for 'off' without one */
  async setDirectSampling(mode: DirectSampling): Promise<void> {
    const { tuner } = this;
    if (mode !== 'off') {
      if (tuner !== null) await this.#onTuner(() => tuner.standby());
      await this.#chip.setInput(mode === 'i' ? 'direct-i' : 'direct-q');
    } else if (tuner === null) {
      await this.#chip.setIntermediate(0);
      await this.#chip.setInput('zero-if');
    } else {
      await this.#connect(tuner, () => this.#onTuner(() => tuner.init()));
    }
    this.#direct = mode;
    await this.#retune();
  }

  /**
   * Tunes a zero-IF tuner beside the wanted frequency and shifts back, so that the line in its middle lies outside.
   *
   * @throws WavepoolError `radio.bad-setting` for other tuners and while sampling directly
   */
  async setOffsetTuning(on: boolean): Promise<void> {
    const { tuner } = this;
    const refused = (want: string) =>
      new WavepoolError('radio.bad-setting', { radio: this.#radio, setting: 'offset-tuning', value: String(on), want });
    if (tuner !== null && !tuner.offsetTuning) throw refused(`the ${tuner.name} has an IF and needs none`);
    if (this.#direct !== 'off') throw refused('no tuner is in use while sampling directly');
    this.#offset = on ? rtlOffset(this.#rate) : 0;
    await this.#mix(this.#offset);
    const width = on ? 2 * this.#offset : this.#bandwidth;
    if (tuner !== null) {
      const { bandwidth } = await this.#onTuner(() => tuner.setBandwidth(width, this.#rate));
      this.#tuned = { ...this.#tuned, bandwidth };
    }
    if (this.#center > this.#offset) await this.setCenterFrequency(this.#center);
  }

  /** Empties the FIFO: right before samples are fetched. */
  resetBuffer(): Promise<void> {
    return this.#chip.resetBuffer();
  }

  /** Tuner and converters to standby. The device itself is whoever claimed it's to give back. */
  async close(): Promise<void> {
    const { tuner } = this;
    if (tuner !== null) await this.#onTuner(() => tuner.standby());
    await this.#chip.powerOff();
  }

  /** Input and IF for a tuner, and the tuner ready. */
  async #connect(tuner: Tuner, ready: () => Promise<void>): Promise<void> {
    if (tuner.lowIf) {
      await this.#chip.setInput('low-if');
      await ready();
      await this.#mix(tuner.intermediate ?? 0);
    } else {
      await this.#chip.setInput('zero-if');
      await ready();
      // Direct sampling may have left a frequency there.
      await this.#mix(this.#offset);
    }
  }

  async #applyBandwidth(): Promise<number> {
    const { tuner } = this;
    if (tuner === null) return 0;
    const { intermediate, bandwidth } = await this.#onTuner(() => tuner.setBandwidth(this.#bandwidth, this.#rate));
    this.#tuned = { ...this.#tuned, bandwidth };
    if (!tuner.lowIf) return bandwidth;
    await this.#mix(intermediate);
    await this.#retune();
    return bandwidth;
  }

  /**
   * Takes the rest that the tuner's PLL leaves out of the demodulator's mixer, which is finer: afterwards the centre lies within half a step of that of
   * what was asked for. No call of librtlsdr; the next that sets the IF undoes it.
   */
  async trim(): Promise<void> {
    const { tuner } = this;
    const wrong = this.#tuned.center - this.#center;
    if (tuner === null || this.#direct !== 'off' || this.#center === 0 || Math.abs(wrong) <= rtlMixerStep / 2) return;
    const nominal = tuner.lowIf ? (tuner.intermediate ?? 0) : this.#offset;
    const before = this.#missing;
    const target = tuner.lowIf ? nominal - before + wrong : nominal + before - wrong;
    // The mixer takes the step towards 0.
    await this.#mix(nominal, target + (Math.sign(target) * rtlMixerStep) / 2);
    this.#tuned = { ...this.#tuned, center: this.#tuned.center - before + this.#missing };
  }

  /** Mixes down from `hz`, where `nominal` would do but for what the tuner leaves. */
  async #mix(nominal: number, hz = nominal): Promise<void> {
    const mixed = await this.#chip.setIntermediate(hz);
    // The oscillator of a low-IF tuner lies above the signal, that of offset tuning below it.
    this.#missing = this.tuner?.lowIf === true ? nominal - mixed : mixed - nominal;
  }

  /** Tunes anew to what it is tuned to; to nothing while no frequency is chosen. */
  async #retune(): Promise<void> {
    if (this.#direct !== 'off' || this.tuner === null || this.#center !== 0)
      await this.setCenterFrequency(this.#center);
  }

  /** Does something with the tuner connected to the bus. */
  async #onTuner<T>(work: () => Promise<T>): Promise<T> {
    await this.#chip.setRepeater(true);
    try {
      return await work();
    } catch (error) {
      throw this.#named(error);
    } finally {
      await this.#chip.setRepeater(false);
    }
  }

  /** A tuner knows only its own name. */
  #named(error: unknown): unknown {
    const own = error instanceof WavepoolError && (error.code === 'radio.range' || error.code === 'radio.not-locked');
    return own ? new WavepoolError(error.code, { ...error.facts, radio: this.#radio }, error) : error;
  }

  #noTuner(): WavepoolError {
    return new WavepoolError('radio.no-tuner', { radio: this.#radio, found: 'none answers' });
  }
}

async function findTuner(chip: Rtl2832u, board: RtlBoard): Promise<Tuner | null> {
  for (const kind of tunerKinds) if (await kind.probe(chip)) return kind.create(chip, rtlCrystal, board);
  await chip.setGpio(resetPin, true);
  await chip.setGpio(resetPin, false);
  for (const kind of resetTunerKinds) if (await kind.probe(chip)) return kind.create(chip, rtlCrystal, board);
  return null;
}
