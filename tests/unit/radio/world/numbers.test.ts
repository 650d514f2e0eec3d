import { describe, expect, it } from 'vitest';
import { Prng, hash32, hashText } from '#lib/base/prng.ts';
import { dbToRatio } from '#lib/radio/world/dbToRatio.ts';
import { fillNoise } from '#lib/radio/world/fillNoise.ts';
import { gaussianSteps, gaussianTable } from '#lib/radio/world/gaussianTable.ts';
import { distance, toPlace, toPosition } from '#lib/radio/world/place.ts';
import { timetable } from '#lib/radio/world/timetable.ts';
import { turnSteps, turnTable } from '#lib/radio/world/turnTable.ts';

describe('Prng', () => {
  it('gives the same numbers for the same seed, on every machine', () => {
    const random = new Prng(1);
    expect([random.next32(), random.next32(), random.next32()]).toMatchInlineSnapshot(`
      [
        1253880175,
        700301301,
        3428390432,
      ]
    `);
    expect([hash32(1), hash32(1, 2, 3, 4), hashText(1, 'fm-10020')]).toMatchInlineSnapshot(`
      [
        1763975261,
        464499679,
        3443157022,
      ]
    `);
  });

  it('is even, and stays in range', () => {
    const random = new Prng(7);
    const counts = new Array<number>(10).fill(0);
    let sum = 0;
    for (let k = 0; k < 100_000; k++) {
      counts[random.below(10)]++;
      const x = random.between(-2, 4);
      expect(x >= -2 && x < 4).toBe(true);
      sum += x;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
    expect(Math.abs(sum / 100_000 - 1)).toBeLessThan(0.03);
    expect(new Set(Array.from({ length: 50 }, () => random.pick(['a', 'b', 'c']))).size).toBe(3);
  });

  it('hashes near keys far apart, large ones too', () => {
    const seen = new Set<number>();
    for (let k = 0; k < 20_000; k++) seen.add(hash32(5, k)).add(hash32(5, k * 4294967296 + 1));
    expect(seen.size).toBeGreaterThan(39_990);
    // Half the bits change from one key to the next.
    let flipped = 0;
    for (let k = 0; k < 1000; k++) {
      for (let x = hash32(5, k) ^ hash32(5, k + 1); x !== 0; x &= x - 1) flipped++;
    }
    expect(Math.abs(flipped / 1000 - 16)).toBeLessThan(0.5);
    expect(hashText(1, 'ab')).not.toBe(hashText(1, 'ba'));
  });
});

describe('numbers of the sample path', () => {
  it('dbToRatio is 10^(dB / 10)', () => {
    for (const db of [-400, -173.97521, -33.3, -1, 0, 0.1, 3, 10, 54.4, 200]) {
      expect(Math.abs(dbToRatio(db) / 10 ** (db / 10) - 1)).toBeLessThan(1e-14);
    }
    expect(dbToRatio(0)).toBe(1);
  });

  it('the Gaussian table is the normal distribution', () => {
    const table = gaussianTable();
    expect(table.length).toBe(gaussianSteps);
    const square = table.reduce((sum, x) => sum + x * x, 0) / gaussianSteps;
    expect(square).toBeCloseTo(0.5, 12);
    expect(table.reduce((sum, x) => sum + x, 0)).toBeCloseTo(0, 9);
    // Quartile and 97.5 % of a normal distribution with variance 1/2.
    const scale = Math.SQRT1_2;
    expect(table[3072] / scale).toBeCloseTo(0.6745, 2);
    expect(table[Math.round(4096 * 0.975)] / scale).toBeCloseTo(1.96, 2);
    expect(table[4095] / scale).toBeCloseTo(3.67, 1);
  });

  it('noise is normal and white, and another in every chunk', () => {
    const i = new Float64Array(65_536);
    const q = new Float64Array(65_536);
    fillNoise(i, q, 0.25, 11, 3);
    const moment = (power: number) => i.reduce((sum, x) => sum + (x / 0.25) ** power, 0) / i.length;
    expect(Math.abs(moment(1))).toBeLessThan(0.015);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.02);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.12);
    const product = (a: Float64Array, b: Float64Array, lag: number) =>
      a.reduce((sum, x, n) => sum + (n + lag < b.length ? x * b[n + lag] : 0), 0) / a.length / 0.0625;
    for (const lag of [1, 2, 3, 7]) expect(Math.abs(product(i, i, lag))).toBeLessThan(0.015);
    for (const lag of [0, 1, 2]) expect(Math.abs(product(i, q, lag))).toBeLessThan(0.015);
    const other = new Float64Array(65_536);
    fillNoise(other, q, 0.25, 11, 4);
    expect(Math.abs(product(i, other, 0))).toBeLessThan(0.015);
  });

  it('the table of turns is cosine and sine', () => {
    const table = turnTable();
    for (let k = 0; k < turnSteps; k += 7) {
      const angle = (2 * Math.PI * (k + 0.5)) / turnSteps;
      expect(table[2 * k]).toBeCloseTo(Math.cos(angle), 14);
      expect(table[2 * k + 1]).toBeCloseTo(Math.sin(angle), 14);
    }
  });

  it('places and positions are each other’s inverse, and a degree is 111 km', () => {
    const origin = { latitude: 47.3, longitude: 8.5, height: 0 };
    const place = toPlace(origin, { latitude: 48.3, longitude: 9.5, height: 12 });
    expect(place.north).toBeCloseTo(111_195, -1);
    expect(place.east).toBeCloseTo(111_195 * Math.cos((47.3 * Math.PI) / 180), -1);
    const back = toPosition(origin, place);
    expect(back.latitude).toBeCloseTo(48.3, 12);
    expect(back.longitude).toBeCloseTo(9.5, 12);
    expect(distance(place, { ...place, up: place.up + 5 })).toBe(5);
    expect(distance(place, place)).toBe(1);
  });

  it('a timetable keeps to its rules, slot by slot', () => {
    const rules = { every: 5, shortest: 1, longest: 3, chance: 0.6, spread: 1 };
    const table = timetable(9, rules);
    const all = table.between(0, 5000);
    expect(Math.abs(all.length - 600)).toBeLessThan(60);
    for (const { slot, start, stop } of all) {
      expect(stop - start).toBeGreaterThanOrEqual(0.999999);
      expect(stop - start).toBeLessThanOrEqual(3);
      expect(start).toBeGreaterThanOrEqual(slot * 5);
      expect(stop).toBeLessThanOrEqual(slot * 5 + 5);
      expect(table.at(slot)).toEqual({ slot, start, stop });
    }
    const [first] = all;
    expect(table.between(first.stop - 0.01, first.stop + 0.001)).toEqual([first]);
    expect(table.between(first.stop, first.stop + 0.001)).toEqual([]);
    expect(timetable(9, rules).between(1000, 2000)).toEqual(all.filter(({ slot }) => slot >= 200 && slot < 400));
  });
});
