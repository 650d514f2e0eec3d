import type { Page } from '@playwright/test';
import type { Dongle } from './lab/dongle.ts';
import { withDongles } from './lab/usbPage.ts';
import { counts, firstRow } from './steps.ts';
import { expect as expectSoon, test } from './watchedPage.ts';

// The dongles are emulated on the cores that receive: a busy machine takes its time.
const expect = expectSoon.configure({ timeout: 30_000 });

/** Further apart than either radio receives at once, and no two as strong. */
const tones: Dongle['tones'] = [
  { frequency: 88.5e6, amplitude: 0.3 },
  { frequency: 101.7e6, amplitude: 0.1 },
  { frequency: 433.92e6, amplitude: 0.2 },
  { frequency: 2.45e9, amplitude: 0.4 },
  { frequency: 5.8e9, amplitude: 0.1 }
];
const strongest = (page: Page) => page.locator('header .level');
const span = (page: Page) => page.getByLabel('Span');
const unplugged = (page: Page) => page.getByRole('alert').filter({ hasText: 'Unplugged' });

/** Frequencies in MHz of the signals that the open band of words names, rising. */
async function named(page: Page): Promise<number[]> {
  const words = await page.locator('details', { hasText: 'In words' }).locator('li').allInnerTexts();
  const signals = words.find((line) => line.includes('above it')) ?? '';
  return [...signals.matchAll(/([\d.]+) (MHz|GHz), [\u2212-]?\d+ dBFS/g)]
    .map(([, value, unit]) => Number(value) * (unit === 'GHz' ? 1000 : 1))
    .sort((a, b) => a - b);
}

test('a HackRF sweeps 0 to 6 GHz: every tone at its place, sweep, tuned, sweep', async ({ page }) => {
  const usb = await withDongles(page, [{ kind: 'hackrf', tones }]);
  await page.goto('/?radio=usb&center=433920000&rate=8000000&sweep=1M-6G');
  await firstRow(page);
  await expect(page.getByText(/^Sweep:\s*1\sMHz to 6\sGHz$/)).toBeVisible();
  await expect(strongest(page)).toContainText(/2\.(4499|4500|4501)\sGHz/);
  await expect(page.getByText('5 GHz', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: /missed, heard 0\.0\d+\s%/ })).toBeVisible();
  await page.getByText('In words', { exact: true }).click();
  await expect
    .poll(() => named(page))
    .toEqual([expect.closeTo(88.5, 0), expect.closeTo(433.92, 0), expect.closeTo(2450, 0)]);

  // One centre: as it was tuned before.
  await span(page).selectOption({ label: 'One centre' });
  await expect.poll(async () => (await usb.report(0)).rate).toBe(8_000_000);
  expect((await usb.report(0)).center).toBe(433_920_000);
  await expect(strongest(page)).toContainText(/433\.9\d*\sMHz/);
  await expect(page).not.toHaveURL(/sweep/);

  // And another sweep, typed.
  await span(page).selectOption({ label: 'Sweep' });
  const form = page.getByRole('form', { name: 'Sweep' });
  await form.getByLabel('From').fill('5.15G');
  await form.getByLabel('To').fill('5,9 GHz');
  await form.getByLabel('To').press('Enter');
  await expect(page).toHaveURL(/center=433920000&rate=8000000&sweep=5150000000-5900000000/);
  await expect(strongest(page)).toContainText(/5\.80\d*\sGHz/);
});

test('an RTL-SDR is stepped through a band ten times as wide as its own, also after a reload', async ({ page }) => {
  await withDongles(page, [{ kind: 'rtlsdr', tones }]);
  await page.goto('/?radio=usb&sweep=87.5M-108M');
  await firstRow(page);
  await expect(strongest(page)).toContainText(/88\.5\d*\sMHz/);
  await page.getByText('In words', { exact: true }).click();
  await expect.poll(() => named(page)).toEqual([expect.closeTo(88.5, 1), expect.closeTo(101.7, 1)]);
  await expect(page.getByText('Not while sweeping')).toBeVisible();

  // The wheel zooms: what is in view now is the other tone.
  const plot = (await page.locator('canvas').first().boundingBox())!;
  await page.mouse.move(plot.x + plot.width * 0.7, plot.y + plot.height / 2);
  for (let i = 0; i < 6; i++) await page.mouse.wheel(0, -200);
  await expect(strongest(page)).toContainText(/101\.7\d*\sMHz/);
  await expect(page).toHaveURL(/sweep=87500000-108000000&low=-?\d+&high=/);

  await page.reload();
  await firstRow(page);
  await expect(strongest(page)).toContainText(/101\.7\d*\sMHz/);
  await expect(page.getByText(/^Sweep:\s*87\.5 to 108\sMHz$/)).toBeVisible();
});

test('every sample that a sweep delivers is transformed', async ({ page }) => {
  await withDongles(page, [{ kind: 'rtlsdr', tones }]);
  await page.goto('/?radio=usb&sweep=87.5M-108M');
  await firstRow(page);
  await expect.poll(async () => (await counts(page)).received).toBeGreaterThan(2_000_000);
  await page.keyboard.press('Space');
  await expect(page.getByText('Paused', { exact: true })).toBeVisible();
  await page.getByText('Signal path', { exact: true }).click();
  const path = page.locator('details', { hasText: 'Signal path' }).locator('dl');
  const values = async () => {
    const text = (await path.innerText()).replace(/(\d)\s(?=\d)/g, '$1');
    const value = (name: string) => Number(new RegExp(`${name}\\s+(\\d+)`).exec(text)?.[1]);
    return {
      received: value('Received'),
      transformed: value('Transformed'),
      missed: value('Missed'),
      tail: value('Tail')
    };
  };
  // What the last visit began with waits for its end.
  await expect
    .poll(async () => {
      const { received, transformed, missed, tail } = await values();
      return received - missed - tail - transformed;
    })
    .toBeLessThan(2 * 40_960);
  expect((await values()).transformed).toBeGreaterThan(1_500_000);
});

test('a sweep that is unplugged goes on when it is back', async ({ page }) => {
  const usb = await withDongles(page, [{ kind: 'hackrf', tones }]);
  await page.goto('/?radio=usb&sweep=80M-120M');
  await firstRow(page);
  await expect(strongest(page)).toContainText(/88\.5\d*\sMHz/);
  await usb.unplug(0);
  await expect(unplugged(page)).toBeVisible();
  const stood = (await counts(page)).received;
  await usb.plug(0);
  await expect(unplugged(page)).toBeHidden();
  await expect.poll(async () => (await counts(page)).received).toBeGreaterThan(stood + 3_000_000);
  await expect(strongest(page)).toContainText(/88\.5\d*\sMHz/);
  await expect(page.getByText(/^Sweep:\s*80 to 120\sMHz$/)).toBeVisible();
});

test('a stepped sweep that is unplugged keeps its rate and goes on', async ({ page }) => {
  const usb = await withDongles(page, [{ kind: 'rtlsdr', tones }]);
  await page.goto('/?radio=usb&rate=1024000&sweep=96M-104M');
  await firstRow(page);
  await usb.unplug(0);
  await expect(unplugged(page)).toBeVisible();
  const stood = (await counts(page)).received;
  await usb.plug(0);
  await expect(unplugged(page)).toBeHidden();
  await expect.poll(async () => (await counts(page)).received).toBeGreaterThan(stood + 500_000);
  expect(Math.round((await usb.report(0)).rate)).toBeCloseTo(1_024_000, -2);
  await expect(strongest(page)).toContainText(/101\.7\d*\sMHz/);
});

test('what a radio cannot sweep is said, and it receives at its tuning', async ({ page }) => {
  await withDongles(page, [{ kind: 'rtlsdr', tones }]);
  await page.goto('/?radio=usb&center=101700000&sweep=1G-3G');
  await firstRow(page);
  await expect(page.getByText(/It does not sweep that/)).toBeVisible();
  await expect(span(page)).toHaveValue('0');
  await expect(strongest(page)).toContainText(/101\.7\d*\sMHz/);
  await expect(page).not.toHaveURL(/sweep/);
});
