/**
 * node src/lib/dsp/spectrumKernel.bench.ts [launches]
 *
 * Input rate of the spectrum kernel (convert, window, FFT, |X|^2, sum and maximum; no overlap) and how many times less CPU time it takes than its
 * double-precision twin in the same process. Every launch is a process of its own, because an engine may compile the same code well or
 * badly for the whole of a run; medians over the launches are printed, the slowest launch beside them.
 */
import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { sampleFormats, type SampleFormat } from '#lib/base/sampleFormat.ts';
import { ReferenceSpectrumKernel } from './referenceSpectrumKernel.ts';
import type { SpectrumKernel, SpectrumKernelOptions } from './spectrumKernel.ts';
import { WasmSpectrumKernel } from './wasmSpectrumKernel.ts';

interface Run {
  readonly name: string;
  /** Million samples per second of CPU time. */
  readonly rate: number;
  /** CPU time of the reference / CPU time of the kernel. */
  readonly ratio: number;
  /** One `read` of mean and peak, in transforms. */
  readonly read: number;
}

const subjects: readonly (readonly [number, SampleFormat])[] = [
  [256, 'cu8'],
  [1024, 'cu8'],
  [4096, 'cu8'],
  [8192, 'cu8'],
  [65536, 'cu8'],
  [4096, 'cs8'],
  [4096, 'cs16'],
  [4096, 'cf32'],
  [4096, 's16'],
  [4096, 'f32']
];
const samples = 1 << 19;

function measure(fft: number, format: SampleFormat): Run {
  const bytes = randomBytes(format);
  const options: SpectrumKernelOptions = { fft, format, window: 'hann' };
  const [fast, slow] = [new WasmSpectrumKernel(options), new ReferenceSpectrumKernel(options)];
  const pass = (kernel: SpectrumKernel) => kernel.accumulate(bytes, 0, samples / fft, fft);
  const mean = new Float32Array(fast.bins);
  const peak = new Float32Array(fast.bins);
  for (let i = 0; i < 5; i++) pass(fast);
  pass(slow);
  const [fastTimes, slowTimes, readTimes]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < 5; round++) {
    fastTimes.push(cpuTime(() => pass(fast), 20));
    slowTimes.push(cpuTime(() => pass(slow), 1));
    readTimes.push(cpuTime(() => fast.read(mean, peak), 200));
  }
  const time = median(fastTimes);
  return {
    name: `${format} ${fft}`,
    rate: samples / time,
    ratio: median(slowTimes) / time,
    read: median(readTimes) / (time / (samples / fft))
  };
}

/** Microseconds of CPU time of one call, over `calls` of them. */
function cpuTime(call: () => void, calls: number): number {
  const before = process.cpuUsage();
  for (let i = 0; i < calls; i++) call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}

function randomBytes(format: SampleFormat): Uint8Array {
  const { bytes, component } = sampleFormats[format];
  const out = new Uint8Array(samples * bytes);
  let state = 1;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) | 0);
  if (component === 'f32') {
    const floats = new Float32Array(out.buffer);
    for (let i = 0; i < floats.length; i++) floats[i] = next() / 2 ** 31;
  } else {
    for (let i = 0; i < out.length; i++) out[i] = next() >> 16;
  }
  return out;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

const argument = process.argv[2] ?? '5';
if (argument === '--one') {
  console.log(JSON.stringify(subjects.map(([fft, format]) => measure(fft, format))));
} else {
  const launches = Array.from({ length: Number(argument) }, () => {
    const text = execFileSync(process.execPath, [fileURLToPath(import.meta.url), '--one'], { encoding: 'utf8' });
    return JSON.parse(text) as Run[];
  });
  console.log('kernel        MS/s  (slowest launch)  x reference  read, transforms');
  subjects.forEach((_, i) => {
    const runs = launches.map((launch) => launch[i]);
    const [rates, ratios, reads] = [
      runs.map((run) => run.rate),
      runs.map((run) => run.ratio),
      runs.map((run) => run.read)
    ];
    const cells = [
      median(rates).toFixed(0).padStart(6),
      Math.min(...rates)
        .toFixed(0)
        .padStart(18)
    ];
    console.log(
      runs[0].name.padEnd(12),
      ...cells,
      median(ratios).toFixed(1).padStart(12),
      median(reads).toFixed(2).padStart(17)
    );
  });
}
