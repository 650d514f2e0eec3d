import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSampleFormat, type SampleFormat } from '#lib/base/sampleFormat.ts';
import { DetectorAnalysis, type DetectionLine } from '#lib/spectrum/detectorAnalysis.ts';

/** A burst that a good receiver reports. Seconds from the start of the file, frequencies as offsets from the centre. */
export interface BurstRow {
  readonly id: string;
  readonly file: string;
  readonly start: number;
  readonly stop: number;
  readonly low: number;
  readonly high: number;
  readonly center: number;
  readonly timeTolerance: number;
  readonly frequencyTolerance: number;
}

export interface BurstRecording {
  readonly file: string;
  readonly format: SampleFormat;
  readonly rate: number;
  readonly bytes: Uint8Array;
  /** What must be found in it; empty in a recording in which nothing may be. */
  readonly rows: readonly BurstRow[];
}

interface TruthLine {
  readonly file: string;
  readonly id: string;
  readonly kind: string;
  readonly must: boolean;
  readonly start_s: number;
  readonly stop_s: number;
  readonly tol_time_s: number;
  readonly tol_freq_hz: number;
  readonly centroid_offset_hz?: number;
  readonly f90_lo_hz?: number;
  readonly f90_hi_hz?: number;
  readonly abs_lo_hz?: number;
  readonly abs_hi_hz?: number;
}

interface ManifestFile {
  readonly path: string;
  readonly format: string;
  readonly sample_rate_hz: number;
  readonly center_frequency_hz: number | null;
}

/** The recordings of `folder` (shared/data) with rows of a kind that must hold: `burst`, or `absent` for those in which nothing is to be found. */
export function burstRecordings(folder: string, kind: 'burst' | 'absent'): BurstRecording[] {
  const { files } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { files: ManifestFile[] };
  const truth = readFileSync(join(folder, 'truth.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as TruthLine)
    .filter((line) => line.kind === kind && line.must);
  return files.flatMap((entry) => {
    const lines = truth.filter((line) => line.file === entry.path);
    if (lines.length === 0) return [];
    const format = entry.format === 'ci16_le' ? 'cs16' : entry.format;
    if (!isSampleFormat(format)) throw new Error(`${entry.path}: ${entry.format} is not read here`);
    const rows =
      kind === 'absent' ? [] : joinTouching(lines.map((line) => burstRow(line, entry.center_frequency_hz ?? 0)));
    const bytes = readFileSync(join(folder, entry.path));
    return [{ file: entry.path, format, rate: entry.sample_rate_hz, bytes, rows }];
  });
}

function burstRow(line: TruthLine, center: number): BurstRow {
  const annotated = line.abs_lo_hz !== undefined && line.abs_hi_hz !== undefined;
  const low = annotated ? line.abs_lo_hz - center : line.f90_lo_hz!;
  const high = annotated ? line.abs_hi_hz - center : line.f90_hi_hz!;
  return {
    id: line.id,
    file: line.file,
    start: line.start_s,
    stop: line.stop_s,
    low,
    high,
    center: line.centroid_offset_hz ?? (low + high) / 2,
    timeTolerance: line.tol_time_s,
    frequencyTolerance: line.tol_freq_hz
  };
}

/** Annotated slots of one band that follow each other without a pause are one transmission on the air: each row gets the edges of the whole. */
function joinTouching(rows: readonly BurstRow[]): BurstRow[] {
  return rows.map((row) => {
    let { start, stop } = row;
    for (let grown = true; grown;) {
      grown = false;
      for (const other of rows) {
        if (other.low !== row.low || other.high !== row.high) continue;
        if (Math.abs(other.stop - start) < 1e-6 || Math.abs(other.start - stop) < 1e-6) {
          start = Math.min(start, other.start);
          stop = Math.max(stop, other.stop);
          grown = true;
        }
      }
    }
    return { ...row, start, stop };
  });
}

/** Runs the detector over a recording. */
export function detect(recording: BurstRecording): DetectionLine[] {
  const lines: DetectionLine[] = [];
  const analysis = new DetectorAnalysis({
    rate: recording.rate,
    format: recording.format,
    onLine: (line) => lines.push(line)
  });
  analysis.push(recording.bytes, 0);
  analysis.flush();
  return lines.sort((a, b) => a.start_s - b.start_s);
}

/**
 * Ways to score, from the one that the requirement words to stricter ones:
 * `merged`  pieces that overlap the row's box, widened by its tolerances, are merged over gaps up to 50 ms
 * `chained` the same without looking at the row's time: whatever follows at this frequency within 50 ms belongs to it, except
 *           where the truth itself has another burst as near
 * `single`  the piece that overlaps the row best, alone
 */
export const scoreVariants = ['merged', 'chained', 'single'] as const;
export type ScoreVariant = (typeof scoreVariants)[number];

const mergeGap = 0.05;

/** What is wrong with the detections of a row, or null when it is found. */
export function burstFault(
  row: BurstRow,
  rows: readonly BurstRow[],
  lines: readonly DetectionLine[],
  variant: ScoreVariant
): string | null {
  const pieces = belonging(row, rows, lines, variant);
  if (pieces.length === 0) return 'not found';
  const start = Math.min(...pieces.map((piece) => piece.start_s));
  const stop = Math.max(...pieces.map((piece) => piece.stop_s));
  const low = Math.min(...pieces.map((piece) => piece.low_hz));
  const high = Math.max(...pieces.map((piece) => piece.high_hz));
  let energy = 0;
  let moment = 0;
  for (const piece of pieces) {
    const weight = 10 ** (piece.peak_dbfs / 10) * (piece.stop_s - piece.start_s);
    energy += weight;
    moment += weight * piece.center_offset_hz;
  }
  const center = moment / energy;
  const faults: string[] = [];
  const check = (what: string, value: number, wanted: number, tolerance: number, digits: number, unit: string) => {
    if (Math.abs(value - wanted) <= tolerance) return;
    faults.push(`${what} ${value.toFixed(digits)} for ${wanted.toFixed(digits)} ± ${tolerance} ${unit}`);
  };
  check('start', start, row.start, row.timeTolerance, 5, 's');
  check('stop', stop, row.stop, row.timeTolerance, 5, 's');
  check('centre', center, row.center, row.frequencyTolerance, 0, 'Hz');
  const widest = 3 * (row.high - row.low) + row.frequencyTolerance;
  if (high - low > widest) faults.push(`box ${(high - low).toFixed(0)} Hz wide, at most ${widest.toFixed(0)}`);
  return faults.length === 0 ? null : faults.join(', ');
}

function belonging(
  row: BurstRow,
  rows: readonly BurstRow[],
  lines: readonly DetectionLine[],
  variant: ScoreVariant
): DetectionLine[] {
  const inBand = lines.filter(
    (line) =>
      overlap(line.low_hz, line.high_hz, row.low - row.frequencyTolerance, row.high + row.frequencyTolerance) > 0
  );
  const inBox = inBand.filter(
    (line) => overlap(line.start_s, line.stop_s, row.start - row.timeTolerance, row.stop + row.timeTolerance) > 0
  );
  if (inBox.length === 0) return [];
  const common = (line: DetectionLine) =>
    overlap(line.start_s, line.stop_s, row.start, row.stop) * 10 ** (line.peak_dbfs / 10);
  const best = inBox.reduce((most, line) => (common(line) > common(most) ? line : most));
  if (variant === 'single') return [best];
  const crowded = rows.some(
    (other) =>
      other.start !== row.start &&
      overlap(other.low, other.high, row.low - row.frequencyTolerance, row.high + row.frequencyTolerance) > 0 &&
      overlap(other.start, other.stop, row.start - mergeGap, row.stop + mergeGap) > 0
  );
  const candidates = variant === 'chained' && !crowded ? inBand : inBox;
  const group = [best];
  for (let grown = true; grown;) {
    grown = false;
    for (const line of candidates) {
      if (group.includes(line)) continue;
      if (
        !group.some(
          (member) => overlap(line.start_s, line.stop_s, member.start_s - mergeGap, member.stop_s + mergeGap) >= 0
        )
      )
        continue;
      group.push(line);
      grown = true;
    }
  }
  return group;
}

function overlap(low: number, high: number, otherLow: number, otherHigh: number): number {
  return Math.min(high, otherHigh) - Math.max(low, otherLow);
}

export interface BurstScore {
  readonly rows: number;
  readonly found: Readonly<Record<ScoreVariant, number>>;
  /** One line per row that `merged` does not find. */
  readonly missed: readonly string[];
}

/** Scores the detector on every recording with bursts that must be found. */
export function scoreBursts(folder: string): BurstScore {
  const found: Record<ScoreVariant, number> = { merged: 0, chained: 0, single: 0 };
  const missed: string[] = [];
  let count = 0;
  for (const recording of burstRecordings(folder, 'burst')) {
    const lines = detect(recording);
    for (const row of recording.rows) {
      count++;
      for (const variant of scoreVariants) {
        const fault = burstFault(row, recording.rows, lines, variant);
        if (fault === null) found[variant]++;
        else if (variant === 'merged') missed.push(`${row.id}: ${fault}`);
      }
    }
  }
  return { rows: count, found, missed };
}
