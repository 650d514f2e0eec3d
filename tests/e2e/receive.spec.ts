import { expect, test } from './watchedPage.ts';
import { counts, firstRow, openSimulator, toneBurst } from './steps.ts';

test('the start page offers three ways in', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Try the simulator' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Open a recording' })).toBeVisible();
  await expect(page.getByRole('heading', { name: /Connect a radio/ })).toBeVisible();
  await page.getByRole('button', { name: 'Start the simulator' }).click();
  await firstRow(page);
  await expect(page).toHaveURL(/radio=sim/);
});

test('the simulator moves, every sample is transformed, and its signals are listed', async ({ page }) => {
  await openSimulator(page);
  const plot = page.locator('canvas').nth(1);
  const before = await plot.screenshot();
  await expect.poll(async () => (await counts(page)).received).toBeGreaterThan(2_000_000);
  expect((await plot.screenshot()).equals(before)).toBe(false);
  await expect(page.locator('tbody tr').first()).toBeVisible();
  // The strongest station of the default world stands at 100.2 MHz.
  await expect(page.locator('tbody')).toContainText(/100\.(19|20)\d*\sMHz/);
});

test('a link brings back tuning and view', async ({ page }) => {
  await openSimulator(page, '&seed=3&center=433920000&rate=1024000&palette=viridis');
  await expect(page.getByRole('heading', { level: 1, name: 'Simulator' })).toBeVisible();
  await expect(page.getByText('434.0 MHz').first()).toBeVisible();
  await expect(page.getByText('1.024 MS/s').first()).toBeVisible();
  await expect(page).toHaveURL(/center=433920000/);
});

test('a recording opens, plays, ends, and its burst is found where it is', async ({ page }) => {
  await page.goto('/');
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles({
      name: 'burst_433.92M_250k.cu8',
      mimeType: 'application/octet-stream',
      buffer: toneBurst(250_000, 40)
    });
  await expect(page.getByText('End of the recording')).toBeVisible();
  expect(await counts(page)).toEqual({ received: 250_000, missed: 0 });
  // A quarter of the rate above the centre.
  await expect(page.locator('tbody')).toContainText('433.98');
  await page.getByRole('button', { name: 'Play again' }).first().click();
  await expect(page.getByText('End of the recording')).toBeHidden();
  await expect(page.getByText('End of the recording')).toBeVisible();
});

test('files can be dropped, and a SigMF pair belongs together', async ({ page }) => {
  const meta = JSON.stringify({
    global: { 'core:datatype': 'cu8', 'core:version': '1.2.5', 'core:sample_rate': 1e6 },
    captures: [{ 'core:sample_start': 0, 'core:frequency': 868e6 }],
    annotations: []
  });
  await page.goto('/');
  const files = [
    { name: 'pair.sigmf-meta', bytes: [...Buffer.from(meta)] },
    { name: 'pair.sigmf-data', bytes: [...toneBurst(50_000, 30)] }
  ];
  const transfer = await page.evaluateHandle((list) => {
    const data = new DataTransfer();
    for (const { name, bytes } of list) data.items.add(new File([new Uint8Array(bytes)], name));
    return data;
  }, files);
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: transfer });
  await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
  await expect(page.getByText('End of the recording')).toBeVisible();
  expect((await counts(page)).received).toBe(50_000);
  await expect(page.getByText('1 MS/s').first()).toBeVisible();
});

test('a file that cannot be opened says why, and takes what it lacks', async ({ page }) => {
  await page.goto('/');
  const choose = (name: string, buffer: Buffer) =>
    page.locator('input[type=file]').first().setInputFiles({ name, mimeType: 'application/octet-stream', buffer });
  await choose('nothing_250k.cu8', Buffer.alloc(0));
  await expect(page.getByRole('alert').filter({ hasText: 'is empty' })).toBeVisible();
  await choose('norate.cu8', toneBurst(20_000, 40));
  const question = page.getByRole('alert').filter({ hasText: 'sample rate' });
  await expect(question).toBeVisible();
  await question.getByLabel('Sample rate').fill('250k');
  await question.getByRole('button', { name: 'Open with these' }).click();
  await expect(page.getByText('End of the recording')).toBeVisible();
  expect((await counts(page)).received).toBe(20_000);
});

test('a file played as fast as can be is drawn meanwhile, loses nothing to a pause, and makes way for another source', async ({
  page
}) => {
  await page.goto('/');
  const choose = (name: string, samples: number) =>
    page
      .locator('input[type=file]')
      .first()
      .setInputFiles({
        name,
        mimeType: 'application/octet-stream',
        buffer: toneBurst(samples, 40)
      });
  const samples = 12_000_000;
  await choose('long_433.92M_2400k.cu8', samples);
  await page.getByRole('radio', { name: 'Fastest' }).check({ force: true });
  await page.evaluate(() => performance.clearMarks());
  await firstRow(page);
  for (let i = 0; i < 3; i++) {
    await page.keyboard.press('Space');
    await page.waitForTimeout(150);
  }
  const goOn = page.getByRole('button', { name: 'Go on' }).first();
  if (await goOn.isVisible()) await goOn.click();
  await expect(page.getByText('End of the recording')).toBeVisible({ timeout: 30_000 });
  expect(await counts(page)).toEqual({ received: samples, missed: 0 });

  // In a loop the ring is full all the time; the next source must not wait for it.
  await page.getByRole('button', { name: 'Loop', exact: true }).click();
  await expect.poll(async () => (await counts(page)).received).toBeGreaterThan(1_000_000);
  await choose('short_433.92M_250k.cu8', 20_000);
  await expect(page.getByRole('heading', { level: 1, name: 'short_433.92M_250k.cu8' })).toBeVisible();
  await expect(page.getByText('End of the recording')).toBeVisible();
  expect(await counts(page)).toEqual({ received: 20_000, missed: 0 });
});

test('an engine that cannot be loaded says so', async ({ page, complaints }) => {
  await page.route(/radio\.worker/, (route) => route.abort());
  await page.goto('/');
  await page.getByRole('button', { name: 'Start the simulator' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'Reload the page' })).toBeVisible();
  // The browser logs the script that it could not fetch.
  expect(complaints.filter((complaint) => !complaint.includes('ERR_FAILED'))).toEqual([]);
  complaints.length = 0;
});

test('pausing stops the count, going on does not miss anything', async ({ page }) => {
  await openSimulator(page);
  await page.keyboard.press('Space');
  await expect(page.getByText('Paused', { exact: true })).toBeVisible();
  // What was in the ring is still transformed.
  await page.waitForTimeout(500);
  const stopped = await counts(page);
  await page.waitForTimeout(500);
  expect(await counts(page)).toEqual(stopped);
  await page.keyboard.press('Space');
  await expect.poll(async () => (await counts(page)).received).toBeGreaterThan(stopped.received);
});
