import { WavepoolError } from '#lib/base/wavepoolError.ts';
import type { RadioInfo } from './radio.ts';
import type { RadioSetting, SettingValue } from './radioSetting.ts';
import { rangesText } from './rangesText.ts';

/** Looks whether a radio has these settings and whether the values are some of theirs. @throws WavepoolError `radio.bad-setting` */
export function checkSettings(
  { model, settings }: Pick<RadioInfo, 'model' | 'settings'>,
  want: Readonly<Record<string, SettingValue>> | undefined
): void {
  for (const [key, value] of Object.entries(want ?? {})) {
    const setting = settings.find((one) => one.key === key);
    if (setting === undefined) {
      const keys = settings.map((one) => one.key).join(', ');
      const has = keys === '' ? 'it has none' : `it has ${keys}`;
      throw new WavepoolError('radio.bad-setting', { radio: model, setting: key, value: String(value), want: has });
    }
    if (!takes(setting, value))
      throw new WavepoolError('radio.bad-setting', {
        radio: model,
        setting: key,
        value: String(value),
        want: choicesOf(setting)
      });
  }
}

function takes(setting: RadioSetting, value: SettingValue): boolean {
  switch (setting.kind) {
    case 'switch':
      return typeof value === 'boolean';
    case 'choice':
      return setting.choices.some((choice) => choice.value === value);
    case 'number':
      return typeof value === 'number' && setting.ranges.some(({ min, max }) => value >= min && value <= max);
  }
}

function choicesOf(setting: RadioSetting): string {
  switch (setting.kind) {
    case 'switch':
      return 'on or off';
    case 'choice':
      return setting.choices.map(({ value }) => value).join(', ');
    case 'number':
      return rangesText(setting.ranges, setting.unit);
  }
}
