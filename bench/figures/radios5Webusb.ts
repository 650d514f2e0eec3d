import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import type { Figure, FigureResult } from '../figure.ts';
import { guestMissing, withGuestChromium, type GuestChromium } from '../guestChromium.ts';

/** Carrier that every emulated dongle receives, Hz. */
const carrier = 100.05e6;
const tones = [{ frequency: carrier, amplitude: 0.4 }];
/** The guest's processor is emulated too: what takes a moment on a machine takes many there. */
const patience = 120_000;
/** What the whole page keeps up with there, S/s; the full rate is streamed by the radio's worker alone. */
const guestRate = 250_000;
const fullRate = 2_400_000;
const workers = join(import.meta.dirname, '../../build/_app/immutable/workers');

export const radios5Webusb: Figure = {
  id: 'radios.5',
  what: "Chromium's real WebUSB stack in a virtual machine: permission by policy, open, claim, tune, stream at 2.4 MS/s (in the worker), unplug, replug, reload, two dongles, claim refused",
  required: 'works; each failure explained in words',
  ci: false,
  needsShared: true,
  measure
};

/** What was tried, one after the other. */
class Trials {
  readonly lines: string[] = [];
  failed = 0;

  async try(what: string, act: () => Promise<string>): Promise<void> {
    try {
      this.lines.push(`ok    ${what}: ${await act()}`);
    } catch (error) {
      this.failed++;
      const said = error instanceof Error ? error.message : String(error);
      this.lines.push(`FAIL  ${what}: ${said.split('\n').slice(0, 4).join(' | ')}`);
    }
  }
}

async function measure(): Promise<FigureResult> {
  const why = guestMissing();
  if (why !== null) return { measured: `not measured: ${why}`, pass: false };
  const trials = new Trials();
  const stream = { dongles: ['rtl'], tones };
  await withGuestChromium(stream, (guest) => oneDongle(guest, trials));
  for (const model of ['blogv4', 'hackrf'])
    await withGuestChromium({ dongles: [model], tones }, (guest) => otherModel(guest, model, trials));
  await withGuestChromium({ dongles: ['rtl', 'rtl'], serials: ['same', 'same'], tones }, (guest) =>
    twoDongles(guest, trials)
  );
  const modules = 'rtl2832 r820t dvb_usb_rtl28xxu';
  await withGuestChromium({ dongles: ['rtl'], tones, modules }, (guest) => heldByKernel(guest, trials));
  const { lines, failed } = trials;
  return { measured: `${lines.length - failed} of ${lines.length} trials work`, pass: failed === 0, details: lines };
}

async function oneDongle(guest: GuestChromium, trials: Trials): Promise<void> {
  const { page, url } = guest;
  await trials.try(`R820T: ${fullRate / 1e6} MS/s through the page's radio worker`, async () => {
    await page.goto(url);
    const stretches = await streamInWorker(guest, fullRate);
    const lost = stretches.map(({ bytes, dropped }) => `${((100 * dropped) / (bytes + dropped)).toFixed(2)} %`);
    const least = Math.min(...stretches.map(({ dropped }) => dropped));
    const words = `lost ${lost.join(', ')} in stretches of 10 s`;
    if (least > 0) throw new Error(words);
    return words;
  });
  await trials.try('R820T: opened by address, permission by policy, no prompt', async () => {
    await page.goto(`${url}/?radio=usb&center=100000000&rate=${guestRate}`);
    await receiving(page);
    return `receiving ${rounded(guest.dongle(1).sampleRate)} S/s at ${rounded(guest.dongle(1).center)} Hz`;
  });
  await trials.try('the carrier is where it is', () => strongest(page));
  await trials.try('tuned from the page', async () => {
    await page.getByRole('spinbutton', { name: 'Centre frequency' }).focus();
    await page.keyboard.press('Enter');
    const typed = page.getByLabel('Centre frequency: type it');
    await typed.fill('100.1M');
    await typed.press('Enter');
    await until(() => Math.abs(guest.dongle(1).center - 100.1e6) < 200, 'the dongle is not tuned');
    return `${rounded(guest.dongle(1).center)} Hz in the dongle`;
  });
  await trials.try('unplugged: said at once', async () => {
    const began = Date.now();
    guest.unplug(1);
    await page.getByRole('alert').filter({ hasText: 'Unplugged' }).waitFor({ timeout: patience });
    return `${Date.now() - began} ms`;
  });
  await trials.try('plugged in again: receiving goes on by itself, as it was tuned', async () => {
    const began = Date.now();
    const { bytes, center } = guest.dongle(1);
    guest.replug(1);
    await until(() => guest.dongle(1).bytes > bytes + guestRate, 'no samples are taken from it');
    await page.getByRole('alert').filter({ hasText: 'Unplugged' }).waitFor({ state: 'hidden', timeout: patience });
    if (Math.abs(guest.dongle(1).center - center) > 10) throw new Error(`it is at ${guest.dongle(1).center} Hz`);
    return `after ${Date.now() - began} ms`;
  });
  await trials.try('reload: goes on by itself', async () => {
    await page.reload();
    await receiving(page);
    return `receiving at ${rounded(guest.dongle(1).center)} Hz`;
  });
  await trials.try('held by another program: said, with help, and another try', async () => {
    await page.goto('about:blank');
    const held = guest.exec('rtl_test -s 1024000 > /dev/null 2>&1 & echo $! > /tmp/rtl_test.pid; sleep 3');
    await held;
    await page.goto(`${url}/?radio=usb&center=100000000&rate=${guestRate}`);
    const said = await refusal(page);
    await guest.exec('kill $(cat /tmp/rtl_test.pid); sleep 1');
    await page.getByRole('button', { name: 'Try again' }).click();
    await receiving(page);
    return said;
  });
}

async function otherModel(guest: GuestChromium, model: string, trials: Trials): Promise<void> {
  await trials.try(`${model}: open, tune, stream`, async () => {
    await guest.page.goto(
      `${guest.url}/?radio=usb&center=100000000&rate=${model === 'hackrf' ? 1_000_000 : guestRate}`
    );
    await receiving(guest.page);
    await pause(5000);
    const { center, sampleRate, dropped } = guest.dongle(1);
    if (Math.abs(center - 100e6) > 200) throw new Error(`it is at ${center} Hz`);
    return `${rounded(sampleRate)} S/s at ${rounded(center)} Hz, ${dropped} bytes lost; ${await strongest(guest.page)}`;
  });
}

async function twoDongles(guest: GuestChromium, trials: Trials): Promise<void> {
  const { page, url } = guest;
  await trials.try('two dongles with one serial number, in two pages', async () => {
    await page.goto(`${url}/?radio=usb&center=100000000&rate=${guestRate}`);
    await receiving(page);
    // No chooser can be answered here: a second page takes the one that is free, by address.
    const second = await page.context().newPage();
    await second.goto(`${url}/?radio=usb&center=100000000&rate=${guestRate}`);
    await until(
      () => guest.dongle(1).bytes > guestRate && guest.dongle(2).bytes > guestRate,
      'only one of them delivers'
    );
    return `${guest.dongle(1).bytes} and ${guest.dongle(2).bytes} bytes taken`;
  });
}

async function heldByKernel(guest: GuestChromium, trials: Trials): Promise<void> {
  await trials.try("held by the kernel's DVB driver: said, with help", async () => {
    const { output } = await guest.exec('basename "$(readlink /sys/bus/usb/devices/1-1:1.0/driver)"');
    await guest.page.goto(`${guest.url}/?radio=usb&center=100000000&rate=${guestRate}`);
    const said = await refusal(guest.page);
    await guest.page.getByRole('link', { name: /^Help for/ }).click();
    await guest.page.getByText('blacklist dvb_usb_rtl28xxu').waitFor();
    return `driver ${output.trim()}: ${said}`;
  });
}

/**
 * Starts the radio worker of the built page by itself and lets it stream: our driver on the browser's USB, without the spectra that an emulated
 * processor is too slow for. What the dongle handed over and lost in each of some stretches of ten seconds: the emulated processor is still busy
 * compiling in the first ones.
 */
async function streamInWorker(guest: GuestChromium, rate: number): Promise<{ bytes: number; dropped: number }[]> {
  const script = readdirSync(workers).find((name) => name.startsWith('radio.worker'));
  if (script === undefined) throw new Error('the page is not built');
  await guest.page.evaluate(
    async ({ url, wanted }) => {
      const worker = new Worker(url, { type: 'module' });
      // The calls as comlink writes them.
      const call = (name: string, ...values: unknown[]) =>
        new Promise<{ readonly failed?: { readonly message: string } } | undefined>((resolve) => {
          const id = `${name} ${Math.random()}`;
          const answered = ({ data }: MessageEvent<{ id: string; value: undefined }>) => {
            if (data.id !== id) return;
            worker.removeEventListener('message', answered);
            resolve(data.value);
          };
          worker.addEventListener('message', answered);
          const argumentList = values.map((value) => ({ type: 'RAW', value }));
          worker.postMessage({ id, type: 'APPLY', path: [name], argumentList });
        });
      const want = { center: 100_000_000, rate: wanted };
      const opened = await call('open', { kind: 'usb', device: null, name: 'radio', want, confirmed: false }, 1);
      if (opened?.failed !== undefined) throw new Error(opened.failed.message);
      await call('start');
      Object.assign(globalThis, { endWorker: () => call('close') });
    },
    { url: `/_app/immutable/workers/${script}`, wanted: rate }
  );
  const stretches: { bytes: number; dropped: number }[] = [];
  for (let stretch = 0; stretch < 4; stretch++) {
    const before = counts(guest.dongle(1));
    await pause(10_000);
    const after = counts(guest.dongle(1));
    stretches.push({ bytes: after.bytes - before.bytes, dropped: after.dropped - before.dropped });
  }
  await guest.page.evaluate(() => (globalThis as unknown as { endWorker: () => Promise<unknown> }).endWorker());
  return stretches;
}

function counts({ bytes, dropped }: { readonly bytes: number; readonly dropped: number }) {
  return { bytes, dropped };
}

/** Waits until the page counts samples. */
async function receiving(page: Page): Promise<void> {
  await page.waitForFunction(() => performance.getEntriesByName('wavepool:first-row').length > 0, null, {
    timeout: patience
  });
}

async function refusal(page: Page): Promise<string> {
  const card = page.getByRole('alert').filter({ hasText: 'could not be opened' });
  await card.waitFor({ timeout: patience });
  const text = (await card.innerText()).replace(/\s+/g, ' ');
  if (!/held by another program/.test(text)) throw new Error(text);
  return `"${text.slice(0, 160)}…"`;
}

/** What the page says is strongest, once it is the carrier. */
async function strongest(page: Page): Promise<string> {
  const at = page.getByText(/100\.0(49|50)\d*\sMHz/).first();
  await at.waitFor({ timeout: patience });
  return `"${(await at.innerText()).replace(/\s+/g, ' ').slice(0, 60)}" on the page`;
}

async function until(true_: () => boolean, otherwise: string): Promise<void> {
  const end = Date.now() + patience;
  while (!true_()) {
    if (Date.now() > end) throw new Error(otherwise);
    await pause(100);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function rounded(value: number): string {
  return Math.round(value).toLocaleString('en-GB');
}
