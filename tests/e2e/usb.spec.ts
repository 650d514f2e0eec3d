import type { Page } from '@playwright/test';
import { counts, firstRow } from './steps.ts';
import { withDongles } from './lab/usbPage.ts';
import { expect as expectSoon, test } from './watchedPage.ts';

// The dongles are emulated on the cores that receive: a busy machine takes its time.
const expect = expectSoon.configure({ timeout: 20_000 });

const connect = (page: Page) => page.getByRole('button', { name: 'Connect a radio' }).first();
const received = async (page: Page) => (await counts(page)).received;
const unplugged = (page: Page) => page.getByRole('alert').filter({ hasText: 'Unplugged' });

async function connected(page: Page): Promise<void> {
  await page.goto('/');
  await connect(page).click();
  await firstRow(page);
}

test('one button, one choice, and the radio is received: every sample of it', async ({ page }) => {
  const usb = await withDongles(page, [{ kind: 'rtlsdr' }]);
  await connected(page);
  const filters = await usb.filters();
  expect(filters).toContainEqual({ vendorId: 0x0bda, productId: 0x2838 });
  expect(filters).toContainEqual({ vendorId: 0x1d50, productId: 0x6089 });
  await expect.poll(() => received(page)).toBeGreaterThan(4_000_000);
  // What a busy machine loses is counted, on both sides alike.
  await page.keyboard.press('Space');
  await expect(page.getByText('Paused', { exact: true })).toBeVisible();
  await expect.poll(async () => (await counts(page)).missed - (await usb.report(0)).dropped).toBe(0);
  // The tone at 100.1 MHz is found where it is.
  await expect(page.locator('tbody')).toContainText(/100\.(09|10)\d*\sMHz/);
  await expect(page).toHaveURL(/radio=usb&center=\d+&rate=/);
});

test('controls show what the hardware did, and it did what they say', async ({ page }) => {
  const usb = await withDongles(page, [{ kind: 'rtlsdr' }]);
  await connected(page);
  await page.getByLabel('Sample rate').selectOption({ label: '1.024\u00a0MS/s' });
  await expect.poll(async () => Math.round((await usb.report(0)).rate)).toBeCloseTo(1_024_000, -2);
  await expect(page.getByText('1.024 MS/s').first()).toBeVisible();
  const before = await received(page);
  await expect.poll(() => received(page)).toBeGreaterThan(before + 1_000_000);

  await page.getByRole('switch', { name: 'Automatic gain' }).click();
  await expect(page.getByRole('switch', { name: 'Automatic gain' })).not.toBeChecked();
  await page.getByRole('slider', { name: /^Gain/ }).press('End');
  await expect(page.getByText(/Gain: 49\.6\sdB/)).toBeVisible();
  await expect(page).toHaveURL(/gain=49\.6/);

  await page.keyboard.press('Escape');
  await page.getByRole('spinbutton', { name: 'Centre frequency' }).focus();
  await page.keyboard.press('Enter');
  await page.getByLabel('Centre frequency: type it').fill('433.92M');
  await page.keyboard.press('Enter');
  await expect.poll(async () => Math.abs((await usb.report(0)).center - 433_920_000)).toBeLessThan(500);
  await expect(page).toHaveURL(/center=433920000/);
});

test('voltage on the antenna socket is asked about first', async ({ page }) => {
  const usb = await withDongles(page, [{ kind: 'hackrf' }]);
  await connected(page);
  const power = page.getByRole('switch', { name: 'Antenna power' });
  await power.click();
  const question = page.getByRole('dialog', { name: 'Switch on: Antenna power?' });
  await question.getByRole('button', { name: 'Leave it off' }).click();
  await expect(power).not.toBeChecked();
  expect((await usb.report(0)).biasTee).toBe(false);
  await power.click();
  await question.getByRole('button', { name: 'Switch it on' }).click();
  await expect(power).toBeChecked();
  expect((await usb.report(0)).biasTee).toBe(true);
});

test('unplugged is said within a second; receiving goes on by itself when it is back, as it was set', async ({
  page
}) => {
  const usb = await withDongles(page, [{ kind: 'rtlsdr', model: 'blog-v4' }]);
  await page.goto('/');
  await connect(page).click();
  await firstRow(page);
  await page.getByLabel('Sample rate').selectOption({ label: '1.024\u00a0MS/s' });
  await expect(page).toHaveURL(/rate=1024000/);
  await expect.poll(() => received(page)).toBeGreaterThan(500_000);
  await usb.unplug(0);
  await expect(unplugged(page)).toBeVisible({ timeout: 1000 });
  await expect(page.locator('canvas').nth(1)).toBeVisible();
  const stood = await received(page);
  await usb.plug(0);
  await expect(unplugged(page)).toBeHidden();
  await expect.poll(() => received(page)).toBeGreaterThan(stood + 500_000);
  expect(Math.round((await usb.report(0)).rate)).toBeCloseTo(1_024_000, -2);
});

test('a reload goes on by itself, and so does the next visit', async ({ page }) => {
  const usb = await withDongles(page, [{ kind: 'rtlsdr' }]);
  await connected(page);
  await page.getByLabel('Sample rate').selectOption({ label: '2.048\u00a0MS/s' });
  await expect(page).toHaveURL(/rate=2048000/);
  await page.reload();
  await firstRow(page);
  expect(Math.round((await usb.report(0)).rate)).toBeCloseTo(2_048_000, -2);
  // Another visit: a tab of its own, without an address.
  await page.evaluate(() => sessionStorage.clear());
  await page.goto('/');
  await firstRow(page);
  await expect(page).toHaveURL(/radio=usb.*rate=2048000/);
});

test('a radio that another program holds: why, help for this system, and another try', async ({ page }) => {
  const usb = await withDongles(page, [{ kind: 'rtlsdr', claimRefused: true }]);
  await page.goto('/');
  await connect(page).click();
  const card = page.getByRole('alert').filter({ hasText: 'could not be opened' });
  await expect(card).toContainText(/held by another program, or by a driver of this system/);
  const help = card.getByRole('link', { name: 'Help for Linux' });
  await expect(help).toHaveAttribute('href', '/help/connect#linux');
  await usb.refuse(0, false);
  await card.getByRole('button', { name: 'Try again' }).click();
  await firstRow(page);
  await expect(card).toBeHidden();
});

test('help opens at the paragraph that the failure means, and reception goes on behind it', async ({ page }) => {
  await withDongles(page, [{ kind: 'rtlsdr', openRefused: true }]);
  await page.goto('/');
  await connect(page).click();
  await page.getByRole('link', { name: 'Help for Linux' }).click();
  await expect(page.getByRole('heading', { name: /^Linux: take it from/ })).toBeInViewport();
  await expect(page.getByText('blacklist dvb_usb_rtl28xxu')).toBeVisible();
  await expect(page.getByText(/ATTR\{idVendor\}=="0bda".*2838/)).toBeVisible();
  await page.getByText('Windows: give the radio the WinUSB driver').click();
  await expect(page.getByRole('link', { name: 'zadig.akeo.ie' })).toBeVisible();
  await page.getByRole('link', { name: 'Back to Receive' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'could not be opened' })).toBeVisible();
});

test('two radios without serial numbers and the simulator, all at once', async ({ page }) => {
  const usb = await withDongles(page, [
    { kind: 'rtlsdr', serial: '' },
    { kind: 'rtlsdr', serial: '' }
  ]);
  await connected(page);
  await usb.choose(1);
  await connect(page).click();
  const tabs = page.getByRole('group', { name: 'Receivers' });
  await expect(tabs.getByRole('button', { pressed: true })).toHaveCount(1);
  await expect.poll(async () => (await usb.report(1)).samples).toBeGreaterThan(1_000_000);
  await page.getByRole('button', { name: 'Another receiver' }).first().click();
  await page.getByRole('button', { name: 'Start the simulator' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Simulator' })).toBeVisible();
  const before = await Promise.all([usb.report(0), usb.report(1)]);
  await expect.poll(async () => (await usb.report(0)).samples).toBeGreaterThan(before[0].samples + 1_000_000);
  await expect.poll(async () => (await usb.report(1)).samples).toBeGreaterThan(before[1].samples + 1_000_000);
  // The first one goes on behind the others, and shows what it received meanwhile.
  await page.keyboard.press('1');
  await expect(page.getByRole('heading', { level: 1, name: /RTL/ })).toBeVisible();
  // A reload brings all three back.
  await page.reload();
  await expect(tabs.getByRole('button', { name: /^End receiver/ })).toHaveCount(3);
  await expect
    .poll(async () => (await usb.report(0)).samples + (await usb.report(1)).samples)
    .toBeGreaterThan(1_000_000);
});

test('a second tab is told that the first one holds the radio', async ({ page, context }) => {
  await withDongles(page, [{ kind: 'rtlsdr' }]);
  await connected(page);
  const second = await context.newPage();
  await withDongles(second, [{ kind: 'rtlsdr' }]);
  await second.goto('/?radio=usb');
  await expect(second.getByRole('alert').filter({ hasText: 'held by another program' })).toBeVisible();
  await page.getByRole('button', { name: 'Close the source' }).click();
  // The first tab lets go of it in a moment.
  await expect(async () => {
    await second.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(() => received(second), { timeout: 5000 }).toBeGreaterThan(0);
  }).toPass();
  await second.close();
});

test('a link waits for a radio that is not there yet', async ({ page }) => {
  const usb = await withDongles(page, [{ kind: 'rtlsdr', absent: true }]);
  await page.goto('/?radio=usb&center=96500000&rate=1024000&set.direct-sampling=off');
  await expect(page.getByRole('alert').filter({ hasText: /is plugged in/ })).toBeVisible();
  // As with a managed policy: it is plugged in, nobody is asked, nobody clicks.
  await usb.plug(0);
  await firstRow(page);
  await expect.poll(async () => Math.abs((await usb.report(0)).center - 96_500_000)).toBeLessThan(500);
});

test('nothing chosen changes nothing', async ({ page }) => {
  const usb = await withDongles(page, [{ kind: 'rtlsdr' }]);
  await page.goto('/');
  await usb.choose(null);
  await connect(page).click();
  await expect(connect(page)).toBeEnabled();
  await expect(page.getByRole('heading', { name: 'What is on the air?' })).toBeVisible();
});

test('a tuner that nobody knows is named, and leads to its paragraph', async ({ page }) => {
  await withDongles(page, [{ kind: 'rtlsdr', strangeTuner: true }]);
  await page.goto('/');
  await connect(page).click();
  await expect(page.getByText(/tuner/).first()).toBeVisible();
});

test('a PLL that does not lock is said at the frequency, and the page goes on', async ({ page }) => {
  await withDongles(page, [{ kind: 'rtlsdr', noLock: true }]);
  await page.goto('/?radio=usb&center=100000000');
  await expect(page.getByText(/finds no lock/).first()).toBeVisible();
});

test('a serial number that is garbage is one like any other', async ({ page }) => {
  const usb = await withDongles(page, [{ kind: 'rtlsdr', serial: '\u0000\u0007<b>\uffff'.repeat(40) }]);
  await connected(page);
  await page.reload();
  await firstRow(page);
  expect((await usb.report(0)).opened).toBe(true);
});

test('old firmware receives, and what it lacks is not offered', async ({ page }) => {
  await withDongles(page, [{ kind: 'hackrf', api: 0x0100 }]);
  await connected(page);
  await expect(page.getByText('Wait for trigger')).toBeHidden();
  await expect.poll(() => received(page)).toBeGreaterThan(2_000_000);
});
