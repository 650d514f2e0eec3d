import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright';
import { chromiumArgs, findChromium } from '../tools/chromium.js';

/** A fresh Chromium on the built page, served by the relay as in real life. */
export interface ServedPage {
  readonly url: string;
  readonly browser: Browser;
  readonly page: Page;
  /** What the page said on its console as warnings and errors, and uncaught errors. */
  readonly complaints: readonly string[];
}

const root = join(import.meta.dirname, '..');

/** Starts relay and browser on a free port, runs `use`, and takes both down again. The page must be built. `moreArgs` go to Chromium. */
export async function withServedPage<T>(
  use: (served: ServedPage) => Promise<T>,
  moreArgs: readonly string[] = []
): Promise<T> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const data = await mkdtemp(join(tmpdir(), 'wavepool-'));
  const relay = spawn(
    process.execPath,
    [join(root, 'cli/wavepool.js'), 'relay', '--port', String(port), '--data', data],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'pipe']
    }
  );
  let said = '';
  relay.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  let browser: Browser | null = null;
  try {
    await answering(`${url}/healthz`, relay, () => said);
    const executablePath = findChromium();
    browser = await chromium.launch({
      args: [...chromiumArgs, ...moreArgs],
      ...(executablePath === null ? {} : { executablePath })
    });
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    return await use({ url, browser, page, complaints });
  } finally {
    await browser?.close();
    relay.kill();
    await rm(data, { recursive: true, force: true });
  }
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

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port');
  return address.port;
}
