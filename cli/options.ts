import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { siNumber } from '#lib/recording/siNumber.ts';
import type { OptionValues } from './command.ts';

/**
 * A number from an option: `2400000`, `2.4M`, `250k`, `433.92MHz`. Undefined when it was not given.
 * @throws WavepoolError `option.bad-value`
 */
export function numberOption(
  values: OptionValues,
  name: string,
  allowed: { min?: number; max?: number; whole?: boolean; powerOfTwo?: boolean; example: string }
): number | undefined {
  const text = values[name];
  if (typeof text !== 'string') return undefined;
  const { min = -Infinity, max = Infinity, whole = false, powerOfTwo = false, example } = allowed;
  const value = siNumber(text);
  const right =
    value !== null &&
    value >= min &&
    value <= max &&
    (!whole || Number.isInteger(value)) &&
    (!powerOfTwo || Number.isInteger(Math.log2(value)));
  if (!right) {
    const range = max < Infinity ? ` from ${min} to ${max}` : min > -Infinity ? ` from ${min} up` : '';
    const want = powerOfTwo
      ? `use a power of two${range}`
      : `use a ${whole ? 'whole ' : ''}number${range}, such as ${example}`;
    throw new WavepoolError('option.bad-value', { option: `--${name}`, value: text === '' ? 'empty' : text, want });
  }
  return value;
}

/**
 * One of some words. Undefined when it was not given.
 * @param aliases what the same things are called elsewhere
 * @throws WavepoolError `option.bad-value`
 */
export function choiceOption<T extends string>(
  values: OptionValues,
  name: string,
  choices: readonly T[],
  aliases: Readonly<Record<string, T>> = {}
): T | undefined {
  const text = values[name];
  if (typeof text !== 'string') return undefined;
  const choice =
    choices.find((candidate) => candidate === text) ?? (Object.hasOwn(aliases, text) ? aliases[text] : undefined);
  if (choice === undefined) {
    const want = `use ${choices.slice(0, -1).join(', ')}${choices.length > 1 ? ' or ' : ''}${choices.at(-1)}`;
    throw new WavepoolError('option.bad-value', { option: `--${name}`, value: text === '' ? 'empty' : text, want });
  }
  return choice;
}

/**
 * Words from an option, such as an address or a folder. Undefined when it was not given.
 * @throws WavepoolError `option.bad-value` when it is empty: a shell variable that is not set must not choose anything
 */
export function textOption(values: OptionValues, name: string, example: string): string | undefined {
  const text = values[name];
  if (typeof text !== 'string') return undefined;
  if (text.trim() === '') {
    throw new WavepoolError('option.bad-value', { option: `--${name}`, value: 'empty', want: `use ${example}` });
  }
  return text;
}
