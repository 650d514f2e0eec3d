import { expect, test } from 'vitest';
import { describePlot, type DescribeInput } from '#lib/draw/describe.ts';
import { findPeaks } from '#lib/draw/findPeaks.ts';
import { transformBand } from '#lib/draw/mapping.ts';
import type { PlotView } from '#lib/draw/plotView.ts';
import { seeded } from './rows.ts';

const band = transformBand(2.4e6, 4096, true);
const view: PlotView = {
  lowHz: -1.2e6,
  highHz: 1.2e6,
  backSeconds: 0,
  spanSeconds: 20,
  minDbfs: -100,
  maxDbfs: 0,
  autoLevels: true,
  palette: 'turbo',
  row: 'peak',
  peakHold: false,
  average: false,
  detections: true,
  theme: 'dark'
};

/** Noise at -90 dBFS averaged over `segments`, and signals of given offset, level per bin and width in Hz. */
function spectrum(seed: number, segments: number, ...signals: readonly (readonly [number, number, number])[]) {
  const random = seeded(seed);
  const power = new Float32Array(4096);
  for (let i = 0; i < power.length; i++) {
    const hz = -1.2e6 + (i * 2.4e6) / 4096;
    let level = 1e-9;
    for (const [center, dbfs, width] of signals) if (Math.abs(hz - center) <= width / 2) level += 10 ** (dbfs / 10);
    let sum = 0;
    for (let n = 0; n < segments; n++) sum -= Math.log(1 - random());
    power[i] = (level * sum) / segments;
  }
  return power;
}

function words(changes: Partial<DescribeInput>): string {
  return describePlot({ band, view, centerHz: 100e6, row: null, detections: [], ...changes }).join(' ');
}

test('noise alone has no peaks, at any averaging from 16 segments on', () => {
  for (let seed = 1; seed <= 20; seed++)
    for (const segments of [16, 64, 600])
      expect(findPeaks(spectrum(seed, segments), band, view)?.peaks, `seed ${seed}, ${segments} segments`).toEqual([]);
});

test('signals are found with level and occupied bandwidth, strongest first', () => {
  const found = findPeaks(spectrum(3, 100, [-600e3, -45, 180e3], [300e3, -60, 12e3], [900e3, -30, 500]), band, view);
  expect(found?.floorDbfs).toBeCloseTo(-90, 0);
  expect(found?.peaks.length).toBe(3);
  const [carrier, wide, narrow] = found?.peaks ?? [];
  expect(carrier.hz).toBeCloseTo(900e3, -3);
  expect(carrier.widthHz).toBeNull();
  expect(Math.abs(wide.hz + 600e3)).toBeLessThan(2e3);
  expect(Math.abs((wide.widthHz ?? 0) - 178e3)).toBeLessThan(3e3);
  expect(Math.abs((narrow.widthHz ?? 0) - 12e3)).toBeLessThan(1.5e3);
});

test('neighbours with a deep valley between them are two, a ripple is one', () => {
  expect(
    findPeaks(spectrum(5, 100, [0, -40, 100e3], [100e3, -60, 20e3], [160e3, -40, 100e3]), band, view)?.peaks.length
  ).toBe(2);
  expect(
    findPeaks(spectrum(5, 100, [0, -40, 100e3], [80e3, -45, 60e3], [160e3, -40, 100e3]), band, view)?.peaks.length
  ).toBe(1);
});

test('the floor holds when signals fill more than half of the view', () => {
  const found = findPeaks(spectrum(6, 100, [-700e3, -50, 700e3], [500e3, -50, 700e3]), band, view);
  expect(found?.floorDbfs).toBeCloseTo(-90, 0);
  expect(found?.peaks.length).toBe(2);
});

test('says what is on screen', () => {
  const row = spectrum(3, 100, [-600e3, -45, 180e3], [900e3, -30, 500]);
  expect(words({ row, detections: [{ lowHz: -690e3, highHz: -510e3, open: true }] })).toMatch(
    /^Showing 98\.8 MHz to 101\.2 MHz\. Noise floor about −90 dBFS\. 2 signals above it, strongest at 100\.9 MHz, −(29|30|31) dBFS, narrower than can be told; then 99\.4 MHz, −4\d dBFS, about 180 kHz wide\. The waterfall shows the last 20 s of peaks\. 1 detection lies in this range, 1 of them still on\.$/
  );
});

test('names only what is in view, and offsets when the centre is not known', () => {
  const row = spectrum(3, 100, [-600e3, -45, 180e3], [900e3, -30, 500]);
  const near = { ...view, lowHz: -800e3, highHz: 0, backSeconds: 130, row: 'mean' as const, detections: false };
  const text = words({ row, view: near, centerHz: null });
  expect(text).toMatch(/^Showing −800 kHz to 0 Hz from the centre, whose frequency is not known\./);
  expect(text).toContain('1 signal above it: ');
  expect(text).toContain('The waterfall shows 20 s of means, ending 2 min 10 s before the newest.');
  expect(text).not.toContain('detection');
});

test('of real samples it says frequencies, and nothing of a centre', () => {
  const audio = transformBand(48e3, 1024, false);
  const row = spectrum(3, 100).subarray(0, audio.bins);
  row[341] = 1e-3;
  const text = words({ band: audio, view: { ...view, lowHz: 0, highHz: 24e3 }, centerHz: null, row });
  expect(text).toMatch(/^Showing 0 Hz to 24 kHz\. .* 1 signal above it: 15\.98 kHz, −30 dBFS/);
  expect(text).not.toContain('entre');
});

test('says so when there is nothing to tell', () => {
  expect(words({})).toBe('Showing 98.8 MHz to 101.2 MHz. No samples have come yet.');
  expect(words({ row: new Float32Array(4096) })).toContain('The samples are all zero');
  expect(words({ row: spectrum(1, 64) })).toContain('No signal stands clear of it.');
  expect(words({ row: spectrum(1, 64) })).toContain('No detection lies in this range.');
});
