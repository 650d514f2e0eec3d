import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { segmentsOf, type PsdCandidate, type PsdCase } from './candidate.ts';

/** A candidate in a process of its own, that reads lines "FFT HOP SEGMENTS PASSES" and answers each with "CPU-NANOSECONDS SUM". */
export class LineChild {
  readonly #child;
  readonly #lines: AsyncIterator<string>;

  constructor(command: string, args: readonly string[]) {
    this.#child = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'inherit'],
      // One thread is what is compared.
      env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' }
    });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  candidate(name: string, job: PsdCase): PsdCandidate {
    return {
      name,
      time: async (passes) => {
        this.#child.stdin.write(`${job.fft} ${job.hop} ${segmentsOf(job)} ${passes}\n`);
        const line = await this.#lines.next();
        const nanoseconds = Number(line.done === true ? NaN : line.value.split(' ')[0]);
        if (!(nanoseconds > 0)) throw new Error(`${name} gave no time for ${job.fft} points`);
        return nanoseconds;
      }
    };
  }

  close(): void {
    this.#child.stdin.end();
  }
}
