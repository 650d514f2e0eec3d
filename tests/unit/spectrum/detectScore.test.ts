import { describe, expect, it } from 'vitest';
import type { DetectionLine } from '#lib/spectrum/detectorAnalysis.ts';
import { burstFault, scoreVariants, type BurstRow } from '../../shared/burstScore.ts';

const row: BurstRow = {
  id: 'a#1',
  file: 'a',
  start: 1,
  stop: 1.2,
  low: 9000,
  high: 12_000,
  center: 10_500,
  timeTolerance: 0.004,
  frequencyTolerance: 4000
};

function line(start: number, stop: number, low = 8500, high = 12_500, peak = 0): DetectionLine {
  return {
    type: 'detection',
    start_s: start,
    stop_s: stop,
    center_offset_hz: (low + high) / 2,
    low_hz: low,
    high_hz: high,
    peak_dbfs: peak,
    snr_db: 30
  };
}

const fault = (lines: DetectionLine[], variant: (typeof scoreVariants)[number] = 'merged', rows = [row]) =>
  burstFault(row, rows, lines, variant);

describe('scoring of bursts', () => {
  it('accepts a box within the tolerances', () => {
    for (const variant of scoreVariants) expect(fault([line(1.003, 1.197)], variant)).toBeNull();
  });

  it('wants something to be there, in time and in frequency', () => {
    expect(fault([])).toBe('not found');
    expect(fault([line(0.5, 0.9), line(1.3, 1.5)])).toBe('not found');
    expect(fault([line(1, 1.2, 30_000, 33_000)])).toBe('not found');
  });

  it('wants both edges, the centre and the width', () => {
    expect(fault([line(1.005, 1.2)])).toContain('start');
    expect(fault([line(0.995, 1.2)])).toContain('start');
    expect(fault([line(1, 1.195)])).toContain('stop');
    expect(fault([line(1, 1.205)])).toContain('stop');
    expect(fault([line(1, 1.2, 12_900, 17_000)])).toContain('centre');
    expect(fault([line(1, 1.2, 4000, 17_001)])).toContain('wide');
  });

  it('merges pieces over pauses up to 50 ms, no longer', () => {
    expect(fault([line(1, 1.05), line(1.099, 1.13), line(1.16, 1.2)])).toBeNull();
    expect(fault([line(1, 1.1), line(1.151, 1.2)])).not.toBeNull();
    expect(fault([line(1, 1.05), line(1.06, 1.2)], 'single')).toContain('start');
  });

  it('weighs pieces by their energy when it looks for the centre, and counts their width all the same', () => {
    const weak = line(1, 1.2, 14_000, 16_000, -20);
    expect(fault([line(1, 1.2), weak])).toBeNull();
    expect(fault([line(1, 1.2), line(1, 1.2, 15_900, 30_000, -20)])).toContain('wide');
  });

  it('chains what follows at the same frequency, unless another burst is as near', () => {
    const after = line(1.22, 1.3);
    expect(fault([line(1, 1.2), after])).toBeNull();
    expect(fault([line(1, 1.2), after], 'chained')).toContain('stop');
    const next = { ...row, id: 'a#2', start: 1.22, stop: 1.3 };
    expect(fault([line(1, 1.2), after], 'chained', [row, next])).toBeNull();
  });
});
