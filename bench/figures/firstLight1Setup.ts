import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Figure, FigureResult } from '../figure.ts';

const root = join(import.meta.dirname, '../..');
const startLimit = 180;
const testLimit = 600;

/** A stranger's first two commands: fresh clone, empty HOME, cold npm cache, the Node and npm of the machine. */
export const firstLight1Setup: Figure = {
  id: 'first-light.1',
  what: 'fresh clone, empty HOME, cold npm cache: npm start answers; npm test passes',
  required: '< 3 min; < 10 min on 2 cores',
  ci: false,
  needsShared: false,
  measure
};

async function measure(): Promise<FigureResult> {
  const start = await inFreshClone(measureStart);
  const test = await inFreshClone(measureTest);
  return {
    measured: `${start.seconds.toFixed(0)} s (again: ${start.again.toFixed(0)} s); ${test.seconds.toFixed(0)} s${test.code === 0 ? '' : ', not passed'}`,
    pass: start.seconds < startLimit && test.seconds < testLimit && test.code === 0,
    details: test.output.trimEnd().split('\n')
  };
}

interface Clone {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

async function inFreshClone<T>(work: (clone: Clone) => Promise<T>): Promise<T> {
  const place = mkdtempSync(join(tmpdir(), 'wavepool-fresh-'));
  try {
    const folder = join(place, 'wavepool');
    const home = join(place, 'home');
    mkdirSync(home);
    await run('git', ['clone', '--quiet', '--no-hardlinks', root, folder], place, process.env);
    return await work({ folder, env: strangersEnv(home) });
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** Ours without what npm and this checkout have put into it: a stranger has neither. */
function strangersEnv(home: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(npm_|XDG_|NODE_(?!EXTRA_CA_CERTS)|INIT_CWD$|CI$)/i.test(name)
  );
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
    .join(delimiter);
  return { ...Object.fromEntries(kept), HOME: home, PATH: path };
}

async function measureStart({ folder, env }: Clone): Promise<{ seconds: number; again: number }> {
  const port = (await isFree(7373)) ? 7373 : await freePort();
  const seconds = await timeUntilAnswer(port, folder, env);
  return { seconds, again: await timeUntilAnswer(port, folder, env) };
}

/** Seconds from `npm start` to an answer on the port; the relay is stopped again, and must have ended well. */
async function timeUntilAnswer(port: number, folder: string, env: NodeJS.ProcessEnv): Promise<number> {
  const started = performance.now();
  const npm = spawn('npm', ['start', '--', '--port', String(port)], { cwd: folder, env, detached: true });
  let output = '';
  npm.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  npm.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  // npm may end by the very signal, or report it as a shell does.
  const ended = new Promise<number | null>((resolve) =>
    npm.on('close', (code, signal) => resolve(signal === 'SIGINT' ? 130 : code))
  );
  try {
    while (!(await answers(port))) {
      if (npm.exitCode !== null) throw new Error(`npm start ended with ${npm.exitCode}\n${output}`);
      if (performance.now() - started > 2 * startLimit * 1000) throw new Error(`npm start does not answer\n${output}`);
      await sleep(100);
    }
    const seconds = (performance.now() - started) / 1000;
    // As Ctrl+C does: to the whole group.
    signalGroup(npm, 'SIGINT');
    const code = await ended;
    // The shell between npm and us reports the Ctrl+C it saw itself.
    if ((code !== 0 && code !== 130) || !output.includes('Stopped.'))
      throw new Error(`npm start ended with ${code}\n${output}`);
    return seconds;
  } finally {
    if (npm.exitCode === null && npm.signalCode === null) signalGroup(npm, 'SIGKILL');
  }
}

async function measureTest({ folder, env }: Clone): Promise<{ seconds: number; code: number | null; output: string }> {
  const started = performance.now();
  const { code, output } = await run('npm', ['test'], folder, env, false);
  return { seconds: (performance.now() - started) / 1000, code, output };
}

async function answers(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://localhost:${port}/`)).ok;
  } catch {
    return false;
  }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid !== undefined) process.kill(-child.pid, signal);
}

function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
  mustWork = true
): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      if (mustWork && code !== 0) reject(new Error(`${command} ${args.join(' ')} ended with ${code}\n${output}`));
      else resolve({ code, output });
    });
  });
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
