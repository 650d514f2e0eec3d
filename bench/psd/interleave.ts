import { benchSamples, type PsdCandidate } from './candidate.ts';

/** What came of one candidate in one launch. */
export interface PsdRun {
  readonly name: string;
  /** Million samples per second of CPU time. */
  readonly rate: number;
  /** This candidate's rate / the first candidate's, each pair measured one right after the other. */
  readonly ratio: number;
}

const rounds = 9;
/** CPU time of one turn, ns: long against the clock's steps, short against the machine's moods. */
const turn = 60e6;

/** Lets candidates take turns, so that whatever the machine does otherwise meets all of them alike; medians over the rounds. */
export async function interleave(candidates: readonly PsdCandidate[]): Promise<PsdRun[]> {
  const passes: number[] = [];
  for (const candidate of candidates) {
    // The first call warms up, until the optimising compiler has done its work; the second tells how long a pass takes.
    await candidate.time(await passesFor(candidate, 2 * turn));
    passes.push(await passesFor(candidate, turn));
  }
  const times: number[][] = candidates.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, candidate] of candidates.entries()) {
      times[i].push((await candidate.time(passes[i])) / passes[i]);
    }
  }
  return candidates.map(({ name }, i) => ({
    name,
    rate: (benchSamples / median(times[i])) * 1e3,
    ratio: median(times[i].map((time, round) => times[0][round] / time))
  }));
}

async function passesFor(candidate: PsdCandidate, nanoseconds: number): Promise<number> {
  const one = await candidate.time(1);
  return Math.max(1, Math.round(nanoseconds / Math.max(1, one)));
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
