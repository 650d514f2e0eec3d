import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright';

const widths = [1440, 768, 390];

/** What axe finds on `/`, before anything is chosen and while the simulator runs, in both schemes and at three widths: a line each. */
export async function accessibilityFaults(browser: Browser, url: string): Promise<string[]> {
  const faults: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    for (const width of widths) {
      const context = await browser.newContext({ viewport: { width, height: 844 }, colorScheme });
      const page = await context.newPage();
      for (const address of ['/', '/?radio=sim']) {
        await page.goto(url + address);
        if (address !== '/')
          await page.waitForFunction(() => performance.getEntriesByName('wavepool:first-row').length > 0);
        const { violations } = await new AxeBuilder({ page }).analyze();
        for (const { id, help, nodes } of violations)
          faults.push(
            `${address} ${colorScheme} ${width}: ${id}: ${help}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`
          );
      }
      await context.close();
    }
  }
  return faults;
}
