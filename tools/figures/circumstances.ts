import { execFileSync } from 'node:child_process';
import { arch, availableParallelism, cpus, totalmem } from 'node:os';
import type { Circumstances } from './verification.ts';

/** Today, this commit, this machine. */
export function circumstances(root: string): Circumstances {
  const model = cpus()[0]?.model.trim() ?? '';
  const processor = model === '' || model === 'unknown' ? arch() : model;
  const memory = Math.round(totalmem() / 2 ** 30);
  return {
    date: new Date().toISOString().slice(0, 10),
    commit: commit(root),
    machine: `${processor}, ${availableParallelism()} cores, ${memory} GiB, Node ${process.versions.node}`
  };
}

function commit(root: string): string {
  try {
    const git = (...args: string[]) =>
      execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    const changed = git('status', '--porcelain', '--', '.', ':!docs/verification.md') === '' ? '' : '+';
    return git('rev-parse', '--short', 'HEAD') + changed;
  } catch {
    return 'unknown';
  }
}
