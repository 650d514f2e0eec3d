import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';

/**
 * A clock of the CPU time, ns, that web workers of our own browser have taken: their threads' own account in Linux's /proc. Null where there is no such
 * account. Ask when the worker is running.
 */
export function workerCpuClock(): (() => number) | null {
  const threads: string[] = [];
  for (const pid of numbersIn('/proc')) {
    for (const thread of numbersIn(`/proc/${pid}/task`)) {
      const name = read(`/proc/${pid}/task/${thread}/comm`);
      if (name.startsWith('DedicatedWorker') && descends(pid)) threads.push(`/proc/${pid}/task/${thread}/schedstat`);
    }
  }
  if (threads.length === 0) return null;
  return () => threads.reduce((sum, path) => sum + Number(read(path).split(' ')[0]), 0);
}

/** Whether the process was started by us, or by one that was. */
function descends(pid: string): boolean {
  for (let at = Number(pid); at > 1;) {
    if (at === process.pid) return true;
    at = Number(/^PPid:\s+(\d+)/m.exec(read(`/proc/${at}/status`))?.[1] ?? 0);
  }
  return false;
}

function numbersIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
