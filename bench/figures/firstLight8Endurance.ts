import type { Page } from 'playwright';
import type { Figure, FigureResult } from '../figure.ts';
import { withServedPage } from '../servedPage.ts';

/** WAVEPOOL_ENDURANCE_MINUTES shortens it for a first look; the figure is the one of 30 minutes. */
const minutes = Number(process.env.WAVEPOOL_ENDURANCE_MINUTES ?? 30);
/** Growth of the heap from the tenth of the run on that still counts as steady. */
const steadyMiB = 8;

export const firstLight8Endurance: Figure = {
  id: 'first-light.8',
  what: `Simulator at 2.4 MS/s in Chromium for ${minutes} minutes`,
  required: '0 samples missed, heap steady',
  ci: false,
  needsShared: false,
  measure
};

async function measure(): Promise<FigureResult> {
  return withServedPage(
    async ({ page, url, complaints }) => {
      await page.goto(`${url}/?radio=sim`);
      await page.waitForFunction(() => performance.getEntriesByName('wavepool:first-row').length > 0);
      const heaps: number[] = [];
      const lines: string[] = [];
      const steps = 30;
      for (let step = 0; step <= steps; step++) {
        const heap = await heapMiB(page);
        heaps.push(heap);
        const counts = (await page.locator('.count').innerText()).replace(/\s+/g, ' ');
        lines.push(`${((step / steps) * minutes).toFixed(1)} min: ${counts}; heap ${heap.toFixed(1)} MiB`);
        if (step < steps) await page.waitForTimeout((minutes * 60_000) / steps);
      }
      const missed = Number((await page.locator('.count .missed').innerText()).replace(/\D/g, ''));
      const settled = heaps.slice(Math.ceil(steps / 10));
      const growth = slope(settled) * (settled.length - 1);
      return {
        measured: `${missed} samples missed in ${minutes} minutes; heap ${settled[0].toFixed(1)} to ${settled.at(-1)!.toFixed(1)} MiB, trend ${growth.toFixed(1)} MiB over the run`,
        pass: missed === 0 && growth < steadyMiB && complaints.length === 0,
        details: [...lines, ...complaints]
      };
      // Without it a measurement waits for the next collection, which a heap this quiet may put off for minutes.
    },
    ['--enable-blink-features=ForceEagerMeasureMemory']
  );
}

/** Live heap of the page and all its workers after a collection, MiB. */
async function heapMiB(page: Page): Promise<number> {
  const bytes = await page.evaluate(async () => {
    const measureMemory = (
      performance as unknown as { measureUserAgentSpecificMemory?: () => Promise<{ bytes: number }> }
    ).measureUserAgentSpecificMemory;
    return (await measureMemory?.call(performance))?.bytes ?? Number.NaN;
  });
  return bytes / 2 ** 20;
}

/** Least-squares slope per step. */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  let above = 0;
  let below = 0;
  values.forEach((value, i) => {
    above += (i - middle) * (value - mean);
    below += (i - middle) ** 2;
  });
  return above / below;
}
