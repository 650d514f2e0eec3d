import { describe, expect, it } from 'vitest';
import { detectionWindow } from '#lib/spectrum/character/detectionWindow.ts';

const band = { lowHz: -100, highHz: 100 };

describe('detectionWindow', () => {
  it('reads around a detection as far as the recording goes', () => {
    const { from, count, box } = detectionWindow({ startSample: 5000, stopSample: 6000, ...band }, 10_000, 20_000);
    expect([from, count]).toEqual([904, 9192]);
    expect([box.start, box.stop]).toEqual([4096, 5096]);
    const edge = detectionWindow({ startSample: 0, stopSample: 20_000, ...band }, 10_000, 20_000);
    expect([edge.from, edge.count, edge.box.start, edge.box.stop]).toEqual([0, 20_000, 0, 20_000]);
  });

  it('takes the middle of a long one, bounded', () => {
    const { from, count, box } = detectionWindow({ startSample: 0, stopSample: 1e9, ...band }, 2e7, 1e9);
    expect(count).toBeLessThan(900_000);
    expect((from + box.start + from + box.stop) / 2).toBeCloseTo(5e8, -1);
  });

  it('stays inside where a detection does not', () => {
    const { from, count, box } = detectionWindow({ startSample: 900, stopSample: 5000, ...band }, 1000, 1000);
    expect(from + count).toBeLessThanOrEqual(1000);
    expect(box.stop).toBeLessThanOrEqual(count);
    expect(box.start).toBeLessThan(box.stop);
  });
});
