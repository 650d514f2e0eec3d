import { describe, expect, it } from 'vitest';
import { leastFloor, NoiseFloor } from '#lib/spectrum/noiseFloor.ts';

const bins = 512;
const options = { bins, complex: true, memory: 60, patience: 240, gate: 2.5 };
const none = new Uint8Array(bins);

/** Means of `count` unit exponentials times a shape, from a seeded generator. */
function noiseRows(shape: (bin: number) => number, count = 1, seed = 3) {
  let state = seed;
  const exponential = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return -Math.log((state + 0.5) / 4294967296);
  };
  return () =>
    Float32Array.from({ length: bins }, (_, bin) => {
      let sum = 0;
      for (let i = 0; i < count; i++) sum += exponential();
      return (shape(bin) * sum) / count;
    });
}

/** A floor begun with 32 rows and taught by `averages` averages of eight. */
function learned(shape: (bin: number) => number, averages: number, occupied = none): NoiseFloor {
  const floor = new NoiseFloor(options);
  const next = noiseRows(shape);
  const rows = Array.from({ length: 32 }, next);
  floor.begin((i) => rows[i], rows.length, 1);
  teach(floor, shape, averages, occupied);
  return floor;
}

function teach(floor: NoiseFloor, shape: (bin: number) => number, averages: number, occupied = none): void {
  const next = noiseRows(shape, 8, 11);
  for (let i = 0; i < averages; i++) {
    const row = next();
    floor.learn(
      row.map((power, bin) => power * floor.inverse[bin]),
      occupied
    );
    if (i % 8 === 7) floor.compare();
  }
}

const db = (ratio: number) => 10 * Math.log10(ratio);

describe('noise floor', () => {
  it('is within 1.5 dB everywhere from 32 rows on, and within 0.7 dB later', () => {
    const first = learned(() => 1e-6, 0);
    for (const level of first.level) expect(Math.abs(db(level / 1e-6))).toBeLessThan(1.5);
    const later = learned(() => 1e-6, 300);
    for (const level of later.level) expect(Math.abs(db(level / 1e-6))).toBeLessThan(0.7);
    const mean = later.level.reduce((sum, level) => sum + level, 0) / bins;
    expect(Math.abs(db(mean / 1e-6))).toBeLessThan(0.1);
  });

  it('follows the slopes and edges of a receiver filter', () => {
    const filter = (bin: number) => (bin < 100 || bin > 411 ? 1e-9 : 1e-6 * 10 ** (-Math.abs(bin - 256) / 800));
    const floor = learned(filter, 300);
    for (let bin = 0; bin < bins; bin++) {
      // The first floor is smoothed over nine bins; edges are learned afterwards.
      expect(Math.abs(db(floor.level[bin] / filter(bin)))).toBeLessThan(1);
    }
  });

  it('does not take in what never stops, up to a quarter of the band wide', () => {
    const station = (bin: number) => (bin >= 50 && bin < 170 ? 1e-3 : 1e-6);
    const floor = learned(station, 1000);
    for (let bin = 50; bin < 170; bin++) expect(db(floor.level[bin] / 1e-6)).toBeLessThan(4);
    for (let bin = 180; bin < 500; bin++) expect(Math.abs(db(floor.level[bin] / 1e-6))).toBeLessThan(0.8);
  });

  it('takes in what stands at 0 Hz', () => {
    const leakage = (bin: number) => (Math.abs(bin - 256) <= 1 ? 1e-2 : 1e-6);
    const floor = learned(leakage, 300);
    for (const bin of [255, 256, 257]) expect(Math.abs(db(floor.level[bin] / 1e-2))).toBeLessThan(1);
  });

  it('does not learn from occupied bins until its patience ends', () => {
    const occupied = new Uint8Array(bins);
    occupied.fill(1, 40, 60);
    const floor = learned(() => 1e-6, 100);
    const burst = (bin: number) => (occupied[bin] !== 0 ? 1e-4 : 1e-6);
    teach(floor, burst, options.patience - 1, occupied);
    for (let bin = 40; bin < 60; bin++) expect(Math.abs(db(floor.level[bin] / 1e-6))).toBeLessThan(1);
    teach(floor, burst, 60, occupied);
    for (let bin = 42; bin < 58; bin++) expect(db(floor.level[bin] / 1e-6)).toBeGreaterThan(1.5);
  });

  it('follows a step of gain at once when told to', () => {
    const floor = learned(() => 1e-6, 100);
    floor.relearn(16);
    teach(
      floor,
      () => 1e-4,
      16,
      new Uint8Array(bins).map(() => 1)
    );
    for (const level of floor.level) expect(Math.abs(db(level / 1e-4))).toBeLessThan(2);
  });

  it('stays finite in silence and with values that are no numbers', () => {
    const floor = new NoiseFloor(options);
    const rows = Array.from({ length: 8 }, () => new Float32Array(bins).fill(NaN));
    floor.begin((i) => rows[i], rows.length, 1);
    floor.learn(new Float32Array(bins).fill(Infinity), none);
    floor.learn(new Float32Array(bins).fill(NaN), none);
    floor.learn(new Float32Array(bins), none);
    floor.compare();
    for (const level of floor.level) expect(level).toBeCloseTo(leastFloor, 20);
    for (const inverse of floor.inverse) expect(Number.isFinite(inverse)).toBe(true);
  });
});
