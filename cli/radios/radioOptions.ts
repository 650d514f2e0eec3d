import { hz, sampleRate } from '#lib/base/units.ts';
import { WavepoolError } from '#lib/base/wavepoolError.ts';
import { hostClock } from '#lib/platform/web/hostClock.ts';
import type { Radio, RadioWant } from '#lib/radio/radio.ts';
import type { CommandIo, OptionValues } from '../command.ts';
import { numberOption, textOption } from '../options.ts';
import { radioOpeners } from './list.ts';
import { openRadio } from './openRadio.ts';
import { readWant } from './readWant.ts';

/** The options of every command that works with a radio. */
export const radioOptions = {
  radio: { type: 'string' },
  center: { type: 'string' },
  rate: { type: 'string' },
  gain: { type: 'string' },
  ppm: { type: 'string' },
  set: { type: 'string', multiple: true }
} as const;

export const radioHelp = `  --radio SPEC     which one:
${radioOpeners.map(({ help }) => help.replace(/^/gm, '                     ')).join('\n')}
  --center HZ      centre frequency, such as 433.92M
  --rate HZ        samples per second, such as 250k or 2.4M
  --gain DB        in dB, or auto
  --ppm N          correction of its oscillator
  --set KEY=VALUE  any other of its settings, such as bias-tee=on; may be given several times`;

/**
 * Opens the radio that a command line names, set up as it says. Notices go to standard error.
 * @throws WavepoolError `option.bad-value`, and what opening and setting up can throw
 */
export async function openRadioOf(values: OptionValues, io: CommandIo): Promise<Radio> {
  const spec = textOption(values, 'radio', 'a radio, such as sim or usb:rtlsdr');
  if (spec === undefined)
    throw new WavepoolError('option.bad-value', {
      option: '--radio',
      value: 'left out',
      want: 'name one, such as sim'
    });
  const want = readOptions(values);
  const pairs = readPairs(values);
  const notice = (text: string) => io.err(`${text}\n`);
  const radio = await openRadio(spec, { clock: hostClock, signal: io.signal, notice });
  try {
    for (const text of radio.info.notices) notice(`${radio.info.model}: ${text}`);
    const set = readWant(radio.info, pairs);
    await radio.configure({ ...set, ...want });
    return radio;
  } catch (error) {
    await radio.close();
    throw error;
  }
}

function readOptions(values: OptionValues): RadioWant {
  const center = numberOption(values, 'center', { min: 0, example: '433.92M' });
  const rate = numberOption(values, 'rate', { min: 1, example: '250k or 2.4M' });
  const ppm = numberOption(values, 'ppm', { min: -1000, max: 1000, example: '-1.5' });
  const gain = values.gain === 'auto' ? 'auto' : numberOption(values, 'gain', { example: '28, or auto' });
  return {
    ...(center === undefined ? {} : { center: hz(center) }),
    ...(rate === undefined ? {} : { rate: sampleRate(rate) }),
    ...(gain === undefined ? {} : { gain }),
    ...(ppm === undefined ? {} : { ppm })
  };
}

function readPairs({ set }: OptionValues): (readonly [string, string])[] {
  if (!Array.isArray(set)) return [];
  return (set as readonly string[]).map((text) => {
    const at = text.indexOf('=');
    if (at < 1 || at === text.length - 1)
      throw new WavepoolError('option.bad-value', { option: '--set', value: text || 'empty', want: 'use KEY=VALUE' });
    return [text.slice(0, at), text.slice(at + 1)] as const;
  });
}
