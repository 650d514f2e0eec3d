import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { windowNames, type WindowName } from '#lib/dsp/window.ts';
import { cfarProbability } from '#lib/spectrum/cfar/cfarProbability.ts';
import { leastGuard, type CfarSettings } from '#lib/spectrum/cfar/cfarSettings.ts';
import { cfarThreshold } from '#lib/spectrum/cfar/cfarThreshold.ts';

const cases = JSON.parse(readFileSync(join(import.meta.dirname, '../../vectors/cfar/cases.json'), 'utf8')) as {
  means: [window: WindowName, overlap: number, averages: number, training: number, pfa: number, multiplier: number][];
  orders: [averages: number, training: number, rank: number, pfa: number, multiplier: number][];
};
const plain: Omit<CfarSettings, 'kind' | 'training'> = { guard: 2, averages: 1, overlap: 0, window: 'rect' };
const pfas = [1e-3, 1e-4, 1e-6];

describe('CFAR thresholds for independent cells', () => {
  it.each([16, 32, 64])('cell averaging over %i cells: N (P^(-1/N) - 1)', (training) => {
    for (const pfa of pfas) {
      const multiplier = cfarThreshold({ ...plain, kind: 'ca', training, pfa });
      expect(multiplier / (training * (pfa ** (-1 / training) - 1))).toBeCloseTo(1, 6);
    }
  });

  it.each([
    [16, 12],
    [32, 24],
    [64, 48],
    [64, 32]
  ])('order statistics of %i cells, rank %i: product of (N - i) / (N - i + a)', (training, rank) => {
    // H. Rohling, "Radar CFAR thresholding in clutter and multiple target situations", 1983.
    const closed = (a: number) =>
      Array.from({ length: rank }, (_, i) => (training - i) / (training - i + a)).reduce((x, y) => x * y, 1);
    for (const pfa of pfas) {
      const multiplier = cfarThreshold({ ...plain, kind: 'os', training, rank, pfa });
      expect(closed(multiplier) / pfa).toBeCloseTo(1, 3);
    }
  });

  it('greatest and smallest of two halves: their finite sums', () => {
    // So many alarms: smallest of 2 sum C(h - 1 + i, i) (2 + a / h)^-(h + i), over i below h; greatest of 2 (1 + a / h)^-h less that.
    // (P. P. Gandhi and S. A. Kassam, "Analysis of CFAR processors in nonhomogeneous background", 1988.)
    const [half, multiplier] = [8, 9];
    let choose = 1;
    let smallest = 0;
    for (let i = 0; i < half; i++) {
      smallest += 2 * choose * (2 + multiplier / half) ** -(half + i);
      choose *= (half + i) / (i + 1);
    }
    const greatest = 2 * (1 + multiplier / half) ** -half - smallest;
    const both = { ...plain, training: 2 * half };
    expect(cfarProbability({ ...both, kind: 'so' })(multiplier) / smallest).toBeCloseTo(1, 4);
    expect(cfarProbability({ ...both, kind: 'go' })(multiplier) / greatest).toBeCloseTo(1, 4);
  });

  it.each([
    [8, 5.81],
    [32, 3.24],
    [128, 1.73]
  ])('averages over %i spectra stand at %d dB for 1e-6', (averages, decibels) => {
    const multiplier = cfarThreshold({ ...plain, kind: 'ca', training: 32, averages, pfa: 1e-6 });
    expect(10 * Math.log10(multiplier)).toBeCloseTo(decibels, 1.7);
  });

  it.each(cases.orders)('order statistics of averages over %i, N = %i, k = %i, %d as by scipy', (...row) => {
    const [averages, training, rank, pfa, multiplier] = row;
    const ours = cfarThreshold({ ...plain, kind: 'os', training, rank, averages, pfa });
    expect(ours / multiplier).toBeCloseTo(1, 4);
  });

  it('along time without overlap are those of independent cells, whatever the window', () => {
    for (const window of windowNames) {
      const settings: CfarSettings = {
        kind: 'ca',
        axis: 'time',
        training: 32,
        guard: 1,
        averages: 1,
        overlap: 0,
        window
      };
      expect(cfarThreshold({ ...settings, pfa: 1e-4 })).toBeCloseTo(10.6727, 3);
      expect(cfarThreshold({ ...settings, kind: 'os', pfa: 1e-4 })).toBeCloseTo(8.58, 2);
    }
  });
});

describe('CFAR thresholds for correlated cells', () => {
  const rows = cases.means;

  it.each(windowNames)('%s: false alarms by the whole covariance of all bins and segments', (window) => {
    for (const row of rows.filter(([name]) => name === window)) {
      const [, overlap, averages, training, pfa, multiplier] = row;
      const guard = leastGuard({ averages, overlap, window });
      const ours = cfarProbability({ kind: 'ca', training, guard, averages, overlap, window })(multiplier);
      // Without overlap nothing is neglected. With it, what is neglected weighs more the rarer the alarm.
      const tolerance = overlap === 0 ? 2e-3 : pfa < 1e-4 ? 0.15 : 0.06;
      expect(Math.abs(ours / pfa - 1), row.join(' ')).toBeLessThan(tolerance);
    }
  });

  it('lie above the textbook by what a window needs', () => {
    // The false alarms that the textbook multiplier for 1e-4 gives.
    const alarms = (window: WindowName) =>
      cfarProbability({ kind: 'ca', training: 32, guard: 5, averages: 1, overlap: 0, window })(10.6727) / 1e-4;
    expect(alarms('rect')).toBeCloseTo(1, 3);
    expect(alarms('hann')).toBeGreaterThan(2);
    expect(alarms('blackman-harris')).toBeGreaterThan(3.5);
    expect(alarms('flat-top')).toBeGreaterThan(6);
  });

  it('fall towards 1 as more is averaged, without a step', () => {
    for (const window of ['rect', 'hann'] as const) {
      const settings = { kind: 'ca', training: 32, guard: 5, overlap: 0.75, window, pfa: 1e-4 } as const;
      let before = Infinity;
      for (const averages of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 17, 64]) {
        const multiplier = cfarThreshold({ ...settings, averages });
        expect(multiplier).toBeLessThan(before);
        expect(multiplier).toBeGreaterThan(1);
        before = multiplier;
      }
    }
  });

  it.each(['go', 'so', 'os'] as const)('of %s fall likewise, over what was simulated and beyond', (kind) => {
    let before = Infinity;
    for (const averages of [3, 8, 16, 17]) {
      const settings = { kind, training: 32, guard: 2, averages, overlap: 0.75, window: 'rect', pfa: 1e-4 } as const;
      const multiplier = cfarThreshold(settings);
      expect(multiplier).toBeLessThan(before);
      expect(multiplier).toBeGreaterThan(1);
      before = multiplier;
    }
  });
});

describe('CFAR settings', () => {
  const good: CfarSettings = { kind: 'os', training: 32, guard: 2, averages: 4, overlap: 0.5, window: 'hann' };

  it.each<[string, Partial<CfarSettings & { pfa: number }>]>([
    ['guard', { guard: 1 }],
    ['training', { training: 31 }],
    ['training', { training: 8 }],
    ['rank', { rank: 32 }],
    ['rank', { rank: 20.5 }],
    ['overlap', { overlap: 0.6 }],
    ['averages', { averages: 0 }],
    ['averages', { averages: 1.5 }],
    ['pfa', { pfa: 0 }],
    ['pfa', { pfa: NaN }],
    ['pfa', { pfa: 0.5 }],
    ['pfa', { pfa: 1e-7 }]
  ])('refuse %s that nothing is known about', (option, change) => {
    expect(() => cfarThreshold({ ...good, pfa: 1e-4, ...change })).toThrow(
      expect.objectContaining({ code: 'option.bad-value', facts: expect.objectContaining({ option }) as unknown })
    );
  });

  it('need as many guard rows along time as overlapped segments reach across', () => {
    const guard = (averages: number, overlap: number) =>
      leastGuard({ axis: 'time', averages, overlap, window: 'hann' });
    expect([guard(1, 0), guard(1, 0.5), guard(1, 0.75), guard(2, 0.75), guard(64, 0.75)]).toEqual([1, 1, 2, 1, 1]);
  });
});
