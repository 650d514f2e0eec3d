import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wavepool-end-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs one command to its end, then one that stays and writes its process number into the file it is given. */
const setUp = `
  import { thisHost } from ${JSON.stringify(join(import.meta.dirname, '../../../tools/setup/host.js'))};
  const host = thisHost();
  await host.run(process.execPath, ['-e', '']);
  console.log('signals handled between commands:', process.listenerCount('SIGTERM'));
  const stay = "fs.writeFileSync(process.argv[1], process.pid + ' '); setInterval(() => undefined, 1000)";
  await host.run(process.execPath, ['-e', stay, process.argv[1]]);
`;

describe.skipIf(process.platform === 'win32')('a command of the set-up', () => {
  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
    ['SIGHUP', 129]
  ] as const)('ends with us on %s', async (signal, code) => {
    const file = join(folder, 'pid');
    const us = spawn(process.execPath, ['--input-type=module', '-e', setUp, file], {
      stdio: ['ignore', 'pipe', 'inherit']
    });
    let said = '';
    us.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const ended = new Promise<number | null>((resolve) => us.on('close', resolve));
    await vi.waitFor(() => expect(existsSync(file) && readFileSync(file, 'utf8').endsWith(' ')).toBe(true), 10_000);
    us.kill(signal);
    expect(await ended).toBe(code);
    expect(said).toBe('signals handled between commands: 0\n');
    const pid = Number(readFileSync(file, 'utf8'));
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), 10_000);
  });
});
