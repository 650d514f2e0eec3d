import { describe, expect, it } from 'vitest';
import { benchBytes, benchSamples, type PsdCase } from '#bench/psd/candidate.ts';
import { interleave } from '#bench/psd/interleave.ts';
import { ourForms, ourLoop } from '#bench/psd/ours.ts';
import { peerMakers } from '#bench/psd/peers.ts';
import { summarise } from '#bench/psd/psdBench.ts';

describe('the bench', () => {
  it('lets candidates take turns and compares neighbours', async () => {
    const turns: string[] = [];
    const candidate = (name: string, nanoseconds: number) => ({
      name,
      time: (passes: number) => {
        turns.push(name);
        return passes * nanoseconds;
      }
    });
    const runs = await interleave([candidate('a', 1e6), candidate('b', 4e6)]);
    expect(runs).toEqual([
      { name: 'a', rate: benchSamples / 1e3, ratio: 1 },
      { name: 'b', rate: benchSamples / 4e3, ratio: 0.25 }
    ]);
    expect(turns.slice(-6)).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
  });

  it('gives the median launch, and the spread', () => {
    const launches = [3, 1, 2].map((rate) => [[{ name: 'a', rate, ratio: rate / 10 }]]);
    expect(summarise(launches)).toEqual([
      [{ name: 'a', rate: { median: 2, low: 1, high: 3 }, ratio: { median: 0.2, low: 0.1, high: 0.3 } }]
    ]);
  });

  // A peer that did less work, or other work, would not be a peer: the sum of all powers is the same in any order of bins, up to its scale.
  it('compares what does the same work', async () => {
    const job: PsdCase = { fft: 1024, hop: 512 };
    expect(benchBytes().length).toBe(2 * benchSamples);
    const shape = (spectrum: Float32Array): number => {
      const sorted = Float64Array.from(spectrum).sort();
      return sorted[sorted.length - 1] / sorted.reduce((sum, power) => sum + power, 0);
    };
    const expected = shape(ourLoop(job, 'wavepool')());
    for (const form of Object.keys(ourForms) as (keyof typeof ourForms)[]) {
      expect(shape(ourLoop(job, form)()) / expected).toBeCloseTo(1, 4);
    }
    for (const make of Object.values(peerMakers(null))) {
      const loop = await make(job);
      expect(shape(loop!()) / expected).toBeCloseTo(1, 3);
    }
  });
});
