/** node bench/psd/sharedRate.ts HELPERS: MS/s on the wall of one shared stream of u8, 4096 points, no overlap, with so many helpers; prints it. */
import { once } from 'node:events';
import process from 'node:process';
import { Worker } from 'node:worker_threads';
import { SharedPsdKernel } from '#lib/spectrum/sharedPsdKernel.ts';
import { benchBytes } from './candidate.ts';
import { median } from './interleave.ts';

const fft = 4096;
/** A second at 20 MS/s, as a SampleRing holds; samples are read where they lie. */
const samples = 1 << 24;
const ring = new SharedArrayBuffer(2 * samples);
const bytes = new Uint8Array(ring);
const some = benchBytes();
for (let at = 0; at < bytes.length; at += some.length) bytes.set(some, at);
const kernel = new SharedPsdKernel({ fft, format: 'cu8', window: 'hann', peak: false }, ring);
const helper = new URL('sharedPsdHelper.ts', import.meta.url);
const workers = Array.from({ length: Number(process.argv[2]) }, () => new Worker(helper, { workerData: kernel.plan }));
await Promise.all(workers.map((worker) => once(worker, 'online')));
const mean = new Float32Array(fft);
const rates: number[] = [];
for (let round = 0; round < 24; round++) {
  const began = performance.now();
  kernel.accumulate(bytes, 0, samples / fft, fft);
  kernel.read(mean, null);
  rates.push(samples / (performance.now() - began) / 1e3);
}
kernel.close();
console.log(median(rates.slice(4)));
