/** One launch of our kernel over sizes, formats and overlaps: prints [{name, rate}] as JSON. Million samples per second of CPU time, input rate. */
import process from 'node:process';
import { sampleFormats, type SampleFormat } from '#lib/base/sampleFormat.ts';
import { WasmSpectrumKernel } from '#lib/dsp/wasmSpectrumKernel.ts';
import { DetectorAnalysis } from '#lib/spectrum/detectorAnalysis.ts';
import { benchBytes } from './candidate.ts';
import { median } from './interleave.ts';

const samples = 1 << 20;
const turnMs = 40;

/** Input rate of `call`, which takes `count` samples. */
function rateOf(count: number, call: () => void): number {
  const rates: number[] = [];
  let calls = 1;
  for (let round = 0; round < 7; round++) {
    const before = process.cpuUsage();
    for (let i = 0; i < calls; i++) call();
    const { user, system } = process.cpuUsage(before);
    rates.push((calls * count) / (user + system));
    calls = Math.max(1, Math.round((calls * turnMs * 1e3) / (user + system)));
  }
  // The first rounds warm up.
  return median(rates.slice(2));
}

function kernelRate(fft: number, format: SampleFormat, overlap: number): number {
  const { bytes, component } = sampleFormats[format];
  const data = benchBytes(samples * bytes);
  if (component === 'f32') new Float32Array(data.buffer).forEach((_, i, floats) => (floats[i] = (i % 251) / 251 - 0.5));
  const kernel = new WasmSpectrumKernel({ fft, format, window: 'hann', peak: false });
  const hop = fft * (1 - overlap);
  const segments = Math.floor((samples - fft) / hop) + 1;
  const mean = new Float32Array(kernel.bins);
  return rateOf(samples, () => {
    kernel.accumulate(data, 0, segments, hop);
    kernel.read(mean, null);
  });
}

/** Samples all the way to detections and emitters, as `wavepool analyze` has it. */
function chainRate(): number {
  const bytes = benchBytes(2 * samples);
  const analysis = new DetectorAnalysis({ format: 'cu8', rate: 20e6, onLine: () => undefined });
  let index = 0;
  return rateOf(samples, () => {
    analysis.push(bytes, index);
    index += samples;
  });
}

const rows: { name: string; rate: number }[] = [];
for (const fft of [256, 1024, 4096, 16384, 65536]) {
  for (const overlap of [0, 0.5, 0.75]) {
    rows.push({ name: `cu8 ${fft}, overlap ${overlap}`, rate: kernelRate(fft, 'cu8', overlap) });
  }
}
for (const format of Object.keys(sampleFormats) as SampleFormat[]) {
  if (format !== 'cu8') rows.push({ name: `${format} 4096, overlap 0`, rate: kernelRate(4096, format, 0) });
}
rows.push({ name: 'cu8 to detections and emitters, white noise', rate: chainRate() });
console.log(JSON.stringify(rows));
