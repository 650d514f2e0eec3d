import { openRecordingFile } from '#lib/platform/node/openRecordingFile.ts';
import type { Recording } from '#lib/recording/recording.ts';
import { DetectorAnalysis, type DetectionLine, type SummaryLine } from '#lib/spectrum/detectorAnalysis.ts';
import type { EmitterLine } from '#lib/spectrum/emitters/emitterLine.ts';
import type { Command, CommandIo, OptionValues } from '../command.ts';
import { checkEngine, engineOption } from '../engineOption.ts';
import { frequencyText } from '../frequencyText.ts';
import { printNotices } from '../printNotices.ts';
import { readRecordingOptions, recordingHelp, recordingOptions } from '../recordingOptions.ts';
import { readSamples } from '../readSamples.ts';

/** `wavepool analyze`: what is in a recording. */
export const analyze: Command = {
  name: 'analyze',
  summary: 'signals in a recording: when, where, how strong',
  help: `wavepool analyze FILE [options]

Finds the signals in a recording: regions of time and frequency above the noise, and the emitters
that they belong to.

${recordingHelp}
  --engine NAME    wasm (the default)
  --json           a line of JSON for each detection, as it ends, and a last one that sums up:
                   {"type":"detection","start_s","stop_s","center_offset_hz","low_hz","high_hz",
                    "peak_dbfs","snr_db"}; times from the first sample, frequencies from the centre
                   {"type":"emitter","id","first_s","last_s","center_offset_hz","low_hz","high_hz",
                    "bursts","duty","level_dbfs"} after the detections; "period_s" where it sends
                   regularly; "hop":{"channels_hz","dwell_s","interval_s"} where it hops
                   {"type":"summary","samples","missed","tail","seconds","detections","emitters"}

Ctrl+C ends the reading: what was found so far is summed up, with "interrupted": true.`,
  options: { ...recordingOptions, ...engineOption, json: { type: 'boolean' } },
  argument: 'FILE',
  run
};

async function run(path: string, values: OptionValues, io: CommandIo): Promise<number> {
  checkEngine(values);
  const file = await openRecordingFile(path, readRecordingOptions(values));
  try {
    const { recording } = file;
    printNotices(recording, io);
    const json = values.json === true;
    if (!json) io.out(head(recording));
    const emitters: EmitterLine[] = [];
    const analysis = new DetectorAnalysis({
      format: recording.format,
      rate: recording.rate,
      onLine: (line) => io.out(json ? `${JSON.stringify(line)}\n` : row(line, recording)),
      onEmitter: (line) => emitters.push(line)
    });
    const complete = await readSamples(recording, io, (bytes, index) => analysis.push(bytes, index));
    const summary = analysis.flush();
    if (!json && emitters.length > 0) io.out(emitterHead(recording));
    for (const line of emitters) io.out(json ? `${JSON.stringify(line)}\n` : emitterRow(line, recording));
    if (json) io.out(`${JSON.stringify(complete ? summary : { ...summary, interrupted: true })}\n`);
    else io.out(foot(summary, complete));
    return complete ? 0 : 130;
  } finally {
    await file.close();
  }
}

function head(recording: Recording): string {
  const { title, center } = recording;
  const where = center === null ? 'offset' : 'centre';
  return `${title}\n${cells(['start s', 'length s', where, 'width', 'peak dBFS', 'SNR dB'])}`;
}

function row(line: DetectionLine, { center }: Recording): string {
  const { start_s: start, stop_s: stop, low_hz: low, high_hz: high } = line;
  return cells([
    start.toFixed(4),
    (stop - start).toFixed(4),
    frequencyText((center ?? 0) + line.center_offset_hz, 100),
    frequencyText(high - low, 100),
    line.peak_dbfs.toFixed(1),
    line.snr_db.toFixed(1)
  ]);
}

function emitterHead({ center }: Recording): string {
  const where = center === null ? 'offset' : 'centre';
  return `\n${cells(['emitter', 'bursts', where, 'width', 'on', 'every'])}`;
}

function emitterRow(line: EmitterLine, { center }: Recording): string {
  const { low_hz: low, high_hz: high, hop, period_s: period } = line;
  const every = hop === undefined ? period : hop.interval_s;
  return cells([
    `${line.id}`,
    `${line.bursts}`,
    frequencyText((center ?? 0) + line.center_offset_hz, 100),
    frequencyText(high - low, 100),
    `${(100 * line.duty).toPrecision(3)} %`,
    `${every === undefined ? '' : `${every.toPrecision(3)} s`}${hop === undefined ? '' : `, hops over ${hop.channels_hz.length}`}`
  ]);
}

function cells(texts: readonly string[]): string {
  const widths = [11, 10, 16, 11, 10, 7];
  return `${texts.map((text, column) => text.padStart(widths[column])).join(' ')}\n`;
}

function foot({ detections, samples, seconds, missed }: SummaryLine, complete: boolean): string {
  const what = `${detections} ${detections === 1 ? 'signal' : 'signals'}`;
  return `${what} in ${samples} samples (${seconds.toFixed(3)} s), ${missed} missed${complete ? '' : ', interrupted'}\n`;
}
