import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Figure, FigureResult } from '../figure.ts';
import { median } from '../psd/interleave.ts';
import { nativePeers } from '../psd/nativePeers.ts';
import { benchSamples } from '../psd/candidate.ts';

const launches = 5;
const program = join(import.meta.dirname, '..', 'psd', 'sharedRate.ts');

export const engine3Workers: Figure = {
  id: 'engine.3',
  what: 'Two workers on one stream, u8 to spectrum, 4096 points',
  required: '>= 1.9 x one worker; > 1.2 x one native thread',
  ci: false,
  needsShared: false,
  measure
};

/** On the wall, because that is what the second worker is for: two cores must be free. */
async function measure(): Promise<FigureResult> {
  if (availableParallelism() < 2) return { measured: 'not measured: one core only', pass: false };
  const native = nativePeers['native FFTW'].open();
  const toOne: number[] = [];
  const toNative: number[] = [];
  const details: string[] = [];
  try {
    const fftw = native?.candidate('native FFTW', { fft: 4096, hop: 4096 });
    await fftw?.time(20);
    for (let launch = 0; launch < launches; launch++) {
      const [one, two] = [await rateWith(0), await rateWith(1)];
      const nativeRate = fftw === undefined ? NaN : ((benchSamples * 500) / (await fftw.time(500))) * 1e3;
      toOne.push(two / one);
      toNative.push(two / nativeRate);
      details.push(`one ${one.toFixed(0)} MS/s, two ${two.toFixed(0)}, native thread ${nativeRate.toFixed(0)}`);
    }
  } finally {
    native?.close();
  }
  const [ratio, nativeRatio] = [median(toOne), median(toNative)];
  const beside =
    native === null ? 'native not shown: wants gcc and libfftw3-dev' : `${nativeRatio.toFixed(2)} x native`;
  return { measured: `${ratio.toFixed(2)} x one; ${beside}`, pass: ratio >= 1.9 && nativeRatio > 1.2, details };
}

async function rateWith(helpers: number): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, String(helpers)]);
  return Number(stdout);
}
