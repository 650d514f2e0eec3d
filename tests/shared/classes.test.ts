import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scoreClasses } from './classScore.ts';

const folder = join(import.meta.dirname, '../../../shared/data');
const there = existsSync(join(folder, 'truth.jsonl'));
if (!there) console.warn(`Skipped: ${folder} is not there, so no real signal is named.`);

describe.skipIf(!there)('classes of recordings of other people', () => {
  it('are right for at least 85 %, wrong for at most one, and unknown for the rest', async () => {
    const results = await scoreClasses(folder);
    expect(results.length).toBeGreaterThan(30);
    const right = results.filter(({ expected, called }) => called === expected);
    const wrong = results.filter(({ expected, called }) => called !== expected && called !== 'unknown');
    const named = results.map(({ file, expected, called }) => `${file}: ${expected}, called ${called}`).join('\n');
    expect(right.length / results.length, named).toBeGreaterThanOrEqual(0.85);
    expect(wrong.length, named).toBeLessThanOrEqual(1);
  });
});
