import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { median, type PsdRun } from './interleave.ts';
import type { PsdJob } from './launch.ts';

const program = join(import.meta.dirname, 'launch.ts');

/** A candidate over all launches: medians, and the lowest and highest launch. */
export interface PsdResult {
  readonly name: string;
  readonly rate: Spread;
  readonly ratio: Spread;
}

export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** Runs jobs in several processes, one after the other: an engine may compile the same code well or badly for the whole of a run. */
export async function psdBench(
  jobs: readonly PsdJob[],
  launches: number,
  signal?: AbortSignal
): Promise<PsdResult[][]> {
  const runs: PsdRun[][][] = [];
  for (let launch = 0; launch < launches; launch++) {
    const options = { maxBuffer: 1 << 24, ...(signal === undefined ? {} : { signal }) };
    const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(jobs)], options);
    runs.push(JSON.parse(stdout) as PsdRun[][]);
  }
  return summarise(runs);
}

/** Launches of jobs of candidates -> jobs of candidates. */
export function summarise(launches: readonly PsdRun[][][]): PsdResult[][] {
  return launches[0].map((candidates, job) =>
    candidates.map(({ name }, i) => ({
      name,
      rate: spread(launches.map((launch) => launch[job][i].rate)),
      ratio: spread(launches.map((launch) => launch[job][i].ratio))
    }))
  );
}

function spread(values: readonly number[]): Spread {
  return { median: median(values), low: Math.min(...values), high: Math.max(...values) };
}
