import type { Page } from 'playwright';
import type { Figure, FigureResult } from '../figure.ts';
import { withServedPage } from '../servedPage.ts';

/** Loads that are measured; the first also fills the disk cache of the fresh browser. */
const loads = 5;
const most = 1500;

export const firstLight6FirstRow: Figure = {
  id: 'first-light.6',
  what: 'Navigation to the first waterfall row, simulator chosen by URL (/?radio=sim)',
  required: `<= ${most / 1000} s`,
  ci: true,
  needsShared: false,
  measure
};

async function measure(): Promise<FigureResult> {
  return withServedPage(async ({ browser, url }) => {
    const times: number[] = [];
    for (let load = 0; load < loads; load++) {
      // A context of its own has an empty cache: this is how a stranger comes.
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      times.push(await firstRow(await context.newPage(), `${url}/?radio=sim`));
      await context.close();
    }
    const sorted = [...times].sort((a, b) => a - b);
    const median = sorted[Math.floor(loads / 2)];
    return {
      measured: `${(median / 1000).toFixed(2)} s (median of ${loads} loads with an empty cache; ${sorted.map((ms) => Math.round(ms)).join(', ')} ms)`,
      pass: median <= most
    };
  });
}

/** Milliseconds from the start of the navigation to the moment at which the first row has been drawn. */
async function firstRow(page: Page, url: string): Promise<number> {
  await page.goto(url);
  const mark = await page.waitForFunction(() => performance.getEntriesByName('wavepool:first-row').at(0)?.startTime);
  return (await mark.jsonValue()) ?? Number.NaN;
}
