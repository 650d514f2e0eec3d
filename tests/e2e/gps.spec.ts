import { expect, test } from '@playwright/test';
import { gpsBand, gpsInTab } from './gpsInTab.ts';
import { openGpsTerminal, terminalObstacle } from './gpsTerminal.ts';

const obstacle = terminalObstacle();

test('a receiver on a serial port gives position, time and the offset of the clock', async ({ baseURL }) => {
  test.skip(obstacle !== null, obstacle ?? '');
  const terminal = await openGpsTerminal(baseURL ?? '');
  try {
    const page = await terminal.browser.newPage({ viewport: { width: 1440, height: 900 } });
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    await page.goto(`${baseURL}/?radio=sim`);
    const { positionError, timeError, clock } = await gpsInTab(page, terminal, 3);
    // Six decimals of a degree are a tenth of a metre.
    expect(positionError).toBeLessThan(0.15);
    expect(timeError).toBeLessThan(3);
    // The receiver here speaks this computer's time, and without the delay of a real one.
    expect(clock).toContain('agrees, as far as can be told');

    // The receiver falls silent; then its port goes.
    const panel = await gpsBand(page);
    await expect(panel.getByRole('status')).toHaveText('No data', { timeout: 15_000 });
    await terminal.unplug();
    await expect(panel.getByRole('status')).toHaveText('Lost', { timeout: 15_000 });
    await panel.getByRole('button', { name: 'Disconnect the GPS receiver' }).click();
    await expect(panel.getByRole('button', { name: 'Connect GPS' })).toBeVisible();
    expect(complaints).toEqual([]);
  } finally {
    await terminal.close();
  }
});

test('a browser that was given no port offers to connect one', async ({ page }) => {
  await page.goto('/?radio=sim');
  const panel = await gpsBand(page);
  await expect(panel.getByRole('button', { name: 'Connect GPS' })).toBeVisible();
});
