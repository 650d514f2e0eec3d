import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Starts the relay on a free port with an empty folder, as in real life, runs `use`, and ends it again. The page must be built. */
export async function withServedRelay<T>(use: (url: string, port: number) => Promise<T>): Promise<T> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const data = await mkdtemp(join(tmpdir(), 'wavepool-'));
  const relay = spawn(
    process.execPath,
    [join(root, 'cli/wavepool.js'), 'relay', '--port', String(port), '--data', data],
    { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] }
  );
  let said = '';
  relay.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  try {
    await answering(`${url}/healthz`, relay, () => said);
    return await use(url, port);
  } finally {
    relay.kill();
    await rm(data, { recursive: true, force: true });
  }
}

/** A TCP port of this machine that nobody uses just now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port');
  return address.port;
}

async function answering(url: string, relay: ChildProcess, said: () => string): Promise<void> {
  const until = Date.now() + 30_000;
  for (;;) {
    if (relay.exitCode !== null) throw new Error(`The relay ended: ${said()}`);
    try {
      if ((await fetch(url)).ok) return;
    } catch {
      // Not listening yet.
    }
    if (Date.now() > until) throw new Error(`The relay does not answer on ${url}: ${said()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
