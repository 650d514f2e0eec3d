import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { build } from 'vite';
import type { Dongle, DongleReport, HostUsb } from './dongle.ts';

/** Emulated dongles behind the USB of a page and of its workers. */
export interface UsbPage {
  /** What the person picks from the chooser: a dongle's place, or nothing. */
  choose(at: number | null): Promise<void>;
  /** Products that the page let the person choose among. */
  filters(): Promise<HostUsb['filters']>;
  unplug(at: number): Promise<void>;
  plug(at: number): Promise<void>;
  /** Another program takes the dongle, or gives it back. */
  refuse(at: number, claim: boolean): Promise<void>;
  /** What a dongle is set to and has lost, in the worker that has it open; nothing where none has. */
  report(at: number): Promise<DongleReport>;
}

let bundle: Promise<string> | null = null;

/** Call before the page is opened: the window's USB by an init script, a worker's by a prelude to its script. */
export async function withDongles(page: Page, wanted: readonly Dongle[]): Promise<UsbPage> {
  const code = await (bundle ??= bundleHostUsb());
  const dongles = wanted.map((dongle) => ({ ...dongle }));
  const prelude = () => `globalThis.dongles = ${JSON.stringify(dongles)};\n${code}\n`;
  await page.addInitScript(prelude());
  await page.route(/radio\.worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers() };
    // What is sent is longer, and not packed.
    delete headers['content-length'];
    delete headers['content-encoding'];
    await route.fulfill({ response, headers, body: prelude() + (await response.text()) });
  });
  const workers = () => page.workers().filter((worker) => worker.url().includes('radio.worker'));
  const inPage = (code: string) => `globalThis.hostUsb.${code}`;
  const everywhere = async (code: string): Promise<void> => {
    // The window last: when it hears of a device, a worker that is asked finds it.
    for (const worker of workers()) await worker.evaluate(inPage(code));
    await page.evaluate(inPage(code));
  };
  return {
    choose: async (at) => {
      await page.evaluate(inPage(`choose = ${String(at)}`));
    },
    filters: () => page.evaluate<HostUsb['filters']>(inPage('filters')),
    unplug: (at) => {
      Object.assign(dongles[at], { absent: true });
      return everywhere(`unplug(${at})`);
    },
    plug: (at) => {
      Object.assign(dongles[at], { absent: false });
      return everywhere(`plug(${at})`);
    },
    refuse: (at, claimRefused) => {
      Object.assign(dongles[at], { claimRefused });
      return everywhere(`refuse(${at}, ${claimRefused})`);
    },
    report: async (at) => {
      for (const worker of workers()) {
        const report = await worker.evaluate<DongleReport>(inPage(`report(${at})`));
        if (report.opened) return report;
      }
      return { opened: false, rate: 0, center: 0, biasTee: false, samples: 0, dropped: 0 };
    }
  };
}

async function bundleHostUsb(): Promise<string> {
  const made = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      lib: { entry: fileURLToPath(new URL('./hostUsb.ts', import.meta.url)), formats: ['iife'], name: 'lab' }
    }
  });
  const [result] = Array.isArray(made) ? made : [made];
  if (!('output' in result)) throw new Error('The emulated USB could not be bundled');
  return result.output.map((part) => ('code' in part ? part.code : '')).join('\n');
}
