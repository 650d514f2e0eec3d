import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { windowNames } from '#lib/dsp/window.ts';
import { countFalseAlarms, type CfarCount, type CfarLook, type CfarNoise } from '#tests/unit/spectrum/cfarNoise.ts';
import type { Figure, FigureResult } from '../figure.ts';

const averages = [1, 2, 3, 4, 6, 8, 12, 16, 32, 64, 128, 256];
const overlaps = [0, 0.5, 0.75];
const cells = 6e7;
const tolerance = 0.1;
const looks: readonly CfarLook[] = (['frequency', 'time'] as const).flatMap((axis) =>
  (['ca', 'os'] as const).flatMap((kind) => [1e-3, 1e-4].map((pfa): CfarLook => ({ axis, kind, training: 32, pfa })))
);
const mark = 'engine.8';

export const engine8FalseAlarms: Figure = {
  id: 'engine.8',
  what: `false alarms in white noise at 1e-3 and 1e-4, CA and OS over frequency and over time, every window and overlap, ${averages.join(', ')} averages`,
  required: 'within 10 % of design over >= 3e7 cells each, binomial interval printed',
  ci: false,
  needsShared: false,
  measure
};

async function measure(): Promise<FigureResult> {
  // The long ones first, so that no thread is left alone with one.
  const tasks = averages
    .flatMap((count) => overlaps.map((overlap) => ({ averages: count, overlap })))
    .sort((a, b) => b.averages - a.averages)
    .map((task, i): CfarNoise => ({ ...task, windows: windowNames, looks, cells, seed: 8001 + i }));
  const counts = (await Promise.all(Array.from({ length: availableParallelism() }, () => work(tasks)))).flat();
  counts.sort((a, b) => a.averages - b.averages || a.overlap - b.overlap);
  const ratios = counts.map((count) => count.alarms / count.cells / count.pfa);
  const good = ratios.filter((ratio) => Math.abs(ratio - 1) <= tolerance).length;
  const least = Math.min(...counts.map((count) => count.cells));
  return {
    measured: `${good} of ${counts.length} within 10 %, ${Math.min(...ratios).toFixed(3)} to ${Math.max(...ratios).toFixed(3)} of design, ${(least / 1e6).toFixed(0)} million cells each`,
    pass: good === counts.length && least >= 3e7,
    details: counts.map(line)
  };
}

/** One thread, which takes tasks off the list until none is left. */
function work(tasks: CfarNoise[]): Promise<CfarCount[]> {
  return new Promise((resolve, reject) => {
    const found: CfarCount[] = [];
    const worker = new Worker(new URL(import.meta.url), { workerData: mark });
    const next = (): void => {
      const task = tasks.shift();
      if (task !== undefined) worker.postMessage(task);
      else void worker.terminate().then(() => resolve(found));
    };
    worker.on('message', (counts: CfarCount[]) => {
      found.push(...counts);
      next();
    });
    worker.on('error', reject);
    next();
  });
}

if (!isMainThread && workerData === mark)
  parentPort!.on('message', (task: CfarNoise) => parentPort!.postMessage(countFalseAlarms(task)));

/** Alarms over what was to be expected, with the interval of the binomial distribution, and the standard deviation as the spectra show it. */
function line({ window, overlap, averages: m, axis, kind, pfa, cells: all, alarms, squares }: CfarCount): string {
  const [low, high] = wilson(alarms, all).map((share) => (share / pfa).toFixed(3));
  const deviation = (Math.sqrt(squares) / all / pfa).toFixed(3);
  const ratio = (alarms / all / pfa).toFixed(3);
  return `${window} ${overlap} M=${m} ${axis} ${kind} ${pfa}: ${alarms} of ${all}, ${ratio} of design (95 %: ${low} to ${high}; neighbours counted as one: +- ${deviation})`;
}

/** 95 % interval of a share (E. B. Wilson, 1927). */
function wilson(hits: number, trials: number): [number, number] {
  const z2 = 1.96 ** 2;
  const share = hits / trials;
  const middle = share + z2 / (2 * trials);
  const spread = 1.96 * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials * trials));
  return [(middle - spread) / (1 + z2 / trials), (middle + spread) / (1 + z2 / trials)];
}
