import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { characterOf } from '#cli/characterOf.ts';
import { voteOf } from '#cli/voteOf.ts';
import { isSampleFormat } from '#lib/base/sampleFormat.ts';
import { openRecordingFile } from '#lib/platform/node/openRecordingFile.ts';
import type { SignalClass } from '#lib/spectrum/character/character.ts';
import { tallyClasses, type ClassVote } from '#lib/spectrum/character/tallyClasses.ts';
import { DetectorAnalysis, type DetectionLine } from '#lib/spectrum/detectorAnalysis.ts';

/** What a recording is, and what it was called. */
export interface RecordingClass {
  readonly file: string;
  readonly expected: SignalClass;
  readonly called: SignalClass;
  readonly detections: number;
  /** Longest time `characterise` took for one of them, CPU milliseconds. */
  readonly mostMs: number;
}

interface Entry {
  readonly path: string;
  readonly signal_level?: string;
  readonly format: string;
  readonly sample_rate_hz: number;
}

interface TruthLine {
  readonly file: string;
  readonly kind: string;
  readonly label?: string;
  readonly centroid_offset_hz?: number;
  readonly tol_freq_hz?: number;
}

/** Labels of the truth in the classes' words: ASK and PPM are keyed carriers, SC-FDMA a kind of OFDM, pictures wide-band FM; a spread spectrum under the noise is not there to be seen. */
function classOfLabel(label: string): SignalClass {
  if (/DSSS/.test(label)) return 'unknown';
  if (/OFDM|SC-FDMA/.test(label)) return 'OFDM';
  if (/video/.test(label)) return 'WFM';
  if (/OOK|ASK|PPM/.test(label)) return 'OOK';
  if (/FSK|C4FM/.test(label)) return 'FSK';
  throw new Error(`"${label}" is no class that is known here`);
}

/** Names every IQ recording of `folder` (shared/data) that has a class row. */
export async function scoreClasses(folder: string): Promise<RecordingClass[]> {
  if (!existsSync(join(folder, 'truth.jsonl'))) return [];
  const { files } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { files: Entry[] };
  const truth = readFileSync(join(folder, 'truth.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as TruthLine);
  const results: RecordingClass[] = [];
  for (const entry of files) {
    const rows = truth.filter(({ file }) => file === entry.path);
    const label = rows.find(({ kind }) => kind === 'class')?.label;
    if (entry.signal_level !== 'iq' || label === undefined) continue;
    // Another emitter that the truth names is not what the class row speaks of.
    const others = rows.filter(({ kind, label: name }) => kind === 'emitter' && /CW/.test(name ?? ''));
    results.push({ file: entry.path, expected: classOfLabel(label), ...(await nameRecording(folder, entry, others)) });
  }
  return results;
}

async function nameRecording(folder: string, entry: Entry, others: readonly TruthLine[]) {
  const raw = isSampleFormat(entry.format) ? { format: entry.format, rate: entry.sample_rate_hz } : {};
  const file = await openRecordingFile(join(folder, entry.path), raw);
  try {
    const { recording } = file;
    const { rate, format, samples } = recording;
    const bytes = await recording.read(0, samples);
    const lines: DetectionLine[] = [];
    const analysis = new DetectorAnalysis({ rate, format, onLine: (line) => lines.push(line) });
    analysis.push(bytes, 0);
    analysis.flush();
    const kept = lines.filter(
      (line) =>
        !others.some((other) => Math.abs(line.center_offset_hz - other.centroid_offset_hz!) < other.tol_freq_hz!)
    );
    const votes: ClassVote[] = [];
    let mostMs = 0;
    for (const line of kept) {
      const started = process.cpuUsage();
      const character = await characterOf(line, recording);
      const { user, system } = process.cpuUsage(started);
      mostMs = Math.max(mostMs, (user + system) / 1e3);
      votes.push(voteOf(line, character));
    }
    return { called: tallyClasses(votes), detections: kept.length, mostMs };
  } finally {
    await file.close();
  }
}
