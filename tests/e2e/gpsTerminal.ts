import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright';
import { chromiumArgs, findChromium } from '#tools/chromium.js';

/** A GPS receiver's serial port that Chromium takes for a real one. */
export interface GpsTerminal {
  readonly browser: Browser;
  /** What the receiver says. */
  send(text: string): Promise<void>;
  /** The port hangs up, as one that is pulled out does. */
  unplug(): Promise<void>;
  close(): Promise<void>;
}

const port = '/dev/ttyS0';
const policies = '/etc/chromium/policies/managed';

/** Why the terminal cannot be had here; null where it can. */
export function terminalObstacle(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'only root on Linux may put a terminal in the place of a port';
  if (findChromium() === null) return 'there is no Chromium';
  for (const tool of ['socat', 'unshare', 'mount'])
    if (spawnSync(tool, ['-V']).error !== undefined) return `${tool} is not installed`;
  if (!existsSync(port)) return `there is no ${port} to stand in for`;
  if (spawnSync('unshare', ['--mount', 'true']).status !== 0) return 'this machine allows no mount namespace';
  return null;
}

/**
 * Starts Chromium in a mount namespace of its own, in which a pseudo terminal lies over `/dev/ttyS0`, and a policy lets pages of `origin` use
 * serial ports unasked. Neither is there for anybody else on the machine.
 */
export async function openGpsTerminal(origin: string): Promise<GpsTerminal> {
  const folder = mkdtempSync(join(tmpdir(), 'wavepool-gps-'));
  const ours = join(folder, 'receiver');
  const theirs = join(folder, 'port');
  const socat = spawn('socat', [`pty,raw,echo=0,link=${ours}`, `pty,raw,echo=0,link=${theirs}`], { stdio: 'ignore' });
  await until(() => existsSync(ours) && existsSync(theirs));
  const policy = join(folder, 'policies');
  mkdirSync(policy);
  // Chromium would complain of two files that set one policy; ours stands alone in the namespace.
  writeFileSync(join(policy, 'gps.json'), JSON.stringify({ SerialAllowAllPortsForUrls: [origin] }));
  const had = existsSync(policies);
  if (!had) mkdirSync(policies, { recursive: true });
  const script = join(folder, 'chromium');
  const command = `mount --bind "$(readlink -f ${theirs})" ${port} && mount --bind ${policy} ${policies} && exec ${findChromium()} "$@"`;
  writeFileSync(script, `#!/bin/sh\nexec unshare --mount --propagation private sh -c '${command}' chromium "$@"\n`, {
    mode: 0o755
  });
  let browser: Browser | null = null;
  const file = await open(ours, 'w');
  const unplug = async () => {
    await file.close().catch(() => undefined);
    await ended(socat);
  };
  const close = async () => {
    await browser?.close();
    await unplug();
    rmSync(folder, { recursive: true, force: true });
    if (!had && readdirSync(policies).length === 0) rmSync(policies, { recursive: true });
  };
  try {
    browser = await chromium.launch({ args: [...chromiumArgs], executablePath: script });
  } catch (error) {
    await close();
    throw error;
  }
  return { browser, send: (text) => file.appendFile(text), unplug, close };
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await exit;
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 100 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 50));
  if (!condition()) throw new Error('The pseudo terminals did not come');
}
