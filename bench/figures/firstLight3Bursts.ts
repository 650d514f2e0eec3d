import { join } from 'node:path';
import { scoreBursts, scoreVariants } from '#tests/shared/burstScore.ts';
import type { Figure } from '../figure.ts';

const folder = join(import.meta.dirname, '../../../shared/data');
const neededShare = 0.9;

export const firstLight3Bursts: Figure = {
  id: 'first-light.3',
  what: 'bursts of the shared IQ recordings found: both edges in time, centre, width of the box',
  required: '>= 90 %',
  ci: true,
  needsShared: true,
  measure() {
    const { rows, found, missed } = scoreBursts(folder);
    const share = found.merged / rows;
    const variants = scoreVariants.map((variant) => `${variant} ${found[variant]}`).join(', ');
    return Promise.resolve({
      measured: `${(100 * share).toFixed(1)} % of ${rows} (${variants})`,
      pass: share >= neededShare,
      details: missed
    });
  }
};
