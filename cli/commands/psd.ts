import { windowNames } from '#lib/dsp/window.ts';
import { openRecordingFile } from '#lib/platform/node/openRecordingFile.ts';
import type { Recording } from '#lib/recording/recording.ts';
import { WelchPsd, type WelchPsdResult } from '#lib/spectrum/welchPsd.ts';
import type { Command, CommandIo, OptionValues } from '../command.ts';
import { checkEngine, engineOption } from '../engineOption.ts';
import { frequencyText } from '../frequencyText.ts';
import { choiceOption, numberOption } from '../options.ts';
import { printNotices } from '../printNotices.ts';
import { readRecordingOptions, recordingHelp, recordingOptions } from '../recordingOptions.ts';
import { readSamples } from '../readSamples.ts';

/** What scipy calls the same windows. */
const otherWindowNames = { boxcar: 'rect', blackmanharris: 'blackman-harris', flattop: 'flat-top' } as const;
/** Rows of the table for people. */
const tableRows = 24;

/** `wavepool psd`: the power spectral density of a whole recording. */
export const psd: Command = {
  name: 'psd',
  summary: 'power spectral density of a recording',
  help: `wavepool psd FILE [options]

Welch's power spectral density of all samples of a recording, in dBFS/Hz (0 dBFS: a complex tone at
full scale; a real sine at full scale is -3.01 dBFS).

${recordingHelp}
  --fft N          transform size, a power of two from 256 to 65536 (4096)
  --window NAME    ${windowNames.join(', ')} (hann)
  --overlap SHARE  of a segment that the next one covers again, 0 to below 1 (0.5)
  --engine NAME    wasm (the default)
  --json           {rate, center, fft, window, overlap, averages, samples, tail, freq_hz, psd_dbfs_hz}

Ctrl+C ends the reading: what was read so far is printed, with "interrupted": true.`,
  options: {
    ...recordingOptions,
    ...engineOption,
    fft: { type: 'string' },
    window: { type: 'string' },
    overlap: { type: 'string' },
    json: { type: 'boolean' }
  },
  argument: 'FILE',
  run
};

async function run(path: string, values: OptionValues, io: CommandIo): Promise<number> {
  checkEngine(values);
  const fft = numberOption(values, 'fft', { min: 256, max: 65536, powerOfTwo: true, example: '4096' }) ?? 4096;
  const window = choiceOption(values, 'window', windowNames, otherWindowNames) ?? 'hann';
  const overlap = numberOption(values, 'overlap', { min: 0, max: 0.999999, example: '0.5' }) ?? 0.5;
  const file = await openRecordingFile(path, readRecordingOptions(values));
  try {
    const { recording } = file;
    printNotices(recording, io);
    const { format, rate, center } = recording;
    const welch = new WelchPsd({ format, rate, center, fft, window, overlap });
    const complete = await readSamples(recording, io, (bytes, index) => welch.push(bytes, index));
    const result = welch.finish();
    if (values.json === true) io.out(`${JSON.stringify(complete ? result : { ...result, interrupted: true })}\n`);
    else io.out(table(recording, result, complete));
    return complete ? 0 : 130;
  } finally {
    await file.close();
  }
}

/** The spectrum in a screenful: the strongest bin of each of some equal bands. */
function table(recording: Recording, result: WelchPsdResult, complete: boolean): string {
  const { freq_hz: frequencies, psd_dbfs_hz: levels, rate, fft } = result;
  const step = rate / fft;
  const lines = [
    `${recording.title}: ${recording.container}, ${recording.format}, ${frequencyText(rate, 1).replace('Hz', 'S/s')}` +
      (result.center === null ? ', centre not known' : `, centre ${frequencyText(result.center, step)}`),
    `${result.samples} samples${complete ? '' : ' (interrupted)'}, ${result.averages} averages of ${fft} (${result.window}), ` +
      `resolution ${frequencyText(step, step / 100)}`,
    ''
  ];
  const perRow = levels.length / tableRows;
  const rows = Array.from({ length: tableRows }, (_, row) => {
    const from = Math.round(row * perRow);
    let best = from;
    for (let bin = from; bin < Math.round((row + 1) * perRow); bin++) if (levels[bin] > levels[best]) best = bin;
    return { frequency: frequencyText(frequencies[best], step), level: levels[best] };
  });
  const top = Math.max(...rows.map((row) => row.level));
  const width = Math.max(...rows.map((row) => row.frequency.length));
  lines.push(`${'strongest at'.padStart(width)}   dBFS/Hz`);
  for (const { frequency, level } of rows) {
    // Two dB a mark over the 80 dB below the strongest.
    const marks = Math.max(0, Math.round(40 - (top - level) / 2));
    lines.push(`${frequency.padStart(width)}   ${level.toFixed(1).padStart(7)}  ${'#'.repeat(marks)}`.trimEnd());
  }
  return `${lines.join('\n')}\n`;
}
