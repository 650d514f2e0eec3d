import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright';
import { build } from 'vite';
import { chromiumArgs, findChromium } from '../../../tools/chromium.js';
import type { PsdCandidate, PsdCase } from '../candidate.ts';
import { workerCpuClock } from './workerCpu.ts';
import type { PsdReply, PsdRequest } from './psdWorker.ts';

/** Isolated pages get the finer clock. */
const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

/** What the page serves: itself, the worker in one file, and PFFFT's module. */
export async function psdPageFiles(): Promise<ReadonlyMap<string, { type: string; body: string | Uint8Array }>> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2023',
      rolldownOptions: {
        input: join(import.meta.dirname, 'psdWorker.ts'),
        output: { format: 'es', codeSplitting: false, entryFileNames: 'worker.js' }
      }
    }
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((one) => ('output' in one ? one.output : []));
  const worker = outputs.find((output) => output.type === 'chunk');
  if (worker === undefined) throw new Error('The worker of the bench could not be bundled');
  const pffft = createRequire(import.meta.url).resolve('@echogarden/pffft-wasm/simd');
  return new Map<string, { type: string; body: string | Uint8Array }>([
    ['/', { type: 'text/html', body: '<!doctype html><title>bench</title>' }],
    ['/worker.js', { type: 'text/javascript', body: worker.code }],
    ['/pffft.wasm', { type: 'application/wasm', body: readFileSync(pffft.replace(/\.js$/, '.wasm')) }]
  ]);
}

/** Starts Chromium afresh on a page with nothing but the bench's worker, and closes it again. */
export async function withPsdPage<T>(
  files: Awaited<ReturnType<typeof psdPageFiles>>,
  use: (candidate: (name: string, job: PsdCase) => Promise<PsdCandidate | null>) => Promise<T>
): Promise<T> {
  const server = createServer((request, response) => {
    const file = files.get(request.url ?? '/');
    response.writeHead(file === undefined ? 404 : 200, { ...headers, 'Content-Type': file?.type ?? 'text/plain' });
    response.end(file?.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const executablePath = findChromium();
  const browser = await chromium.launch({ args: chromiumArgs, ...(executablePath === null ? {} : { executablePath }) });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.evaluate(() => {
      (globalThis as { bench?: Worker }).bench = new Worker('/worker.js', { type: 'module' });
    });
    return await use((name, job) => candidateOn(page, name, job));
  } finally {
    await browser.close();
    server.close();
  }
}

async function candidateOn(page: Page, name: string, job: PsdCase): Promise<PsdCandidate | null> {
  const id = `${name} ${job.fft} ${job.hop}`;
  if ((await ask(page, { id, make: { name, job } })) === null) return null;
  const clock = workerCpuClock();
  return {
    name,
    async time(passes) {
      const before = clock?.() ?? 0;
      const onTheWall = (await ask(page, { id, passes }))!;
      // A worker that does nothing but this: its time on the wall is its CPU time too, as long as a core is free for it.
      return clock === null ? onTheWall : clock() - before;
    }
  };
}

function ask(page: Page, request: PsdRequest): Promise<number | null> {
  return page.evaluate(
    (request) =>
      new Promise<number | null>((resolve, reject) => {
        const worker = (globalThis as unknown as { bench: Worker }).bench;
        worker.onmessage = ({ data }: MessageEvent<PsdReply>) => resolve(data.nanoseconds);
        worker.onerror = (event) => reject(new Error(event.message));
        worker.postMessage(request);
      }),
    request
  );
}
