import { hz, sampleRate } from '#lib/base/units.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { RadioInfo, RadioWant } from '#lib/radio/radio.ts';
import type { RadioSetting, SettingValue } from '#lib/radio/radioSetting.ts';
import { siNumber } from '#lib/recording/siNumber.ts';

const on = /^(?:on|yes|true|1)$/i;
const off = /^(?:off|no|false|0)$/i;

/**
 * What `KEY=VALUE` pairs want of a radio: center, rate, gain (dB or auto), ppm, and any of its own settings (`bias-tee=on`,
 * `bandwidth=300k`). Whether the values are in range is for the radio to say.
 * @throws WavepoolError `radio.bad-setting` for a key it does not have or a value that is none
 */
export function readWant(
  info: Pick<RadioInfo, 'model' | 'settings'>,
  pairs: Iterable<readonly [string, string]>
): RadioWant {
  const want: { -readonly [Key in keyof RadioWant]: RadioWant[Key] } = {};
  const settings: Record<string, SettingValue> = {};
  for (const [key, text] of pairs) {
    const bad = (wanted: string) =>
      new WavepoolError('radio.bad-setting', { radio: info.model, setting: key, value: text, want: wanted });
    const number = (example: string): number => {
      const value = siNumber(text);
      if (value === null) throw bad(`use a number, such as ${example}`);
      return value;
    };
    if (key === 'gain') want.gain = text === 'auto' ? 'auto' : number('28 (dB), or auto');
    else if (key === 'ppm') want.ppm = number('-1.5');
    else if (key === 'center') want.center = hz(number('433.92M'));
    else if (key === 'rate') {
      const rate = number('2.4M');
      if (rate <= 0) throw bad('use samples per second above 0');
      want.rate = sampleRate(rate);
    } else {
      const setting = info.settings.find((one) => one.key === key);
      if (setting === undefined) {
        const keys = ['gain', 'ppm', 'center', 'rate', ...info.settings.map((one) => one.key)];
        throw bad(`it has ${keys.join(', ')}`);
      }
      settings[key] = valueOf(setting, text) ?? number('300k');
    }
  }
  return Object.keys(settings).length === 0 ? want : { ...want, settings };
}

/** Undefined where only a number will do. */
function valueOf(setting: RadioSetting, text: string): SettingValue | undefined {
  switch (setting.kind) {
    case 'switch':
      return on.test(text) ? true : off.test(text) ? false : text;
    case 'choice':
      return setting.choices.find(({ value }) => value.toLowerCase() === text.toLowerCase())?.value ?? text;
    case 'number':
      return undefined;
  }
}
