import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { burstRecordings, detect, scoreBursts } from './burstScore.ts';

const folder = join(import.meta.dirname, '../../../shared/data');
const there = existsSync(join(folder, 'truth.jsonl'));
if (!there) console.warn(`Skipped: ${folder} is not there, so the detector meets no real signal.`);

describe.skipIf(!there)('detector on recordings of other people', () => {
  it('finds at least 90 % of the bursts that a good receiver reports', () => {
    const { rows, found, missed } = scoreBursts(folder);
    expect(rows).toBeGreaterThan(100);
    expect(found.merged / rows, missed.join('\n')).toBeGreaterThanOrEqual(0.9);
    expect(found.chained / rows, missed.join('\n')).toBeGreaterThanOrEqual(0.9);
  });

  it('finds nothing where there is only noise', () => {
    const recordings = there ? burstRecordings(folder, 'absent') : [];
    expect(recordings.length).toBeGreaterThan(0);
    for (const recording of recordings) expect(detect(recording), recording.file).toEqual([]);
  });
});
