import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UsbRun, UsbRunResult } from './usbReader.ts';

const source = join(import.meta.dirname, '../../shared/lab/usb/fakeusb.c');
const reader = join(import.meta.dirname, 'usbReader.ts');

/** What the emulator itself says when the device is closed, in bytes. */
export interface EmulatedStream {
  readonly result: UsbRunResult;
  readonly sent: number;
  readonly dropped: number;
}

/** libusb with emulated dongles (../shared/lab/usb/fakeusb.c) below the real `usb`, in a process of its own for each run. */
export class UsbEmulator {
  readonly folder: string;
  readonly #library: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.#library = join(folder, 'libfakeusb.so');
  }

  /** Builds it; a sentence when that cannot be done here. */
  static build(): UsbEmulator | string {
    if (!existsSync(source)) return `${source} is not there`;
    const made = new UsbEmulator(mkdtempSync(join(tmpdir(), 'wavepool-usb-')));
    const args = ['-O2', '-shared', '-fPIC', '-o', made.#library, source, '-lpthread', '-lm'];
    const { status, error } = spawnSync('gcc', args, { stdio: 'ignore' });
    if (status === 0) return made;
    made.close();
    return error !== undefined
      ? 'gcc is not installed'
      : 'gcc does not build the emulator (libusb-1.0-0-dev is needed)';
  }

  /**
   * Reads from an emulated dongle in a process of its own.
   * @param devices models: rtl, r828d, blogv4, hackrf
   * @param file what it receives, looped, as bytes of its own format
   * @param stops when the process is stopped (SIGSTOP), and for how long, ms after it began to read. The
   * emulator's thread stops with it; its dongles go by the clock, and go on.
   */
  run(
    devices: string,
    file: string,
    run: UsbRun,
    stops: readonly { at: number; ms: number }[] = []
  ): Promise<EmulatedStream> {
    const log = join(this.folder, `log-${Math.floor(performance.now() * 1000)}.jsonl`);
    const env = {
      ...process.env,
      LD_PRELOAD: this.#library,
      FAKEUSB_DEVICES: devices,
      FAKEUSB_FILE: file,
      FAKEUSB_LOG: log
    };
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [reader, JSON.stringify(run)], {
        env,
        stdio: ['ignore', 'pipe', 'inherit']
      });
      let text = '';
      const tooLong = setTimeout(() => child.kill('SIGKILL'), (run.seconds + 60) * 1000);
      child.stdout.on('data', (part: Buffer) => {
        const began = !text.includes('\n');
        text += part.toString();
        if (!began || !text.includes('\n')) return;
        for (const { at, ms } of stops) {
          setTimeout(() => child.kill('SIGSTOP'), at);
          setTimeout(() => child.kill('SIGCONT'), at + ms);
        }
      });
      child.once('error', reject);
      child.once('close', (code, killed) => {
        clearTimeout(tooLong);
        if (code !== 0) {
          reject(new Error(`The reader ended with ${killed ?? `code ${code}`}`));
          return;
        }
        resolve({ result: JSON.parse(text.trimEnd().split('\n').at(-1) ?? '') as UsbRunResult, ...closing(log) });
      });
    });
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function closing(log: string): { sent: number; dropped: number } {
  const lines = readFileSync(log, 'utf8').split('\n');
  const last = lines.filter((line) => line.includes('"ev":"close"')).at(-1);
  const { bytes, dropped } = JSON.parse(last ?? '{}') as { bytes: number; dropped: number };
  return { sent: bytes, dropped };
}
