import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Command, CommandIo, OptionValues } from '../command.ts';
import { numberOption } from '../options.ts';

/** `wavepool bench`: how fast the spectrum engine is on this machine, and others beside it. */
export const bench: Command = {
  name: 'bench',
  summary: 'how fast the spectrum engine is here, beside others',
  help: `wavepool bench [options]

Measures the spectrum engine on one core: samples to power spectra for transform sizes, sample
formats and overlaps, and all the way to detections; and, taking turns with it in the same run, native FFTW
(wants gcc and libfftw3-dev), scipy.signal.welch (wants python3-scipy), and the packages
@echogarden/pffft-wasm, webfft and @jtarrio/signals. Several launches; medians with spread, CPU time.
docs/performance.md says what the figures mean. In Chromium: npm run bench:browser.

  --launches N     processes to measure in, one after the other (3)
  --json           {machine, runtime, launches, kernel, compared, absent}`,
  options: { launches: { type: 'string' }, json: { type: 'boolean' } },
  argument: null,
  run
};

async function run(_: string, values: OptionValues, io: CommandIo): Promise<number> {
  const launches = numberOption(values, 'launches', { min: 1, max: 100, example: '3' }) ?? 3;
  const program = join(import.meta.dirname, '..', '..', 'bench', 'psd', 'main.ts');
  const args = [program, '--launches', String(Math.round(launches)), ...(values.json === true ? ['--json'] : [])];
  // A process of its own, so that what the command line has loaded and compiled does not take part.
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], signal: io.signal });
  child.stdout.setEncoding('utf8').on('data', (text: string) => io.out(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => io.err(text));
  return new Promise((resolve, reject) => {
    child.on('error', (error) => (io.signal.aborted ? resolve(130) : reject(error)));
    child.on('close', (code) => resolve(io.signal.aborted ? 130 : (code ?? 1)));
  });
}
