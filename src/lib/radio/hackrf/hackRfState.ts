import { hz, sampleRate } from '#lib/base/units.ts';
import { checkRange } from '../checkRange.ts';
import { checkSettings } from '../checkSettings.ts';
import type { RadioInfo, RadioState, RadioWant } from '../radio.ts';
import { automaticGain, mostGain, splitGain } from './hackRfGain.ts';
import { hackRfRate } from './hackRfRate.ts';
import type { HackRfSettings } from './hackRfSettings.ts';

/** `RadioState` with settings that are known to be a HackRF's. */
export interface HackRfState extends RadioState {
  readonly settings: Readonly<Record<string, boolean | number | string>> & HackRfSettings;
}

/** Errors of crystals, and of what people type; more than this is a mistake. */
const ppmRange = [{ min: -1000, max: 1000 }];

/** What is in force after opening. */
export function firstState(info: RadioInfo): HackRfState {
  const settings: HackRfSettings = {
    ...automaticGain,
    amp: false,
    'bias-tee': false,
    bandwidth: 0,
    'hardware-sync': false
  };
  return {
    center: hz(100e6),
    rate: sampleRate(10e6),
    gain: 'auto',
    ppm: 0,
    settings: known(info, settings)
  };
}

/**
 * The state that is wanted, as far as the hardware can do it: whole Hz, rates of its clock generator, steps of its amplifiers. A gain is shared out
 * over LNA and VGA; either of them, where it is named, counts more, and the gain is what they make together.
 * @throws WavepoolError `radio.range`, `radio.bad-setting`
 */
export function nextState(info: RadioInfo, now: HackRfState, want: RadioWant): HackRfState {
  const { center, rate, gain, ppm } = { ...now, ...want };
  checkSettings(info, want.settings);
  if (info.centers.length > 0) checkRange(info.model, 'Centre frequency', center, info.centers, 'Hz');
  checkRange(info.model, 'Sample rate', rate, info.rates, 'S/s');
  // Between the steps any value may be asked for.
  if (gain !== 'auto') checkRange(info.model, 'Gain', gain, [{ min: 0, max: mostGain }], 'dB');
  checkRange(info.model, 'Frequency correction', ppm, ppmRange, 'ppm');
  const shared = want.gain === undefined ? {} : want.gain === 'auto' ? automaticGain : splitGain(want.gain);
  const settings = { ...now.settings, ...shared, ...want.settings } as HackRfState['settings'];
  const named = want.settings?.lna !== undefined || want.settings?.vga !== undefined;
  const { numerator, divider } = hackRfRate(rate);
  return {
    center: hz(Math.round(center)),
    rate: sampleRate(numerator / divider),
    gain: gain === 'auto' && !named ? 'auto' : settings.lna + settings.vga,
    ppm,
    settings
  };
}

/** Leaves out what this firmware does not have. */
function known(info: RadioInfo, settings: HackRfSettings): HackRfState['settings'] {
  const keys = new Set(info.settings.map(({ key }) => key));
  return Object.fromEntries(Object.entries(settings).filter(([key]) => keys.has(key))) as HackRfState['settings'];
}
