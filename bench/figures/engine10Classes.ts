import { join } from 'node:path';
import { scoreBursts } from '#tests/shared/burstScore.ts';
import { scoreClasses } from '#tests/shared/classScore.ts';
import { confusionTable, scoreScenes } from '../scenes/scoreScenes.ts';
import type { Figure } from '../figure.ts';

const folder = join(import.meta.dirname, '../../../shared/data');
const neededBursts = 0.95;
const neededRight = 0.85;
const mostWrong = 1;
/** Seed and number of the generated scenes: docs/classification.md shows the same ones. */
const sceneSeed = 2026;
const scenes = 2000;

export const engine10Classes: Figure = {
  id: 'engine.10',
  what: 'bursts of the shared IQ recordings found; their classes right; generated scenes at 5 to 20 dB',
  required: '>= 95 %; >= 85 % right, at most one wrong, rest unknown',
  ci: false,
  needsShared: true,
  async measure() {
    const { rows, found, missed } = scoreBursts(folder);
    const results = await scoreClasses(folder);
    const right = results.filter(({ expected, called }) => called === expected).length;
    const wrong = results.filter(({ expected, called }) => called !== expected && called !== 'unknown').length;
    const score = scoreScenes(sceneSeed, 0, scenes);
    const share = (count: number, of: number) => `${((100 * count) / of).toFixed(1)} %`;
    return {
      measured:
        `bursts ${share(found.merged, rows)} of ${rows}; classes ${share(right, results.length)} of ${results.length}, ${wrong} wrong; ` +
        `scenes ${share(score.right, score.scenes)} right, ${share(score.wrong, score.scenes)} wrong, ${score.meanMs.toFixed(0)} ms CPU each`,
      pass:
        found.merged / rows >= neededBursts &&
        right / results.length >= neededRight &&
        wrong <= mostWrong &&
        results.length > 0,
      details: [
        ...missed,
        ...results.map(
          ({ file, expected, called, mostMs }) => `${file}: ${expected}, called ${called} (${mostMs.toFixed(0)} ms)`
        ),
        ...confusionTable([score])
      ]
    };
  }
};
