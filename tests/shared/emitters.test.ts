import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isSampleFormat } from '#lib/base/sampleFormat.ts';
import { DetectorAnalysis } from '#lib/spectrum/detectorAnalysis.ts';
import type { EmitterLine } from '#lib/spectrum/emitters/emitterLine.ts';
import { burstRecordings } from './burstScore.ts';

const folder = join(import.meta.dirname, '../../../shared/data');
const there = existsSync(join(folder, 'truth.jsonl'));
if (!there) console.warn(`Skipped: ${folder} is not there, so no real transmitter is tracked.`);

function emittersOf(bytes: Uint8Array, format: string, rate: number): EmitterLine[] {
  if (!isSampleFormat(format)) throw new TypeError(`${format} is not read here`);
  const emitters: EmitterLine[] = [];
  const analysis = new DetectorAnalysis({
    rate,
    format,
    onLine: () => undefined,
    onEmitter: (line) => emitters.push(line)
  });
  analysis.push(bytes, 0);
  analysis.flush();
  return emitters;
}

/** Those within 15 dB of the strongest: images and splatter of an overdriven receiver are weaker. */
function strong(emitters: readonly EmitterLine[]): EmitterLine[] {
  const most = Math.max(...emitters.map(({ level_dbfs: level }) => level));
  return emitters.filter(({ level_dbfs: level }) => level > most - 15);
}

describe.skipIf(!there)('emitters in recordings of other people', () => {
  const recordings = there ? burstRecordings(folder, 'burst') : [];
  const emittersIn = (name: string) => {
    const recording = recordings.find(({ file }) => file.endsWith(name));
    if (recording === undefined) throw new Error(`${name} is not in the manifest`);
    return { rows: recording.rows, emitters: strong(emittersOf(recording.bytes, recording.format, recording.rate)) };
  };

  it.each([
    ['rtl433_cardin_s466_01.cu8', 25, 0.087],
    ['urh_elektromaten.complex16s', 11, 0.111],
    ['rtl433_dsc_contact_g004.cu8', 2, null],
    ['urh_enocean.complex', 3, null]
  ])('%s: one remote control, %i bursts', (name, bursts, period) => {
    const { rows, emitters } = emittersIn(name);
    expect(rows).toHaveLength(bursts);
    expect(emitters).toHaveLength(1);
    expect(emitters[0].bursts).toBe(bursts);
    expect(Math.abs(emitters[0].center_offset_hz - rows[0].center)).toBeLessThan(rows[0].frequencyTolerance);
    if (period !== null) expect(emitters[0].period_s).toBeCloseTo(period, 3);
  });

  it('five sensors of one make, on five frequencies: five', () => {
    const { rows, emitters } = emittersIn('rtl433_ambient_f007th_5sensors.cu8');
    expect(emitters.map(({ bursts }) => bursts)).toEqual([1, 1, 1, 1, 1]);
    for (const row of rows) {
      const near = emitters.filter((line) => Math.abs(line.center_offset_hz - row.center) < row.frequencyTolerance);
      expect(near, row.id).toHaveLength(1);
    }
  });

  it('a carrier beside GPS', () => {
    const bytes = readFileSync(join(folder, 'files/gps_l1_4M_10ms.cf32'));
    const emitters = emittersOf(bytes, 'cf32', 4e6);
    const row = readFileSync(join(folder, 'truth.jsonl'), 'utf8')
      .split('\n')
      .find((line) => line.includes('CW interferer'));
    const { centroid_offset_hz: center, tol_freq_hz: tolerance } = JSON.parse(row!) as Record<string, number>;
    expect(emitters.filter((line) => Math.abs(line.center_offset_hz - center) < tolerance)).toHaveLength(1);
  });
});
