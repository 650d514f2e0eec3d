import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright';
import { startRelay } from '#relay/main.ts';
import { chromiumArgs, findChromium } from '#tools/chromium.js';
import type { Figure, FigureResult } from '../figure.ts';

const root = join(import.meta.dirname, '../..');
const limitKb = 90;

/** What a browser really fetches as scripts when it opens `/` and does nothing: modules, what they import, and workers. */
export const firstLight7Bundle: Figure = {
  id: 'first-light.7',
  what: 'initial JavaScript of /, gzip',
  required: `<= ${limitKb} kB`,
  ci: true,
  needsShared: false,
  measure
};

async function measure(): Promise<FigureResult> {
  const data = mkdtempSync(join(tmpdir(), 'wavepool-bundle-'));
  const relay = await startRelay({
    port: 0,
    host: '127.0.0.1',
    data,
    page: join(root, 'build'),
    version: '0',
    log: (line) => console.error(line)
  });
  const executablePath = findChromium();
  const browser = await chromium.launch({ args: chromiumArgs, ...(executablePath === null ? {} : { executablePath }) });
  try {
    const page = await browser.newPage();
    const scripts = new Map<string, Promise<Buffer>>();
    page.on('response', (response) => {
      const type = response.headers()['content-type'] ?? '';
      if (type.startsWith('text/javascript')) scripts.set(new URL(response.url()).pathname, response.body());
    });
    await page.goto(relay.url, { waitUntil: 'networkidle' });
    const html = await (await fetch(relay.url)).text();
    const inline = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text]) => text).join('');
    const sizes: [string, number][] = [['inline', gzipSync(inline).length]];
    for (const [path, body] of scripts) sizes.push([path, gzipSync(await body, { level: 9 }).length]);
    if (sizes.length < 3) throw new Error('the page loaded no scripts');
    const total = sizes.reduce((sum, [, size]) => sum + size, 0) / 1000;
    return {
      measured: `${total.toFixed(1)} kB in ${scripts.size} files`,
      pass: total <= limitKb,
      details: sizes
        .toSorted((a, b) => b[1] - a[1])
        .map(([path, size]) => `${(size / 1000).toFixed(1).padStart(6)} kB  ${path}`)
    };
  } finally {
    await browser.close();
    await relay.close(0);
    rmSync(data, { recursive: true, force: true });
  }
}
