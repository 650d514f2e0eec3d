import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

// The whole way from `usb` to a SigMF recording, over emulated dongles below libusb's own interface.

const root = join(import.meta.dirname, '../..');
const source = join(root, '../shared/lab/usb/fakeusb.c');
const folder = mkdtempSync(join(tmpdir(), 'wavepool-capture-usb-'));
const library = join(folder, 'libfakeusb.so');

function whyNot(): string | null {
  if (process.platform !== 'linux') return 'the emulator is for Linux';
  if (!existsSync(source)) return `${source} is not there`;
  const { status } = spawnSync('gcc', ['-O2', '-shared', '-fPIC', '-o', library, source, '-lpthread', '-lm'], {
    stdio: 'ignore'
  });
  return status === 0 ? null : 'gcc does not build the emulator (Debian: apt-get install gcc libusb-1.0-0-dev)';
}

const why = whyNot();
if (why !== null) console.warn(`Skipped: ${why}, so nothing is captured from emulated dongles.`);
afterAll(() => rmSync(folder, { recursive: true }));

interface Running {
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Written so far. */
  readonly samples: () => number;
  readonly said: () => string;
}

function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}

/** Does something as soon as something else is so. */
function when(so: () => boolean, action: () => void): void {
  const watch = setInterval(() => {
    if (!so()) return;
    clearInterval(watch);
    action();
  }, 10);
}

interface Captured {
  readonly code: number | null;
  readonly stderr: string;
  readonly summary: Readonly<Record<string, unknown>> | null;
  readonly captures: readonly Readonly<Record<string, number | string>>[];
  readonly bytes: number;
  readonly log: readonly Readonly<Record<string, unknown>>[];
}

function capture(
  name: string,
  env: Record<string, string>,
  args: readonly string[],
  during?: (running: Running) => void
): Promise<Captured> {
  const base = join(folder, name);
  const log = join(folder, `${name}.jsonl`);
  const child = spawn(process.execPath, [join(root, 'cli/wavepool.js'), 'capture', ...args, '--out', base, '--json'], {
    env: { ...process.env, LD_PRELOAD: library, FAKEUSB_LOG: log, ...env }
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (part: Buffer) => (stdout += part.toString()));
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString()));
  during?.({
    kill: (signal) => child.kill(signal),
    samples: () => sizeOf(`${base}.sigmf-data`) / 2,
    said: () => stderr
  });
  return new Promise((resolve) => {
    child.once('close', (code) => {
      const meta = existsSync(`${base}.sigmf-meta`) ? readFileSync(`${base}.sigmf-meta`, 'utf8') : '{"captures":[]}';
      resolve({
        code,
        stderr,
        summary: stdout === '' ? null : (JSON.parse(stdout) as Record<string, unknown>),
        captures: (JSON.parse(meta) as { captures: Captured['captures'] }).captures,
        bytes: sizeOf(`${base}.sigmf-data`),
        log: readFileSync(log, 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as Record<string, unknown>)
      });
    });
  });
}

describe.skipIf(why !== null)('capture from emulated dongles', () => {
  it('sets an RTL-SDR up as it was told', async () => {
    const args = [
      '--radio',
      'usb:rtlsdr,bias-tee=on',
      '--center',
      '100M',
      '--rate',
      '1.024M',
      '--gain',
      '28',
      '--samples',
      '100k'
    ];
    const { code, summary, log, bytes } = await capture('rtl', { FAKEUSB_DEVICES: 'rtl' }, args);
    expect(code).toBe(0);
    expect(summary).toMatchObject({ samples: 100_000, lost: 0, gain: 28, settings: { 'bias-tee': true } });
    expect(bytes).toBe(200_000);
    const state = log.findLast(({ ev, why: reason }) => ev === 'state' && reason === 'reset_buffer');
    expect(state).toMatchObject({ direct: 0 });
    expect(Math.abs(Number(state?.center) - 100e6)).toBeLessThan(1000);
    expect(Math.abs(Number(state?.rate) - 1.024e6)).toBeLessThan(1);
  });

  it('takes the one of several that is meant', async () => {
    const env = { FAKEUSB_DEVICES: 'rtl,rtl,hackrf', FAKEUSB_SERIALS: 'SAME,SAME' };
    const args = ['--radio', 'usb:rtlsdr,serial=SAME,index=1', '--samples', '10k'];
    const { code, log, stderr } = await capture('twins', env, args);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(log.filter(({ ev, bytes }) => ev === 'close' && Number(bytes) > 0)).toMatchObject([{ dev: 1 }]);
  });

  it('says that it takes the first where the serial number does not tell which', async () => {
    const env = { FAKEUSB_DEVICES: 'rtl,rtl,rtl', FAKEUSB_SERIALS: 'OTHER,SAME,SAME' };
    const { code, log, stderr } = await capture('twin', env, ['--radio', 'usb:rtlsdr,serial=SAME', '--samples', '10k']);
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^2 RTL-SDR with serial SAME are plugged in; the first is taken \(index=0: .*; index=1: .*\)\.\n$/
    );
    expect(log.filter(({ ev, bytes }) => ev === 'close' && Number(bytes) > 0)).toMatchObject([{ dev: 1 }]);
  });

  it('begins a segment behind a loss, with as many samples missing as the dongle lost', async () => {
    const stop = ({ kill, samples }: Running) =>
      when(
        () => samples() > 1_500_000,
        () => {
          kill('SIGSTOP');
          setTimeout(() => kill('SIGCONT'), 1000);
        }
      );
    const args = ['--radio', 'usb:rtlsdr', '--center', '100M', '--rate', '1.024M', '--seconds', '4'];
    const { code, summary, captures, log } = await capture('loss', { FAKEUSB_DEVICES: 'rtl' }, args, stop);
    expect(code).toBe(0);
    const lost = log.filter(({ ev }) => ev === 'drop').reduce((sum, { bytes }) => sum + Number(bytes) / 2, 0);
    expect(lost).toBeGreaterThan(100_000);
    // What a device without a counter lost is known by the time alone: within 20 ms on a machine that has other things to do.
    expect(Math.abs(Number(summary?.lost) - lost)).toBeLessThan(0.02 * 1.024e6);
    expect(captures.length).toBeGreaterThan(1);
    const missing = captures.map((one) => Number(one['core:global_index']) - Number(one['core:sample_start']));
    expect((missing.at(-1) ?? 0) - missing[0]).toBe(summary?.lost);
    const times = captures.map((one) => Date.parse(String(one['core:datetime'])) / 1000);
    const indices = captures.map((one) => Number(one['core:global_index']));
    expect(Math.abs((times.at(-1) ?? 0) - times[0] - ((indices.at(-1) ?? 0) - indices[0]) / 1.024e6)).toBeLessThan(
      0.05
    );
  });

  it('waits for a dongle that was unplugged, and ends well by Ctrl+C', async () => {
    const args = ['--radio', 'usb:rtlsdr', '--rate', '1.024M'];
    const interrupt = ({ kill, said }: Running) =>
      when(
        () => said().includes('was unplugged'),
        () => kill('SIGINT')
      );
    const { code, stderr, summary, bytes } = await capture(
      'gone',
      { FAKEUSB_DEVICES: 'rtl', FAKEUSB_UNPLUG: '2000000' },
      args,
      interrupt
    );
    expect(code).toBe(0);
    expect(stderr).toContain('was unplugged');
    expect(bytes).toBeGreaterThan(1_500_000);
    expect(summary).toMatchObject({ samples: bytes / 2, lost: 0, segments: 1 });
  });

  it('says which radios there are none of', async () => {
    const { code, stderr, bytes } = await capture('none', { FAKEUSB_DEVICES: 'hackrf' }, ['--radio', 'usb:rtlsdr']);
    expect(code).toBe(1);
    expect(stderr).toContain('No RTL-SDR is plugged in');
    expect(bytes).toBe(0);
  });
});
