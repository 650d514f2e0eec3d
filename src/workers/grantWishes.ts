import type { ErrorCode } from '#lib/base/errorText.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { Radio } from '#lib/radio/radio.ts';
import type { RadioSetting, SettingValue } from '#lib/radio/radioSetting.ts';
import type { SourceWant } from '#lib/state/radioRequest.ts';
import { radioWant } from './radioWant.ts';

/**
 * Sets a radio that has just been opened as a link, or the last visit, wants it. A wish that this radio cannot grant leaves everything else as
 * wanted: a link may have been made for another radio.
 * @param confirmed false: what has a warning (voltage on the antenna socket) is not switched on
 * @returns what a person should know: which wishes were not granted, and why
 * @throws WavepoolError when the hardware itself fails
 */
export async function grantWishes(radio: Radio, want: SourceWant, confirmed: boolean): Promise<readonly string[]> {
  const notices: string[] = [];
  const settings: Record<string, SettingValue> = {};
  for (const [key, value] of Object.entries(want.settings ?? {})) {
    const setting = radio.info.settings.find((one) => one.key === key);
    const wanted = setting === undefined ? value : typed(setting, value);
    if (setting !== undefined && setting.warning !== null && wanted === true && !confirmed)
      notices.push(`${setting.label} was left off: a link does not switch it on. It is in the band Radio.`);
    else settings[key] = wanted;
  }
  const whole: SourceWant = { ...want, settings };
  if (await granted(radio, whole, [])) return notices;
  // One by one: what decides on the ranges of the rest (an input, direct sampling) first.
  for (const [key, value] of Object.entries(settings)) await granted(radio, { settings: { [key]: value } }, notices);
  const { rate, ppm, center, gain } = want;
  if (rate !== undefined) await granted(radio, { rate }, notices);
  if (ppm !== undefined) await granted(radio, { ppm }, notices);
  if (center !== undefined) await granted(radio, { center }, notices);
  if (gain !== undefined) await granted(radio, { gain }, notices);
  return notices;
}

/** What is wrong with a wish, and not with the radio. */
const ofTheValue: readonly ErrorCode[] = ['radio.range', 'radio.bad-setting', 'radio.not-locked', 'option.bad-value'];

async function granted(radio: Radio, want: SourceWant, notices: string[]): Promise<boolean> {
  try {
    await radio.configure(radioWant(want));
    return true;
  } catch (error) {
    // What is no number at all is a RangeError.
    if (!(error instanceof RangeError || (error instanceof WavepoolError && ofTheValue.includes(error.code))))
      throw error;
    notices.push(error.message);
    return false;
  }
}

/** A link says everything as text. */
function typed(setting: RadioSetting, value: SettingValue): SettingValue {
  if (typeof value !== 'string') return value;
  if (setting.kind === 'switch') return value === 'on' ? true : value === 'off' ? false : value;
  return setting.kind === 'number' && value.trim() !== '' ? Number(value) : value;
}
