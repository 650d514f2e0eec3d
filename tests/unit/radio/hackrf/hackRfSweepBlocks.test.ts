import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HackRfSweepBlocks, blockSamples } from '#lib/radio/hackrf/hackRfSweepBlocks.ts';
import { hackRfSweepPlan } from '#lib/radio/hackrf/hackRfSweepPlan.ts';

const { has } = hackRfSweepPlan({ min: 0, max: 6e9 }, 0);
const blockBytes = 16384;

/** Blocks of a sweep: each filled with its own number, the header apart. */
function stream(frequencies: readonly number[], fill = (k: number) => k & 63): Uint8Array {
  const bytes = new Uint8Array(frequencies.length * blockBytes);
  frequencies.forEach((frequency, k) => {
    const block = bytes.subarray(k * blockBytes, (k + 1) * blockBytes).fill(fill(k));
    block.fill(0x7f, 0, 2);
    new DataView(block.buffer, block.byteOffset).setBigUint64(2, BigInt(frequency), true);
  });
  return bytes;
}

function read(pieces: readonly Uint8Array[], reader = new HackRfSweepBlocks()) {
  const seen: { frequency: number; first: number; length: number; same: boolean }[] = [];
  for (const piece of pieces) {
    reader.read(piece, has, (samples, frequency) => {
      const same = samples.every((byte) => byte === samples[0]);
      seen.push({ frequency, first: samples[0], length: samples.length, same });
    });
  }
  return { seen, refused: reader.refused };
}

const frequencies = [0, 5e6, 20e6, 25e6, 40e6, 5_980e6, 5_985e6, 0];
const expected = frequencies.map((frequency, k) => ({ frequency, first: k, length: 2 * blockSamples, same: true }));

describe('HackRfSweepBlocks', () => {
  it('takes blocks apart, without a copy where transfers are in step', () => {
    const bytes = stream(frequencies);
    const buffers = new Set<ArrayBufferLike>();
    const reader = new HackRfSweepBlocks();
    reader.read(bytes, has, (samples) => buffers.add(samples.buffer));
    expect([...buffers]).toEqual([bytes.buffer]);
    expect(read([bytes])).toEqual({ seen: expected, refused: 0 });
  });

  it('finds blocks wherever transfers cut them', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 12 }), (cuts) => {
        const bytes = stream(frequencies);
        const pieces: Uint8Array[] = [];
        let at = 0;
        for (const cut of cuts) {
          pieces.push(bytes.subarray(at, at + cut));
          at += cut;
        }
        pieces.push(bytes.subarray(at));
        expect(read(pieces)).toEqual({ seen: expected, refused: 0 });
      }),
      { numRuns: 50, seed: 7 }
    );
  });

  it('leaves out a block with a wrong header, and counts it', () => {
    const wrong: ((block: Uint8Array) => void)[] = [
      (block) => (block[0] = 0x7e),
      (block) => (block[1] = 0),
      // 6 MHz, beside the steps; 6 GHz, just outside; more than 53 bits hold.
      (block) => block.set([0x80, 0x8d, 0x5b, 0, 0, 0, 0, 0], 2),
      (block) => new DataView(block.buffer, block.byteOffset).setBigUint64(2, 6_000_000_000n, true),
      (block) => block.fill(0xff, 2, 10)
    ];
    for (const spoil of wrong) {
      const bytes = stream(frequencies);
      spoil(bytes.subarray(3 * blockBytes, 4 * blockBytes));
      const { seen, refused } = read([bytes]);
      expect(seen).toEqual(expected.filter((_, k) => k !== 3));
      expect(refused).toBe(blockBytes);
    }
  });

  it('is in step again after bytes were lost', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 16383 }), fc.integer({ min: 0, max: 7 * 16384 }), (lost, where) => {
        const bytes = stream(frequencies);
        const { seen } = read([bytes.slice(0, where), bytes.slice(where + lost)]);
        // A block out of which bytes are missing is either not there, or holds the next block's header: never more than that one.
        const good = seen.filter(({ same }) => same);
        expect(good.length).toBeGreaterThanOrEqual(frequencies.length - 3);
        for (const one of good) expect(expected).toContainEqual(one);
      }),
      { numRuns: 60, seed: 3 }
    );
  });

  it('shows nothing of samples that are all 7f', () => {
    const noise = new Uint8Array(5 * blockBytes).fill(0x7f);
    const { seen, refused } = read([noise, stream([20e6, 25e6])]);
    expect(seen.map(({ frequency }) => frequency)).toEqual([20e6, 25e6]);
    expect(refused).toBe(noise.length);
  });

  it('bears whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 20 }), (pieces) => {
        const { seen, refused } = read(pieces);
        const total = pieces.reduce((sum, piece) => sum + piece.length, 0);
        expect(seen).toEqual([]);
        expect(refused).toBeLessThanOrEqual(total);
        expect(refused).toBeGreaterThan(total - blockBytes);
      }),
      { numRuns: 100, seed: 11 }
    );
  });
});
