import { openRecordingFile } from '#lib/platform/node/openRecordingFile.ts';
import type { Recording } from '#lib/recording/recording.ts';
import type { Character } from '#lib/spectrum/character/character.ts';
import { tallyClasses, type ClassVote } from '#lib/spectrum/character/tallyClasses.ts';
import { DetectorAnalysis, type DetectionLine, type SummaryLine } from '#lib/spectrum/detectorAnalysis.ts';
import type { EmitterLine } from '#lib/spectrum/emitters/emitterLine.ts';
import { characterOf } from '../characterOf.ts';
import type { Command, CommandIo, OptionValues } from '../command.ts';
import { checkEngine, engineOption } from '../engineOption.ts';
import { frequencyText } from '../frequencyText.ts';
import { printNotices } from '../printNotices.ts';
import { readRecordingOptions, recordingHelp, recordingOptions } from '../recordingOptions.ts';
import { readSamples } from '../readSamples.ts';
import { voteOf } from '../voteOf.ts';

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
                    "peak_dbfs","snr_db","class","confidence","bandwidth_hz","symbol_rate","duty"};
                   times from the first sample, frequencies from the centre; "class" is carrier,
                   AM, NFM, WFM, SSB, OOK, FSK, PSK/QAM, OFDM, chirp, noise-like or unknown,
                   "bandwidth_hz" holds 99 % of the power, "symbol_rate" is null without a clock
                   {"type":"emitter","id","first_s","last_s","center_offset_hz","low_hz","high_hz",
                    "bursts","duty","level_dbfs"} after the detections; "period_s" where it sends
                   regularly; "hop":{"channels_hz","dwell_s","interval_s"} where it hops
                   {"type":"summary","samples","missed","tail","seconds","detections","emitters",
                    "class"}: the class of what dominates the recording

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
    const found: DetectionLine[] = [];
    const votes: ClassVote[] = [];
    const analysis = new DetectorAnalysis({
      format: recording.format,
      rate: recording.rate,
      onLine: (line) => found.push(line),
      onEmitter: (line) => emitters.push(line)
    });
    const report = async () => {
      for (const line of found.splice(0)) {
        // Who has pressed Ctrl+C waits for nothing more.
        const character = io.signal.aborted ? null : await characterOf(line, recording);
        if (character !== null) votes.push(voteOf(line, character));
        io.out(json ? `${JSON.stringify({ ...line, ...fields(character) })}\n` : row(line, character, recording));
      }
    };
    const complete = await readSamples(recording, io, (bytes, index) => {
      analysis.push(bytes, index);
      return report();
    });
    const summary = analysis.flush();
    await report();
    if (!json && emitters.length > 0) io.out(emitterHead(recording));
    for (const line of emitters) io.out(json ? `${JSON.stringify(line)}\n` : emitterRow(line, recording));
    const whole = { ...summary, class: tallyClasses(votes) };
    if (json) io.out(`${JSON.stringify(complete ? whole : { ...whole, interrupted: true })}\n`);
    else io.out(foot(summary, complete));
    return complete ? 0 : 130;
  } finally {
    await file.close();
  }
}

function fields(character: Character | null) {
  if (character === null) return {};
  return {
    class: character.class,
    confidence: round(character.confidence, 2),
    bandwidth_hz: round(character.occupiedHz, 1),
    symbol_rate: character.symbolRate === null ? null : round(character.symbolRate, 1),
    duty: round(character.duty, 3)
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

function head(recording: Recording): string {
  const { title, center } = recording;
  const where = center === null ? 'offset' : 'centre';
  return `${title}\n${cells(['start s', 'length s', where, 'width', 'peak dBFS', 'SNR dB', 'class'])}`;
}

function row(line: DetectionLine, character: Character | null, { center }: Recording): string {
  const { start_s: start, stop_s: stop, low_hz: low, high_hz: high } = line;
  return cells([
    start.toFixed(4),
    (stop - start).toFixed(4),
    frequencyText((center ?? 0) + line.center_offset_hz, 100),
    frequencyText(high - low, 100),
    line.peak_dbfs.toFixed(1),
    line.snr_db.toFixed(1),
    character?.class ?? ''
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
  const widths = [11, 10, 16, 11, 10, 7, 11];
  return `${texts.map((text, column) => text.padStart(widths[column])).join(' ')}\n`;
}

function foot({ detections, samples, seconds, missed }: SummaryLine, complete: boolean): string {
  const what = `${detections} ${detections === 1 ? 'signal' : 'signals'}`;
  return `${what} in ${samples} samples (${seconds.toFixed(3)} s), ${missed} missed${complete ? '' : ', interrupted'}\n`;
}
