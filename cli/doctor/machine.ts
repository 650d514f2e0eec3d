import { arch, availableParallelism, cpus, freemem, platform, release, totalmem } from 'node:os';
import { createSpectrumKernel } from '#lib/dsp/createSpectrumKernel.ts';
import { missing, note, ok, type Finding } from './finding.ts';

const gib = 2 ** 30;

/** Processor, memory, and whether the signal processing runs here. */
export function machine(): Finding[] {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const cores = availableParallelism();
  return [
    ok('machine', `${platform()} ${release()}, ${arch()}, ${model}`),
    cores >= 2
      ? ok('cores', String(cores))
      : note('cores', String(cores), 'Radio and spectrum want a core each: rates above about 2 MS/s may lose samples.'),
    memory(),
    engine(),
    typeof SharedArrayBuffer === 'function'
      ? ok('shared memory', 'SharedArrayBuffer is there')
      : missing('shared memory', 'SharedArrayBuffer is switched off', 'Start Node without flags that disable it.')
  ];
}

function memory(): Finding {
  const fact = `${(totalmem() / gib).toFixed(1)} GiB, ${(freemem() / gib).toFixed(1)} free`;
  return totalmem() >= 2 * gib ? ok('memory', fact) : note('memory', fact, 'Building the page wants about 1 GiB free.');
}

/** Makes a kernel and measures it: the promise of the WASM engine, kept or not. */
function engine(): Finding {
  const fft = 4096;
  const samples = 64 * fft;
  try {
    const kernel = createSpectrumKernel({ fft, format: 'cu8', window: 'hann' });
    const bytes = new Uint8Array(2 * samples).fill(127);
    const started = performance.now();
    let done = 0;
    do {
      kernel.accumulate(bytes, 0, 127, fft / 2);
      kernel.read(null, null);
      done += samples;
    } while (performance.now() - started < 100);
    const rate = done / ((performance.now() - started) / 1000);
    return ok('engine', `WASM SIMD, ${(rate / 1e6).toFixed(0)} MS/s on one core (cu8, fft 4096, half overlapped)`);
  } catch (error) {
    return missing(
      'engine',
      `WASM SIMD does not run: ${(error as Error).message}`,
      'Use the Node that npm start installs.'
    );
  }
}
