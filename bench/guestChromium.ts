import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright';
import { complaintsOf } from './servedPage.ts';
import { freePort, withServedRelay } from './servedRelay.ts';

const lab = join(import.meta.dirname, '../../shared/lab/vm');
const cache = join(import.meta.dirname, '../.cache/usb-guest');

/** What the emulated dongle says of itself. */
export interface GuestDongle {
  readonly center: number;
  readonly sampleRate: number;
  /** Bytes handed over, and lost because nobody asked in time. */
  readonly bytes: number;
  readonly dropped: number;
}

/** A Chromium with its real WebUSB stack in a virtual machine, with emulated dongles on a real USB stack, at our page. */
export interface GuestChromium {
  /** Origin of the page, in the guest and here. */
  readonly url: string;
  readonly page: Page;
  readonly complaints: readonly string[];
  /** Pulls the n-th dongle out (from 1), and puts it back. */
  unplug(dongle: number): void;
  replug(dongle: number): void;
  dongle(dongle: number): GuestDongle;
  /** Runs a shell script in the guest, beside the browser. */
  exec(script: string): Promise<{ readonly status: number; readonly output: string }>;
}

export interface GuestOptions {
  /** Models, in the order of their ports: rtl, r828d, blogv4, hackrf. */
  readonly dongles: readonly string[];
  /** Default: counted from 1. */
  readonly serials?: readonly string[];
  /** Kernel modules to load at boot, such as the drivers that take a dongle for a television receiver. */
  readonly modules?: string;
  readonly tones: readonly { readonly frequency: number; readonly amplitude: number }[];
}

interface LabServer {
  readonly port: number;
  readonly server: {
    unplug(bus: string): void;
    replug(bus: string): void;
    readonly slots: Map<string, { readonly device: GuestDongle }>;
  };
  close(): void;
}

/** Why the guest cannot be used on this machine, or null. */
export function guestMissing(): string | null {
  if (!existsSync(lab)) return '../shared/lab/vm is absent';
  const wanted = ['/usr/bin/qemu-system-x86_64', '/bin/busybox', '/usr/bin/cpio', '/usr/bin/chromium'];
  const absent = wanted.filter((path) => !existsSync(path));
  return absent.length === 0 ? null : `not installed: ${absent.join(', ')}`;
}

/** Boots the guest with its dongles, serves the built page into it, runs `use`, and takes everything down. About half a minute to boot. */
export function withGuestChromium<T>(options: GuestOptions, use: (guest: GuestChromium) => Promise<T>): Promise<T> {
  return withServedRelay(async (url, port) => {
    const { start } = (await import(pathToFileURL(join(lab, 'rtlusbip/rtlusbip.mjs')).href)) as {
      start: (options: object) => Promise<LabServer>;
    };
    const { dongles, serials = [], tones, modules } = options;
    const usb = await start({ devices: dongles, serials, signal: { tones }, port: 0, controlPort: 0 });
    const exchange = await mkdtemp(join(tmpdir(), 'usb-guest-'));
    const cdp = await freePort();
    const variables = {
      ORIGIN: url,
      CDP_PORT: cdp,
      CHROMIUM_ARGS: '--enable-features=SharedArrayBuffer',
      SHOW_DRIVER: 1
    };
    const guest = spawn(
      join(lab, 'guest/run-guest.sh'),
      [
        ...['--usb', `10.0.2.2:${usb.port}`, '--timeout', '900', '--exchange', exchange],
        ...['--to-host', String(port), '--to-guest', String(cdp)],
        ...Object.entries({ USBIP_PORT: usb.port, ...variables }).flatMap(([name, value]) => [
          '-e',
          `${name}=${value}`
        ]),
        ...['--', join(lab, 'tests/guest-chromium.sh')]
      ],
      {
        stdio: ['ignore', 'ignore', 'pipe'],
        env: { ...process.env, USBLAB_CACHE: cache, ...(modules === undefined ? {} : { USBLAB_MODULES: modules }) }
      }
    );
    let said = '';
    guest.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));
    const over = once(guest, 'exit');
    let browser: Browser | null = null;
    let scripts = 0;
    try {
      browser = await connect(cdp, () => (guest.exitCode === null ? null : said));
      const page = await browser.contexts()[0].newPage();
      page.setDefaultTimeout(120_000);
      const bus = (dongle: number) => `1-${dongle}`;
      return await use({
        url,
        page,
        complaints: complaintsOf(page),
        unplug: (dongle) => usb.server.unplug(bus(dongle)),
        replug: (dongle) => usb.server.replug(bus(dongle)),
        dongle: (dongle) => usb.server.slots.get(bus(dongle))!.device,
        exec: (script) => execute(exchange, ++scripts, script)
      });
    } finally {
      await browser?.close().catch(() => undefined);
      guest.kill('SIGTERM');
      usb.close();
      await over;
      await rm(exchange, { recursive: true, force: true });
    }
  });
}

async function connect(port: number, ended: () => string | null): Promise<Browser> {
  const until = Date.now() + 240_000;
  for (;;) {
    const why = ended();
    if (why !== null) throw new Error(`The guest ended: ${why}`);
    try {
      return await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { timeout: 60_000 });
    } catch (error) {
      if (Date.now() > until) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** The guest looks for scripts in the exchanged folder, and writes what they say beside them. */
async function execute(exchange: string, number: number, script: string) {
  const name = join(exchange, '.lab/exec', `script${number}`);
  await writeFile(`${name}.part`, script);
  await rename(`${name}.part`, `${name}.sh`);
  while (!existsSync(`${name}.status`)) await new Promise((resolve) => setTimeout(resolve, 100));
  return { status: Number(await readFile(`${name}.status`, 'utf8')), output: await readFile(`${name}.out`, 'utf8') };
}
