import { dirname } from 'node:path';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { chromiumArgs, findChromium } from '../tools/chromium.js';

const root = dirname(import.meta.dirname);

/**
 * Imports a module of this repository in Chromium, on SwiftShader where it asks for WebGPU, and calls one of its exports, which takes nothing and
 * gives plain data.
 * @param path from the root of the repository
 */
export async function inChromium<T>(path: string, name: string): Promise<T> {
  const server = await createServer({
    root,
    configFile: false,
    logLevel: 'error',
    appType: 'custom',
    cacheDir: 'node_modules/.cache/figures',
    optimizeDeps: { noDiscovery: true },
    // The page comes from here too: on localhost it counts as secure.
    plugins: [
      {
        name: 'blank-page',
        configureServer: ({ middlewares }) =>
          void middlewares.use((request, response, next) => {
            if (request.url !== '/') {
              next();
              return;
            }
            response.setHeader('Content-Type', 'text/html');
            response.end('<!doctype html><title>figures</title>');
          })
      }
    ]
  });
  try {
    await server.listen(0);
    const executablePath = findChromium();
    const browser = await chromium.launch({
      args: chromiumArgs,
      ...(executablePath === null ? {} : { executablePath })
    });
    try {
      const page = await browser.newPage();
      await page.goto(server.resolvedUrls!.local[0]);
      // As text: transpilers would take an import in a function for one of this file.
      const result: unknown = await page.evaluate(`import('/${path}').then((module) => module.${name}())`);
      return result as T;
    } finally {
      await browser.close();
    }
  } finally {
    await server.close();
  }
}
