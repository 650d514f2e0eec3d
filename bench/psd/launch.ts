/** One launch of the bench, a process of its own: node bench/psd/launch.ts JSON of the jobs. Prints the runs as JSON. */
import process from 'node:process';
import type { PsdCandidate, PsdCase } from './candidate.ts';
import { interleave, type PsdRun } from './interleave.ts';
import type { LineChild } from './lineChild.ts';
import { nativePeers } from './nativePeers.ts';
import { ourForms, ourLoop } from './ours.ts';
import { peerMakers, type PsdLoop } from './peers.ts';

/** A case and who takes part; the first is what the others' ratios refer to. */
export interface PsdJob extends PsdCase {
  readonly candidates: readonly string[];
}

async function candidateOf(name: string, job: PsdCase, children: Map<string, LineChild>): Promise<PsdCandidate | null> {
  if (name in nativePeers) {
    const child = children.get(name) ?? nativePeers[name as keyof typeof nativePeers].open();
    if (child === null) return null;
    children.set(name, child);
    return child.candidate(name, job);
  }
  if (name in ourForms) return timed(name, ourLoop(job, name as keyof typeof ourForms));
  let loop: PsdLoop | null = null;
  try {
    loop = await peerMakers(null)[name](job);
  } catch {
    // Not installed: a checkout without development packages.
  }
  return loop === null ? null : timed(name, loop);
}

function timed(name: string, loop: PsdLoop): PsdCandidate {
  return {
    name,
    time(passes) {
      const before = process.cpuUsage();
      for (let pass = 0; pass < passes; pass++) loop();
      const { user, system } = process.cpuUsage(before);
      return (user + system) * 1e3;
    }
  };
}

const jobs = JSON.parse(process.argv[2]) as PsdJob[];
const children = new Map<string, LineChild>();
const results: PsdRun[][] = [];
for (const job of jobs) {
  const candidates = await Promise.all(job.candidates.map((name) => candidateOf(name, job, children)));
  results.push(await interleave(candidates.filter((candidate) => candidate !== null)));
}
for (const child of children.values()) child.close();
console.log(JSON.stringify(results));
