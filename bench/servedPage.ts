import { chromium, type Browser, type Page } from 'playwright';
import { chromiumArgs, findChromium } from '../tools/chromium.js';
import { withServedRelay } from './servedRelay.ts';

/** A fresh Chromium on the built page, served by the relay as in real life. */
export interface ServedPage {
  readonly url: string;
  readonly browser: Browser;
  readonly page: Page;
  /** What the page said on its console as warnings and errors, and uncaught errors. */
  readonly complaints: readonly string[];
}

/** Starts relay and browser on a free port, runs `use`, and takes both down again. The page must be built. `moreArgs` go to Chromium. */
export function withServedPage<T>(
  use: (served: ServedPage) => Promise<T>,
  moreArgs: readonly string[] = []
): Promise<T> {
  return withServedRelay(async (url) => {
    const executablePath = findChromium();
    const browser = await chromium.launch({
      args: [...chromiumArgs, ...moreArgs],
      ...(executablePath === null ? {} : { executablePath })
    });
    try {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      return await use({ url, browser, page, complaints: complaintsOf(page) });
    } finally {
      await browser.close();
    }
  });
}

/** Collects what a page says as warnings and errors from now on, and its uncaught errors. */
export function complaintsOf(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return complaints;
}
