import { describe, expect, it } from 'vitest';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { checkSettings } from '#lib/radio/checkSettings.ts';
import type { RadioSetting, SettingValue } from '#lib/radio/radioSetting.ts';

const about = { hint: '', warning: null };
const settings: readonly RadioSetting[] = [
  { ...about, key: 'bias-tee', label: 'Bias tee', kind: 'switch' },
  { ...about, key: 'direct', label: 'Direct sampling', kind: 'choice', choices: [{ value: 'q', label: 'Q' }] },
  { ...about, key: 'bandwidth', label: 'Bandwidth', kind: 'number', unit: 'Hz', ranges: [{ min: 1, max: 2 }] }
];

describe('checkSettings', () => {
  const check = (want: Record<string, SettingValue>) => () => checkSettings({ model: 'A radio', settings }, want);

  it('lets through what the radio has', () => {
    expect(check({})).not.toThrow();
    expect(check({ 'bias-tee': true, direct: 'q', bandwidth: 2 })).not.toThrow();
    expect(() => checkSettings({ model: 'A radio', settings }, undefined)).not.toThrow();
  });

  it.each([
    [{ 'bias-tee': 1 }, 'on or off'],
    [{ direct: 'i' }, 'q.'],
    [{ direct: true }, 'q.'],
    [{ bandwidth: 3 }, '1 to 2 Hz'],
    [{ bandwidth: NaN }, '1 to 2 Hz'],
    [{ bandwidth: '2' }, '1 to 2 Hz'],
    [{ gain: 4 }, 'it has bias-tee, direct, bandwidth'],
    [{ constructor: 1 }, 'it has bias-tee, direct, bandwidth']
  ])('refuses %o and says what there is', (want, says) => {
    expect(check(want as Record<string, SettingValue>)).toThrow(WavepoolError);
    expect(check(want as Record<string, SettingValue>)).toThrow(says);
  });

  it('says so when there is nothing to set', () => {
    expect(() => checkSettings({ model: 'A recording', settings: [] }, { agc: true })).toThrow('it has none');
  });
});
