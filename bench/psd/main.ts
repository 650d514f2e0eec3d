/** node bench/psd/main.ts [--json] [--browser] [--launches N]: what `wavepool bench` and `npm run bench:browser` print. */
import { execFile } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs, promisify } from 'node:util';
import { median } from './interleave.ts';
import { nativeJobs, peerJob } from './jobs.ts';
import type { PsdJob } from './launch.ts';
import { nativePeers } from './nativePeers.ts';
import { psdBench, type PsdResult, type Spread } from './psdBench.ts';

interface Report {
  readonly machine: string;
  readonly runtime: string;
  readonly launches: number;
  /** MS/s of input per core. */
  readonly kernel: readonly { readonly name: string; readonly rate: Spread }[];
  readonly compared: readonly { readonly fft: number; readonly hop: number; readonly results: readonly PsdResult[] }[];
  /** Peers that took no part, and what they want. */
  readonly absent: readonly string[];
}

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, browser: { type: 'boolean' }, launches: { type: 'string' } }
});
const launches = Math.max(1, Number(values.launches ?? 3));
const inBrowser = values.browser === true;
const jobs: PsdJob[] = [...nativeJobs, peerJob];
if (!inBrowser) process.stderr.write(`Measuring ${launches} launches, about a minute and a half each …\n`);
const results = inBrowser
  ? await (await import('./browser/browserBench.ts')).browserBench(jobs, launches)
  : await psdBench(jobs, launches);
const present = new Set(results.flat().map(({ name }) => name));
const report: Report = {
  machine: cpus()[0]?.model.trim() ?? 'unknown',
  runtime: inBrowser ? 'Chromium' : `Node ${process.versions.node}`,
  launches,
  kernel: inBrowser ? [] : await kernelTable(),
  compared: jobs.map(({ fft, hop }, i) => ({ fft, hop, results: results[i] })),
  absent: [...new Set(jobs.flatMap(({ candidates }) => candidates))]
    .filter((name) => !present.has(name))
    .map(
      (name) => `${name}: wants ${name in nativePeers ? nativePeers[name as keyof typeof nativePeers].wants : 'npm ci'}`
    )
};
process.stdout.write(values.json === true ? `${JSON.stringify(report)}\n` : table(report));

async function kernelTable(): Promise<Report['kernel']> {
  const program = join(import.meta.dirname, 'kernelTable.ts');
  const runs: { name: string; rate: number }[][] = [];
  for (let launch = 0; launch < launches; launch++) {
    const { stdout } = await promisify(execFile)(process.execPath, [program]);
    runs.push(JSON.parse(stdout) as { name: string; rate: number }[]);
  }
  return runs[0].map(({ name }, i) => {
    const rates = runs.map((run) => run[i].rate);
    return { name, rate: { median: median(rates), low: Math.min(...rates), high: Math.max(...rates) } };
  });
}

function table({ machine, runtime, launches, kernel, compared, absent }: Report): string {
  const lines = [
    `${machine}, ${runtime}, ${launches} launches: median (lowest to highest), MS/s of input per core`,
    ''
  ];
  for (const { name, rate } of kernel) lines.push(`${name.padEnd(46)} ${cell(rate, 0)}`);
  for (const { fft, hop, results } of compared) {
    lines.push('', `u8 to spectrum, ${fft} points, a segment every ${hop}; ratio to ${results[0].name}`);
    for (const { name, rate, ratio } of results) {
      lines.push(`  ${name.padEnd(40)} ${cell(rate, 0)}  x ${cell(ratio, 3)}`);
    }
  }
  if (absent.length > 0) lines.push('', ...absent.map((line) => `not here: ${line}`));
  return `${lines.join('\n')}\n`;
}

function cell({ median, low, high }: Spread, digits: number): string {
  const texts = [median, low, high].map((value) => value.toFixed(digits));
  return `${texts[0].padStart(6)} (${texts[1]} to ${texts[2]})`;
}
