import type { RadioSetting, SettingValue } from '../radioSetting.ts';
import { commandFrame, commandIds } from './commandFrame.ts';

/** What rtl_tcp can switch at the other end. Whether the dongle there obeys, it does not say. */
export const rtlTcpSettings: readonly RadioSetting[] = [
  { key: 'agc', label: 'RTL AGC', hint: 'Automatic gain behind the converter.', warning: null, kind: 'switch' },
  {
    key: 'direct-sampling',
    label: 'Direct sampling',
    hint: 'Takes the signal past the tuner: short wave on dongles that are wired for it.',
    warning: null,
    kind: 'choice',
    choices: [
      { value: 'off', label: 'Off' },
      { value: 'i', label: 'I input' },
      { value: 'q', label: 'Q input' }
    ]
  },
  {
    key: 'offset-tuning',
    label: 'Offset tuning',
    hint: 'Moves a zero-IF tuner’s own line out of the middle.',
    warning: null,
    kind: 'switch'
  },
  {
    key: 'bias-tee',
    label: 'Bias tee',
    hint: 'Feeds an amplifier at the antenna.',
    warning:
      'This puts 4.5 V on the antenna socket of the radio at the other end. Switch it on only if what is connected there takes it.',
    kind: 'switch'
  },
  {
    key: 'test-mode',
    label: 'Test mode',
    hint: 'The device counts instead of receiving.',
    warning: null,
    kind: 'switch'
  }
];

/** What they are before anybody has set them: what rtl_tcp starts with. */
export const rtlTcpDefaults: Readonly<Record<string, SettingValue>> = {
  agc: false,
  'direct-sampling': 'off',
  'offset-tuning': false,
  'bias-tee': false,
  'test-mode': false
};

/** The command that sets one of them; the value has been checked. */
export function settingFrame(key: string, value: SettingValue): Uint8Array {
  const word = value === true || value === 'i' ? 1 : value === 'q' ? 2 : 0;
  const ids: Readonly<Record<string, number>> = {
    agc: commandIds.agc,
    'direct-sampling': commandIds.directSampling,
    'offset-tuning': commandIds.offsetTuning,
    'bias-tee': commandIds.biasTee,
    'test-mode': commandIds.testMode
  };
  return commandFrame(ids[key], word);
}
