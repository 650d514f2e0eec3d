import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { findNodeGpu, measureChain, type GpuChain } from '../gpuChain.ts';
import type { Figure } from '../figure.ts';

const goal = 2;
const sizes = [1024, 4096, 16_384, 65_536];
const segmentsPerRow = 16;
/** Points of a batch, the same for both sides. */
const batchSizes = [1 << 20, 1 << 22];
const rounds = 3;
const seconds = 0.5;

/** Samples a second of the CuPy chain on the same batch; null where Python, CuPy or CUDA is not there. */
function measureCupy({ fft, batchSegments }: GpuChain): number | null {
  const script = join(import.meta.dirname, '..', 'native', 'cupyPsd.py');
  const args = [script, fft, segmentsPerRow, batchSegments, seconds].map(String);
  const { status, stdout } = spawnSync('python3', args, { encoding: 'utf8', timeout: 120_000 });
  if (status !== 0) return null;
  return (JSON.parse(stdout) as { samplesPerSecond: number }).samplesPerSecond;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

const text = (speed: number) => `${(speed / 1e6).toFixed(speed < 1e8 ? 1 : 0)} MS/s`;

export const engine7GpuSpeed: Figure = {
  id: 'engine.7',
  what: `GPU, u8 I/Q in host memory -> rows of ${segmentsPerRow} segments in host memory, copies included, against CuPy/cuFFT on the same batch`,
  required: `goal >= ${goal} x CuPy, where there is a GPU; else it is said that there was none`,
  ci: false,
  needsShared: false,
  async measure() {
    const found = await findNodeGpu();
    if ('missing' in found) return { measured: `no GPU at hand (${found.missing}): not measured`, pass: true };
    const { gpu } = found;
    if (gpu.software) {
      const chain = { fft: 4096, segmentsPerRow, batchSegments: 64, form: 'global' } as const;
      const speed = await measureChain(gpu, chain, seconds);
      gpu.device.destroy();
      const line = `4096 points by ${gpu.name}, for the record: ${text(speed)}`;
      return { measured: 'no GPU at hand: not measured', pass: true, details: [line] };
    }
    const details: string[] = [];
    const ratios: number[] = [];
    for (const fft of sizes) {
      for (const points of batchSizes) {
        const batchSegments = Math.max(segmentsPerRow, points / fft);
        const speeds = { workgroup: [] as number[], global: [] as number[], cupy: [] as number[] };
        // In turns: what else the machine does meets all alike.
        for (let round = 0; round < rounds; round++) {
          for (const form of ['workgroup', 'global'] as const)
            speeds[form].push(await measureChain(gpu, { fft, segmentsPerRow, batchSegments, form }, seconds));
          const cupy = measureCupy({ fft, segmentsPerRow, batchSegments, form: 'workgroup' });
          if (cupy !== null) speeds.cupy.push(cupy);
        }
        const ours = Math.max(median(speeds.workgroup), median(speeds.global));
        const peer = speeds.cupy.length === 0 ? null : median(speeds.cupy);
        if (peer !== null) ratios.push(ours / peer);
        details.push(
          `${fft} points, batches of ${batchSegments} segments: workgroup memory ${text(median(speeds.workgroup))}, ` +
            `main memory ${text(median(speeds.global))}, ` +
            (peer === null ? 'no CuPy' : `CuPy ${text(peer)}: ${(ours / peer).toFixed(2)} x`)
        );
      }
    }
    gpu.device.destroy();
    if (ratios.length === 0) return { measured: `${gpu.name}: no CuPy to compare with`, pass: false, details };
    const least = Math.min(...ratios);
    return {
      measured: `${least.toFixed(2)} x CuPy at least, ${median(ratios).toFixed(2)} x in the middle, on ${gpu.name}`,
      pass: least >= goal,
      details
    };
  }
};
