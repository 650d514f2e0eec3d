import { sampleFormats, type SampleFormat } from '#lib/base/sampleFormat.ts';
import type { RecordingOverride } from '#lib/recording/recording.ts';
import type { OptionValues } from './command.ts';
import { choiceOption, numberOption } from './options.ts';

const names = Object.keys(sampleFormats) as SampleFormat[];

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
    format: choiceOption(values, 'format', names),
    rate: numberOption(values, 'rate', { min: 1, example: '250k or 2.4M' }),
    center: numberOption(values, 'center', { example: '433.92M' })
  };
}
