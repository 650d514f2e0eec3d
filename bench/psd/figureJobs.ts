import type { FigureResult } from '../figure.ts';
import { browserBench } from './browser/browserBench.ts';
import type { PsdJob } from './launch.ts';
import { psdBench, type PsdResult } from './psdBench.ts';

/** What must hold between two candidates of a job: the rate of `faster` is at least `least` times that of `than`. */
export interface PsdClaim {
  readonly job: PsdJob;
  readonly faster: string;
  readonly than: string;
  readonly least: number;
}

const launches = 3;

/** Measures the claims in Node and in Chromium. A peer that is not there leaves its claim not shown. */
export async function measureClaims(claims: readonly PsdClaim[]): Promise<FigureResult> {
  const jobs = claims.map(({ job }) => job);
  const runs = { Node: await psdBench(jobs, launches), Chromium: await browserBench(jobs, launches) };
  const words: string[] = [];
  const details: string[] = [];
  let pass = true;
  for (const [where, results] of Object.entries(runs)) {
    for (const [i, { faster, than, least, job }] of claims.entries()) {
      const ratio = ratioOf(results[i], faster, than);
      pass &&= ratio !== null && ratio >= least;
      words.push(`${where}: ${ratio === null ? 'not shown, no' : `${ratio.toFixed(3)} x`} ${than}`);
      for (const { name, rate, ratio } of results[i]) {
        details.push(
          `${where}, ${job.fft} every ${job.hop}: ${name} ${rate.median.toFixed(0)} MS/s ` +
            `(${rate.low.toFixed(0)} to ${rate.high.toFixed(0)}), ${ratio.median.toFixed(3)} of ${results[i][0].name}`
        );
      }
    }
  }
  return { measured: words.join('; '), pass, details };
}

/** Both ratios refer to the job's first candidate. */
function ratioOf(results: readonly PsdResult[], faster: string, than: string): number | null {
  const [a, b] = [faster, than].map((name) => results.find((result) => result.name === name));
  return a === undefined || b === undefined ? null : a.ratio.median / b.ratio.median;
}
