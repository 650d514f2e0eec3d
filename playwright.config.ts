import { defineConfig } from '@playwright/test';
import { chromiumArgs, findChromium } from './tools/chromium.js';

const executablePath = findChromium();
const port = Number(process.env.WAVEPOOL_E2E_PORT ?? 7399);

/** End-to-end tests: the built page, served by the relay as in real life, in Chromium. */
export default defineConfig({
  testDir: 'tests/e2e',
  // Two cores: a second browser would only make the first one late.
  workers: 1,
  timeout: 60_000,
  retries: 0,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: '.cache/e2e.json' }]],
  use: {
    baseURL: `http://localhost:${port}`,
    viewport: { width: 1440, height: 900 },
    launchOptions: { args: [...chromiumArgs], ...(executablePath === null ? {} : { executablePath }) }
  },
  webServer: {
    command: `node cli/wavepool.js relay --port ${port} --data .cache/e2e-data`,
    url: `http://localhost:${port}/healthz`,
    reuseExistingServer: false,
    timeout: 60_000
  }
});
