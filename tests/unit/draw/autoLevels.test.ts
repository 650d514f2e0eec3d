import { expect, test } from 'vitest';
import { AutoLevels } from '#lib/draw/autoLevels.ts';
import { History } from '#lib/draw/history.ts';
import type { PlotRow } from '#lib/draw/plot.ts';
import { seeded } from './rows.ts';

const bins = 1024;

/** Noise at `floor` dBFS (mean of some 20 segments), and a carrier. */
function noisyRow(random: () => number, k: number, floor: number, carrier: number): PlotRow {
  const mean = new Float32Array(bins);
  for (let i = 0; i < bins; i++) {
    let sum = 0;
    for (let n = 0; n < 20; n++) sum -= Math.log(1 - random());
    mean[i] = (10 ** (floor / 10) * sum) / 20;
  }
  mean[300] += 10 ** (carrier / 10);
  return { time: k * 0.04, seconds: 0.04, mean, peak: mean.map((power) => power * 3) };
}

function run(rows: number, levelsAt: (k: number) => readonly [number, number]) {
  const random = seeded(7);
  const history = new History(1 << 22);
  history.reset(bins);
  const auto = new AutoLevels();
  const seen: [number, number][] = [];
  for (let k = 0; k < rows; k++) {
    history.add(noisyRow(random, k, ...levelsAt(k)));
    auto.add(history, 'mean', history.next - 1);
    seen.push([auto.minDbfs, auto.maxDbfs]);
  }
  return { auto, seen };
}

test('the first row sets the levels: floor a little above the bottom, the strongest below the top', () => {
  const { auto, seen } = run(1, () => [-90, -30]);
  expect(auto.floor).toBeGreaterThan(-91.5);
  expect(auto.floor).toBeLessThan(-89);
  expect(seen[0][0]).toBeLessThan(auto.floor - 5);
  expect(seen[0][0]).toBeGreaterThan(auto.floor - 12);
  expect(seen[0][1]).toBeGreaterThanOrEqual(-27);
  expect(seen[0][1]).toBeLessThan(-20);
});

test('steady input does not flicker', () => {
  const { seen } = run(250, (k) => [-90, k % 2 === 0 ? -30 : -31.5]);
  expect(new Set(seen.map(String)).size).toBe(1);
});

test('a new gain is followed within seconds, and then held', () => {
  const { seen } = run(400, (k) => (k < 100 ? [-90, -30] : [-70, -10]));
  const last = seen[399];
  expect(last[0]).toBeGreaterThan(-83);
  expect(last[0]).toBeLessThan(-75);
  expect(last[1]).toBeGreaterThan(-8);
  // Up at once: the trace must not be cut off.
  expect(seen[100][1]).toBeGreaterThan(-10);
  expect(new Set(seen.slice(250).map(String)).size).toBe(1);
});

test('a signal that goes lets the top down again after a while', () => {
  const { seen } = run(600, (k) => [-90, k < 50 ? -10 : -60]);
  expect(seen[200][1]).toBe(seen[49][1]);
  expect(seen[599][1]).toBeLessThan(-45);
});

test('a beacon every few seconds does not pump the scale', () => {
  const { seen } = run(700, (k) => [-90, k % 150 === 100 ? -20 : -60]);
  expect(new Set(seen.slice(101).map(String)).size).toBe(1);
});

test('noise alone is not stretched over the whole palette', () => {
  const { seen } = run(50, () => [-90, -200]);
  expect(seen[49][1] - seen[49][0]).toBeGreaterThanOrEqual(40);
});

test('rows without power teach nothing', () => {
  const history = new History(1 << 20);
  history.reset(4);
  history.add({ time: 0, seconds: 1, mean: new Float32Array(4), peak: new Float32Array(4) });
  const auto = new AutoLevels();
  auto.add(history, 'peak', 0);
  expect([auto.minDbfs, auto.maxDbfs]).toEqual([-120, 0]);
  expect(auto.floor).toBeNaN();
});
