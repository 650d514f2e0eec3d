import { withDongles } from '#tests/e2e/lab/usbPage.ts';
import type { Dongle } from '#tests/e2e/lab/dongle.ts';
import type { Figure, FigureResult } from '../figure.ts';
import { withServedPage } from '../servedPage.ts';

/** WAVEPOOL_RADIOS_SECONDS shortens it for a first look. */
const seconds = Number(process.env.WAVEPOOL_RADIOS_SECONDS ?? 30);
/** While the page, its workers and the emulated dongle itself come up nothing is counted yet. */
const settleMs = 3000;

const runs: readonly { readonly name: string; readonly dongle: Dongle; readonly rate: number }[] = [
  { name: 'RTL-SDR', dongle: { kind: 'rtlsdr' }, rate: 3.2e6 },
  { name: 'HackRF', dongle: { kind: 'hackrf' }, rate: 20e6 }
];

export const radios4Browser: Figure = {
  id: 'radios.4',
  what: `emulated USB radios in Chromium with the waterfall running, ${seconds} s each`,
  required: '0 samples lost, all of the rate transformed',
  ci: false,
  needsShared: false,
  measure
};

async function measure(): Promise<FigureResult> {
  const results = [];
  for (const run of runs) results.push(await receive(run));
  return {
    measured: results.map(({ text }) => text).join('; '),
    pass: results.every(({ pass }) => pass),
    details: results.flatMap(({ details }) => details)
  };
}

async function receive({ name, dongle, rate }: (typeof runs)[number]) {
  return withServedPage(async ({ page, url, complaints }) => {
    const usb = await withDongles(page, [dongle]);
    await page.goto(`${url}/?radio=usb&rate=${rate}`);
    await page.waitForFunction(() => performance.getEntriesByName('wavepool:first-row').length > 0);
    await page.waitForTimeout(settleMs);
    const count = async () => {
      const [received, missed] = (await page.locator('.count').innerText())
        .replace(/(\d)[\s\u202f\u00a0](?=\d)/g, '$1')
        .match(/\d+/g)!
        .map(Number);
      const { dropped } = await usb.report(0);
      return { received, missed, dropped, at: performance.now() };
    };
    const from = await count();
    await page.waitForTimeout(seconds * 1000);
    const to = await count();
    const load = (await page.locator('dd', { hasText: 'of a core' }).allTextContents()).join('');
    const took = (to.at - from.at) / 1000;
    const received = (to.received - from.received) / took;
    const missed = to.missed - from.missed;
    const dropped = to.dropped - from.dropped;
    // What the dongle dropped is what the page misses; the larger counts, should they differ.
    const lost = Math.max(missed, dropped);
    const text = `${name} ${(rate / 1e6).toFixed(1)} MS/s: ${lost} lost, ${(received / 1e6).toFixed(2)} MS/s transformed`;
    return {
      text,
      // The page's count is brought up to date five times a second.
      pass: lost === 0 && Math.abs(received / rate - 1) < 0.03 && complaints.length === 0,
      details: [
        `${name}: ${from.missed} missed and ${from.dropped} dropped while coming up; spectra and waterfall ${load}`,
        ...complaints
      ]
    };
  });
}
