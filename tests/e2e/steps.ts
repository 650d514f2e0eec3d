import type { Page } from '@playwright/test';

/** Opens the simulator by link and waits until its first row is on screen. */
export async function openSimulator(page: Page, more = ''): Promise<void> {
  await page.goto(`/?radio=sim${more}`);
  await firstRow(page);
}

/** Resolves when a row of the waterfall has been drawn. */
export async function firstRow(page: Page): Promise<void> {
  await page.waitForFunction(() => performance.getEntriesByName('wavepool:first-row').length > 0);
}

/** Samples received and missed, as the page says. */
export async function counts(page: Page): Promise<{ received: number; missed: number }> {
  const text = await page.locator('.count').innerText();
  const [received, missed] = text
    .replace(/(\d)\s(?=\d)/g, '$1')
    .match(/\d+/g)!
    .map(Number);
  return { received, missed };
}

/** A recording made here: noise of one step, and a tone of `amplitude` steps at a quarter of the rate from 40 % to 60 % of its length. */
export function toneBurst(samples: number, amplitude: number): Buffer {
  const bytes = Buffer.alloc(samples * 2);
  let state = 1;
  const noise = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 + ((state >>> 8) % 997) / 997 - 1;
  };
  for (let i = 0; i < samples; i++) {
    const on = i >= samples * 0.4 && i < samples * 0.6 ? amplitude : 0;
    const turn = [1, 0, -1, 0];
    bytes[2 * i] = Math.round(127.5 + on * turn[i % 4] + noise() * 2);
    bytes[2 * i + 1] = Math.round(127.5 + on * turn[(i + 3) % 4] + noise() * 2);
  }
  return bytes;
}
