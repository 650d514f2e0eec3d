import { describe, expect, it } from 'vitest';
import type { WindowName } from '#lib/dsp/window.ts';
import { cfarKinds } from '#lib/spectrum/cfar/cfarSettings.ts';
import { detectedShare, knownDetections } from './cfarDetection.ts';
import { countFalseAlarms } from './cfarNoise.ts';

/** The figures engine.8 and engine.9 in small: rates good to a few per cent, where those have one. */
describe('false alarms in white noise', () => {
  it.each<[number, number, readonly WindowName[]]>([
    [0, 1, ['rect', 'blackman-harris']],
    [0.5, 3, ['rect', 'hann']],
    [0.75, 2, ['blackman-harris', 'flat-top']]
  ])('overlap %d, averages of %i: near 1e-3 for %s', (overlap, averages, windows) => {
    const looks = [
      ...cfarKinds.map((kind) => ({ axis: 'frequency' as const, kind, training: 32, pfa: 1e-3 })),
      ...(['ca', 'os'] as const).map((kind) => ({ axis: 'time' as const, kind, training: 32, pfa: 1e-3 }))
    ];
    const counts = countFalseAlarms({ windows, overlap, averages, looks, cells: 4e5, seed: 17 });
    for (const count of counts) {
      const { alarms, cells, pfa, squares } = count;
      // Five standard deviations, as the spectra themselves show them, and what theory may be wrong by.
      const most = 5 * Math.sqrt(squares) + 0.1 * cells * pfa;
      expect(Math.abs(alarms - cells * pfa), JSON.stringify(count)).toBeLessThan(most);
      // That is less than what the textbook is wrong by.
      expect(most).toBeLessThan(0.6 * cells * pfa);
    }
  });
});

describe('detection probability', () => {
  it.each(knownDetections.filter(({ averages }) => averages === 1))(
    'N = $training, $pfa, $snrDb dB: $probability',
    (known) => {
      const trials = 1500;
      const share = detectedShare(known, trials, 23);
      expect(Math.abs(share - known.probability)).toBeLessThan(4 * Math.sqrt(0.25 / trials));
    }
  );
});
