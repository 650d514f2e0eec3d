import { spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command as a person does, in another process. @param onOutput told of standard output as it comes; may send one signal */
export function runCli(
  args: readonly string[],
  onOutput: (text: string, kill: (signal: NodeJS.Signals) => void) => void = () => undefined,
  env: Record<string, string> = {},
  node = process.execPath
): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(node, [join(root, 'cli/wavepool.js'), ...args], {
      env: { ...process.env, ...env }
    });
    let stdout = '';
    let stderr = '';
    let sent = false;
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      onOutput(stdout, (signal) => {
        // A second one would hit a process that is already on its way out.
        if (!sent) child.kill(signal);
        sent = true;
      });
    });
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
