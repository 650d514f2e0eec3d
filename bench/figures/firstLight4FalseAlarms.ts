import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { burstRecordings, detect } from '#tests/shared/burstScore.ts';
import { detectionsInNoise } from '#tests/unit/spectrum/detectNoise.ts';
import type { Figure } from '../figure.ts';

const folder = join(import.meta.dirname, '../../../shared/data');
const rate = 2_400_000;
const seconds = 600;
/** Standard deviation of a component of the noise, in steps of the 8-bit converter. */
const sigma = 20;
const seed = 20_261_120;

export const firstLight4FalseAlarms: Figure = {
  id: 'first-light.4',
  what: 'detections in recordings with nothing in them; in 10 minutes of noise at 2.4 MS/s, default settings',
  required: '0; <= 1',
  ci: true,
  // Without the recordings the noise is measured all the same, and the answer says so.
  needsShared: false,
  measure() {
    const recordings = existsSync(join(folder, 'truth.jsonl')) ? burstRecordings(folder, 'absent') : null;
    const inRecordings = recordings?.map((recording) => ({ file: recording.file, lines: detect(recording) }));
    const found = inRecordings?.reduce((sum, { lines }) => sum + lines.length, 0);
    const inNoise = detectionsInNoise(rate, seconds, sigma, seed);
    return Promise.resolve({
      measured: `${found === undefined ? 'no recordings here' : `${found} in ${inRecordings!.length} recordings`}; ${inNoise.length}`,
      pass: (found ?? 0) === 0 && inRecordings?.length !== 0 && inNoise.length <= 1,
      details: [
        ...(inRecordings ?? []).flatMap(({ file, lines }) => lines.map((line) => `${file}: ${JSON.stringify(line)}`)),
        ...inNoise.map((line) => `noise: ${JSON.stringify(line)}`)
      ]
    });
  }
};
