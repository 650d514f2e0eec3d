import { interleave, type PsdRun } from '../interleave.ts';
import type { PsdJob } from '../launch.ts';
import type { LineChild } from '../lineChild.ts';
import { nativePeers } from '../nativePeers.ts';
import { summarise, type PsdResult } from '../psdBench.ts';
import { psdPageFiles, withPsdPage } from './psdPage.ts';

/**
 * The jobs in Chromium, started anew for every launch; native programs take their turns between, outside it. Time is the CPU time of the
 * worker's thread where the system tells it (Linux); elsewhere that of the wall, in a worker that does nothing else: there a core must be free for it.
 */
export async function browserBench(jobs: readonly PsdJob[], launches: number): Promise<PsdResult[][]> {
  const files = await psdPageFiles();
  const children = new Map<string, LineChild>();
  const runs: PsdRun[][][] = [];
  try {
    for (const name of Object.keys(nativePeers) as (keyof typeof nativePeers)[]) {
      const wanted = jobs.some(({ candidates }) => candidates.includes(name));
      const child = wanted ? nativePeers[name].open() : null;
      if (child !== null) children.set(name, child);
    }
    for (let launch = 0; launch < launches; launch++) {
      runs.push(
        await withPsdPage(files, async (inPage) => {
          const results: PsdRun[][] = [];
          for (const job of jobs) {
            const candidates = [];
            for (const name of job.candidates) {
              if (name in nativePeers) candidates.push(children.get(name)?.candidate(name, job) ?? null);
              else candidates.push(await inPage(name, job));
            }
            results.push(await interleave(candidates.filter((candidate) => candidate !== null)));
          }
          return results;
        })
      );
    }
  } finally {
    for (const child of children.values()) child.close();
  }
  return summarise(runs);
}
