import { detectedShare, knownDetections } from '#tests/unit/spectrum/cfarDetection.ts';
import type { Figure } from '../figure.ts';

const trials = 200_000;
/** An average over many cells is one logarithm for eight of them: fewer targets, whose share is known to a quarter of a point all the same. */
const averagedTrials = 20_000;
const tolerance = 0.01;

export const engine9Detection: Figure = {
  id: 'engine.9',
  what: 'detection probability on Swerling 1 cells: N = 16, 32, 64 at 1e-3, 1e-4, 1e-6; averages over 8, 32, 128 spectra',
  required: 'within 1 point of theory',
  ci: false,
  needsShared: false,
  measure() {
    const rows = knownDetections.map((known, i) => {
      const share = detectedShare(known, known.averages > 1 ? averagedTrials : trials, 9001 + i);
      return { known, share, error: share - known.probability };
    });
    const worst = Math.max(...rows.map(({ error }) => Math.abs(error)));
    return Promise.resolve({
      measured: `${(100 * worst).toFixed(2)} points at worst, ${rows.length} cases`,
      pass: worst <= tolerance,
      details: rows.map(
        ({ known, share }) =>
          `N=${known.training} M=${known.averages} Pfa ${known.pfa}, ${known.snrDb} dB: ${share.toFixed(4)} (theory ${known.probability})`
      )
    });
  }
};
