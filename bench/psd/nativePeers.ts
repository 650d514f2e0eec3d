import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LineChild } from './lineChild.ts';

const root = join(import.meta.dirname, '..', '..');
const source = join(root, 'bench', 'native', 'fftwPsd.c');
const script = join(root, 'bench', 'native', 'scipyWelch.py');

/** Peers outside JavaScript, each with how to get it where it is not there. */
export const nativePeers = {
  'native FFTW': { open: openFftw, wants: 'gcc and libfftw3-dev' },
  'scipy.signal.welch': { open: openScipy, wants: 'python3-scipy' }
} as const;

/** Builds the C program, once per source and machine, in .cache; null where gcc or FFTW is missing. */
function openFftw(): LineChild | null {
  const folder = join(root, '.cache', 'bench');
  const key = createHash('sha256').update(readFileSync(source)).update(machine()).digest('hex').slice(0, 16);
  const program = join(folder, `fftwPsd-${key}`);
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    const args = ['-O3', '-march=native', '-o', program, source, '-lfftw3f', '-lm'];
    try {
      execFileSync('gcc', args, { stdio: 'ignore' });
    } catch {
      return null;
    }
  }
  return new LineChild(program, []);
}

/** What -march=native looks at: a program from another machine's cache might not run here. */
function machine(): string {
  try {
    return /^flags.*$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[0] ?? '';
  } catch {
    return '';
  }
}

function openScipy(): LineChild | null {
  try {
    execFileSync('python3', ['-c', 'import scipy.signal'], { stdio: 'ignore' });
  } catch {
    return null;
  }
  return new LineChild('python3', [script]);
}
