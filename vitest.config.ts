import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { chromiumArgs, findChromium } from './tools/chromium.js';

const executablePath = findChromium();

/** A browser of its own for each project: Vitest writes into what it is given. */
function browser(name: string) {
  return {
    enabled: true,
    headless: true,
    screenshotFailures: false,
    provider: playwright({
      launchOptions: { args: chromiumArgs, ...(executablePath === null ? {} : { executablePath }) }
    }),
    instances: [{ browser: 'chromium' as const, name }]
  };
}

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'core', include: ['tests/unit/**/*.test.ts'], environment: 'node', testTimeout: 30_000 } },
      // What needs the recordings in ../shared; skips, saying so, where they are absent.
      { test: { name: 'shared', include: ['tests/shared/**/*.test.ts'], environment: 'node', testTimeout: 300_000 } },
      { test: { name: 'gpu', include: ['tests/gpu/**/*.test.ts'], browser: browser('gpu') } },
      { plugins: [svelte()], test: { name: 'ui', include: ['tests/ui/**/*.test.ts'], browser: browser('ui') } }
    ]
  }
});
