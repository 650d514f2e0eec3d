import { expect, test } from './watchedPage.ts';
import { openSimulator } from './steps.ts';

const sizes = [
  { width: 1440, height: 900 },
  { width: 768, height: 1024 },
  { width: 390, height: 844 }
];

for (const size of sizes) {
  test(`nothing sticks out and nothing jumps at ${size.width} pixels`, async ({ page }) => {
    await page.setViewportSize(size);
    await page.addInitScript(() => {
      const shifts: number[] = [];
      Object.assign(globalThis, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[])
          if (!entry.hadRecentInput) shifts.push(entry.value);
      }).observe({ type: 'layout-shift', buffered: true });
    });
    for (const address of ['/', '/?radio=sim']) {
      await page.goto(address);
      if (address !== '/') await openSimulator(page);
      await page.waitForTimeout(1500);
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth
      );
      expect(wide).toBeLessThanOrEqual(0);
      const shift = await page.evaluate(() =>
        (globalThis as unknown as { shifts: number[] }).shifts.reduce((sum, value) => sum + value, 0)
      );
      expect(shift).toBeLessThan(0.01);
    }
  });
}

test('everything is reached by keyboard alone', async ({ page }) => {
  await page.goto('/');
  const start = page.getByRole('button', { name: 'Start the simulator' });
  for (let i = 0; i < 12 && !(await start.evaluate((button) => button === document.activeElement)); i++)
    await page.keyboard.press('Tab');
  await expect(start).toBeFocused();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => performance.getEntriesByName('wavepool:first-row').length > 0);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeHidden();
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  await expect(page).toHaveURL(/low=/);
  await page.keyboard.press('Home');
  await expect(page).not.toHaveURL(/low=/);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('p');
  await expect(page).toHaveURL(/hold=1/);
});

test('the wheel zooms at the pointer, dragging moves, a double click shows everything', async ({ page }) => {
  await openSimulator(page);
  const box = (await page.locator('canvas').nth(1).boundingBox())!;
  await page.mouse.move(box.x + box.width * 0.75, box.y + box.height / 2);
  await page.mouse.wheel(0, -400);
  await expect(page).toHaveURL(/low=/);
  const low = () => Number(new URL(page.url()).searchParams.get('low'));
  const zoomed = low();
  // Zoomed about a point right of the middle, more is cut off on the left.
  expect(zoomed + 1.2e6).toBeGreaterThan(1.2e6 - Number(new URL(page.url()).searchParams.get('high')));
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.85, box.y + box.height / 2, { steps: 5 });
  await page.mouse.up();
  await expect.poll(low).toBeLessThan(zoomed);
  await page.mouse.dblclick(box.x + box.width / 2, box.y + box.height / 2);
  await expect(page).not.toHaveURL(/low=/);
});

test('what is on screen can be read as words', async ({ page }) => {
  await openSimulator(page);
  await page
    .getByRole('group')
    .or(page.locator('details'))
    .filter({ hasText: 'In words' })
    .first()
    .scrollIntoViewIfNeeded();
  const summary = page.locator('summary', { hasText: 'In words' });
  if (!(await page.getByText(/Noise floor about/).isVisible())) await summary.click();
  await expect(page.getByText(/Noise floor about/)).toBeVisible();
});
