import { sampleFormats, type SampleFormat } from '#lib/base/sampleFormat.ts';
import type { RecordingOverride } from '#lib/recording/recording.ts';
import type { OptionValues } from './command.ts';
import { choiceOption, numberOption } from './options.ts';

const names = Object.keys(sampleFormats) as SampleFormat[];

/** The names that SigMF and other tools give the same formats. */
const otherNames: Readonly<Record<string, SampleFormat>> = {
  ci8: 'cs8',
  ci16: 'cs16',
  ci16_le: 'cs16',
  sc16: 'cs16',
  fc32: 'cf32',
  cf32_le: 'cf32',
  ru8: 'u8',
  ri8: 's8',
  ri16: 's16',
  ri16_le: 's16',
  rf32: 'f32',
  rf32_le: 'f32'
};

/** The options of every command that reads a recording. */
export const recordingOptions = {
  format: { type: 'string' },
  rate: { type: 'string' },
  center: { type: 'string' }
} as const;

export const recordingHelp = `  --format NAME    how the samples lie in it: ${names.join(', ')}
  --rate HZ        samples per second, such as 250k or 2.4M
  --center HZ      centre frequency, such as 433.92M
                   These three come from SigMF metadata, the WAV header or the file's name
                   (g001_433.92M_250k.cu8); what you say goes before that.`;

/** @throws WavepoolError `option.bad-value` */
export function readRecordingOptions(values: OptionValues): RecordingOverride {
  return {
    format: choiceOption(values, 'format', names, otherNames),
    rate: numberOption(values, 'rate', { min: 1, example: '250k or 2.4M' }),
    center: numberOption(values, 'center', { example: '433.92M' })
  };
}
