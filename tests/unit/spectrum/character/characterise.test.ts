import { describe, expect, it } from 'vitest';
import { Prng } from '#lib/base/prng.ts';
import { signalClasses } from '#lib/spectrum/character/character.ts';
import { characterise } from '#lib/spectrum/character/characterise.ts';

const rate = 250_000;
const lead = 8000;

/** Noise of power 2 x 0.01^2 around a signal given sample by sample as phase (turns) and amplitude. */
function recorded(length: number, signal: (i: number) => { turns: number; level: number }) {
  const random = new Prng(5);
  const n = length + 2 * lead;
  const re = new Float32Array(n);
  const im = new Float32Array(n);
  // Four evenly spread numbers make one that is normal enough.
  const normal = () => Math.sqrt(3) * (random.unit() + random.unit() + random.unit() + random.unit() - 2);
  for (let i = 0; i < n; i++) {
    re[i] = 0.01 * normal();
    im[i] = 0.01 * normal();
    const k = i - lead;
    if (k < 0 || k >= length) continue;
    const { turns, level } = signal(k);
    re[i] += level * Math.cos(2 * Math.PI * turns);
    im[i] += level * Math.sin(2 * Math.PI * turns);
  }
  return { samples: { re, im, rate }, start: lead, stop: lead + length };
}

describe('characterise', () => {
  it('calls a tone a carrier, and says where it is', () => {
    const { samples, start, stop } = recorded(50_000, (i) => ({ turns: (20_000 * i) / rate, level: 0.1 }));
    const character = characterise(samples, { start, stop, lowHz: 19_000, highHz: 21_000 });
    expect(character.class).toBe('carrier');
    expect(character.kurtosis).toBeCloseTo(1, 1);
    expect(character.centroidHz).toBeCloseTo(20_000, -2);
    expect(character.symbolRate).toBeNull();
  });

  it('names FSK and finds its symbol rate and its width', () => {
    const random = new Prng(9);
    const symbols = Array.from({ length: 1000 }, () => (random.unit() < 0.5 ? -1 : 1));
    const samplesPerSymbol = rate / 5000;
    let turns = 0;
    const { samples, start, stop } = recorded(40_000, (i) => {
      turns += (-30_000 + 5000 * symbols[Math.floor(i / samplesPerSymbol)]) / rate;
      return { turns, level: 0.1 };
    });
    const character = characterise(samples, { start, stop, lowHz: -38_000, highHz: -22_000 });
    expect(character.class).toBe('FSK');
    expect(character.confidence).toBeGreaterThan(0.7);
    expect(character.symbolRate).toBeCloseTo(5000, -2);
    expect(character.centroidHz).toBeCloseTo(-30_000, -3);
    expect(character.occupiedHz).toBeGreaterThan(10_000);
    expect(character.occupiedHz).toBeLessThan(25_000);
  });

  it('names a keyed carrier and measures how much of the time it is on', () => {
    const random = new Prng(3);
    const chips = Array.from({ length: 200 }, () => random.below(2));
    const { samples, start, stop } = recorded(40_000, (i) => ({
      turns: (10_000 * i) / rate,
      level: 0.1 * chips[Math.floor(i / 200)]
    }));
    const character = characterise(samples, { start, stop, lowHz: 8000, highHz: 12_000 });
    expect(character.class).toBe('OOK');
    // Edges count as on from a quarter of the power: a little more than the keying itself.
    const keyed = chips.reduce((a, b) => a + b, 0) / 200;
    expect(Math.abs(character.duty - keyed)).toBeLessThan(0.08);
  });

  it('tells AM from a carrier, and a sweep from both', () => {
    const am = recorded(125_000, (i) => ({
      turns: 0,
      level:
        0.05 * (1 + 0.4 * Math.sin((2 * Math.PI * 700 * i) / rate) + 0.4 * Math.sin((2 * Math.PI * 1130 * i) / rate))
    }));
    const box = { start: am.start, stop: am.stop, lowHz: -2000, highHz: 2000 };
    expect(characterise(am.samples, box).class).toBe('AM');
    const sweep = recorded(50_000, (i) => {
      const t = (i % 5000) / 5000;
      return { turns: (50_000 * (t * t - t) * 5000) / rate / 2, level: 0.1 };
    });
    const wide = { start: sweep.start, stop: sweep.stop, lowHz: -25_000, highHz: 25_000 };
    expect(characterise(sweep.samples, wide).class).toBe('chirp');
  });

  it('does not name noise in which there is nothing', () => {
    const { samples, start, stop } = recorded(20_000, () => ({ turns: 0, level: 0 }));
    expect(characterise(samples, { start, stop, lowHz: 5000, highHz: 9000 }).class).toBe('unknown');
  });

  it.each([
    ['silence', 20_000, 0],
    ['a handful of samples', 5, 0.1],
    ['one sample', 1, 0.1],
    ['values that overflow a square', 20_000, 1e25],
    ['no numbers', 20_000, NaN]
  ])('gives an answer for %s', (_, length, level) => {
    const re = new Float32Array(length).fill(level);
    const character = characterise(
      { re, im: new Float32Array(length), rate },
      { start: 0, stop: length, lowHz: -1000, highHz: 1000 }
    );
    expect(signalClasses).toContain(character.class);
    expect(character.confidence).toBeGreaterThanOrEqual(0);
    expect(character.confidence).toBeLessThanOrEqual(1);
  });

  it('looks at no more samples of a long signal than of a shorter one', () => {
    const { samples, start, stop } = recorded(600_000, (i) => ({
      turns: (40_000 * Math.sin(i / 4000)) / rate + i / 5,
      level: 0.1
    }));
    const character = characterise(samples, { start, stop, lowHz: 30_000, highHz: 70_000 });
    expect(character.samples).toBeLessThan(200_000);
  });
});
