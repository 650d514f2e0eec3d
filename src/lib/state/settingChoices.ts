import type { RadioSetting } from '#lib/radio/radioSetting.ts';
import { frequencyText } from './quantityText.ts';

/**
 * Values of a number that has only certain ones, in words; null when it has ranges to move in. What is in force is always among them.
 */
export function settingChoices(
  { ranges, unit }: Extract<RadioSetting, { kind: 'number' }>,
  now: number
): readonly { readonly value: number; readonly text: string }[] | null {
  if (ranges.length === 0 || ranges.some(({ min, max }) => min !== max)) return null;
  const values = [...new Set([...ranges.map(({ min }) => min), now])].filter(Number.isFinite).sort((a, b) => a - b);
  return values.map((value) => ({ value, text: valueText(value, unit) }));
}

function valueText(value: number, unit: string): string {
  if (unit === 'Hz') return value === 0 ? 'Automatic' : frequencyText(value, 1);
  return unit === '' ? String(value) : `${value}\u00a0${unit}`;
}
