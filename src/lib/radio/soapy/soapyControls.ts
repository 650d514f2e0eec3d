import { hz, sampleRate } from '#lib/base/units.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { checkRange } from '../checkRange.ts';
import { checkSettings } from '../checkSettings.ts';
import type { RadioInfo, RadioState, RadioWant, Range } from '../radio.ts';
import type { SettingValue } from '../radioSetting.ts';
import type { SoapyDevice } from './soapyDevice.ts';
import { nearestInRanges } from '../nearestInRanges.ts';
import { including, steppedRanges, usableRanges, within } from './soapyRanges.ts';
import { listSoapyControls, type SoapyControl } from './soapySettings.ts';

const ppmRange: Range = { min: -1000, max: 1000 };

/** Where a driver begins that does not say where it stands. */
const startCenter = 100e6;
const startRate = 2.4e6;

/**
 * What a device can do and what it is set to: ranges and settings as the radio contract has them, over the calls of SoapySDR. After each change
 * what the hardware made of it is read back.
 */
export class SoapyControls {
  readonly ranges: Pick<RadioInfo, 'centers' | 'rates' | 'gains' | 'settings'>;
  /** What of the driver could not be used. */
  readonly notices: readonly string[];
  readonly #device: SoapyDevice;
  readonly #model: string;
  readonly #controls: readonly SoapyControl[];
  /** The component to tune where the whole chain must not be: tuning that sets the correction too. */
  readonly #component: string | undefined;
  readonly #correction: 'device' | 'tuning';
  readonly #automatic: boolean;
  #state: RadioState;

  /** @throws WavepoolError `soapy.failed` when the device has no sample rate that could be set */
  constructor(device: SoapyDevice, model: string) {
    this.#device = device;
    this.#model = model;
    const components = device.frequencyComponents();
    this.#component = components.includes('CORR') && components[0] !== 'CORR' ? components[0] : undefined;
    this.#correction = device.hasFrequencyCorrection() ? 'device' : 'tuning';
    this.#automatic = device.hasGainMode();
    const notices: string[] = [];
    const rates = this.#rates();
    const centers = usableRanges(device.frequencyRanges(this.#component), 0);
    this.#begin(rates, centers);
    this.#controls = listSoapyControls(device, notices);
    const gains = steppedRanges(device.gainRange());
    const gain = device.gain();
    this.ranges = {
      centers,
      rates,
      gains: gains.length > 0 && Number.isFinite(gain) ? including(gains, gain) : gains,
      settings: this.#controls.map(({ setting }) => setting)
    };
    this.notices = notices;
    this.#state = this.#read({ center: startCenter, ppm: 0 });
  }

  get state(): RadioState {
    return this.#state;
  }

  /**
   * @param around what has to happen around a change of the rate: the stream is stopped, changed and begun again
   * @throws WavepoolError `radio.range`, `radio.bad-setting`: nothing is changed then; `soapy.failed` when the driver refuses
   */
  configure(want: RadioWant, around: (change: () => void) => void = (change) => change()): RadioState {
    this.#check(want);
    const rateChanges = want.rate !== undefined && want.rate !== this.#state.rate;
    const before = this.#state;
    try {
      if (rateChanges) around(() => this.#apply(want));
      else this.#apply(want);
    } finally {
      this.#state = this.#reread(want, before);
    }
    return this.#state;
  }

  #apply(want: RadioWant): void {
    const device = this.#device;
    const { center, rate, ppm, gain, settings = {} } = want;
    for (const { setting, write } of this.#controls)
      if (Object.hasOwn(settings, setting.key) && setting.kind !== 'number') write(settings[setting.key]);
    if (rate !== undefined && rate !== this.#state.rate) device.setSampleRate(rate);
    if (ppm !== undefined && this.#correction === 'device') device.setFrequencyCorrection(ppm);
    if (center !== undefined || (ppm !== undefined && this.#correction === 'tuning'))
      this.#tune(center ?? this.#state.center, ppm ?? this.#state.ppm);
    if (gain === 'auto') device.setGainMode(true);
    else if (gain !== undefined) {
      if (this.#automatic) device.setGainMode(false);
      device.setGain(gain);
    }
    for (const { setting, write } of this.#controls)
      if (Object.hasOwn(settings, setting.key) && setting.kind === 'number') write(settings[setting.key]);
  }

  /** An oscillator that runs fast by `ppm` is asked for as much less. */
  #tune(center: number, ppm: number): void {
    const factor = this.#correction === 'tuning' ? 1 + ppm * 1e-6 : 1;
    this.#device.setFrequency(center / factor, this.#component);
  }

  /** Reads everything. */
  #read({ center, ppm }: { center: number; ppm: number }): RadioState {
    const settings = Object.fromEntries(this.#controls.map((control) => [control.setting.key, control.read()]));
    return { ...this.#readMain(center, ppm), settings };
  }

  /** Reads what a change may have touched: over a network every question costs time that the stream waits. */
  #reread(want: RadioWant, before: RadioState): RadioState {
    const wanted = want.settings ?? {};
    if (Object.keys(want).length === 0) return before;
    const touched = this.#controls.filter(({ setting, ofGain }) => {
      if (Object.hasOwn(wanted, setting.key) || setting.key === 'bandwidth') return true;
      return ofGain && (want.gain !== undefined || Object.keys(wanted).length > 0);
    });
    const settings: Record<string, SettingValue> = { ...before.settings };
    for (const control of touched) settings[control.setting.key] = control.read();
    return { ...this.#readMain(want.center ?? before.center, want.ppm ?? before.ppm), settings };
  }

  #readMain(wantedCenter: number, wantedPpm: number): Omit<RadioState, 'settings'> {
    const device = this.#device;
    const corrected = this.#correction === 'device' ? device.frequencyCorrection() : wantedPpm;
    const ppm = Number.isFinite(corrected) ? corrected : wantedPpm;
    const factor = this.#correction === 'tuning' ? 1 + ppm * 1e-6 : 1;
    // To a thousandth of a hertz: what the factor leaves behind is none of the tuner's doing.
    const center = Math.round(device.frequency(this.#component) * factor * 1e3) / 1e3;
    const gain = device.gain();
    return {
      center: hz(Number.isFinite(center) ? center : wantedCenter),
      rate: sampleRate(this.#actualRate()),
      gain: this.#automatic && device.gainMode() ? 'auto' : Number.isFinite(gain) ? gain : 0,
      ppm
    };
  }

  #actualRate(): number {
    const rate = this.#device.sampleRate();
    if (rate > 0 && Number.isFinite(rate)) return rate;
    throw new WavepoolError('soapy.failed', { radio: this.#model, why: `it says that its sample rate is ${rate}` });
  }

  #rates(): readonly Range[] {
    const device = this.#device;
    const told = usableRanges(device.sampleRateRanges(), Number.MIN_VALUE);
    if (told.length > 0) return told;
    const listed = device.sampleRates().map((rate) => ({ minimum: rate, maximum: rate, step: 0 }));
    const rates = usableRanges(listed, Number.MIN_VALUE);
    if (rates.length > 0) return rates;
    const rate = this.#actualRate();
    return [{ min: rate, max: rate }];
  }

  /** Some drivers stand nowhere before they are told: then they are. */
  #begin(rates: readonly Range[], centers: readonly Range[]): void {
    const device = this.#device;
    if (!within(rates, device.sampleRate())) device.setSampleRate(nearestInRanges(rates, startRate));
    if (centers.length > 0 && !within(centers, device.frequency(this.#component)))
      device.setFrequency(nearestInRanges(centers, startCenter), this.#component);
  }

  #check(want: RadioWant): void {
    const { centers, rates, gains } = this.ranges;
    const { center, rate, gain, ppm } = want;
    const model = this.#model;
    if (center !== undefined) checkRange(model, 'Centre frequency', center, centers, 'Hz');
    if (rate !== undefined) checkRange(model, 'Sample rate', rate, rates, 'S/s');
    if (gain === 'auto') {
      if (!this.#automatic)
        throw new WavepoolError('radio.range', { what: 'Gain', value: gain, radio: model, want: 'a number of dB' });
    } else if (gain !== undefined) checkRange(model, 'Gain', gain, gains, 'dB');
    if (ppm !== undefined) checkRange(model, 'Frequency correction', ppm, [ppmRange], 'ppm');
    checkSettings({ model: this.#model, settings: this.ranges.settings }, want.settings);
  }
}
