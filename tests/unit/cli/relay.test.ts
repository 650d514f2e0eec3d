import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultDataFolder } from '#relay/dataFolder.ts';
import { runCli } from './runCli.ts';

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'wavepool-relay-cli-'));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

/** A Node on this machine that is too old to run the commands itself; null where there is none. */
const oldNode =
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'node'))
    .find((path) => {
      if (!existsSync(path)) return false;
      const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
      return Number.parseInt(stdout.slice(1), 10) < 24;
    }) ?? null;
const built = existsSync(join(import.meta.dirname, '../../../build/index.html'));

describe('wavepool relay', () => {
  it.skipIf(!built)('says where it is and what to try, and stops when told (needs the built page)', async () => {
    const { code, stdout, stderr } = await runCli(['relay', '--port', '0', '--data', data, '--demo'], (text, kill) => {
      if (text.includes('Ctrl+C')) kill('SIGTERM');
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Wavepool is on http:\/\/localhost:\d+\n/);
    expect(stdout).toMatch(/http:\/\/localhost:\d+\/\?radio=sim/);
    expect(stdout).toMatch(/Stopped\.\n$/);
    expect(existsSync(join(data, 'relay.lock'))).toBe(false);
  });

  it.skipIf(!built || oldNode === null)(
    'stops when only the launcher, on a Node below 24, is told to (needs the built page and such a Node)',
    async () => {
      const { code, stdout } = await runCli(
        ['relay', '--port', '0', '--data', data],
        (text, kill) => {
          if (text.includes('Ctrl+C')) kill('SIGINT');
        },
        {},
        oldNode ?? ''
      );
      expect(code).toBe(0);
      expect(stdout).toMatch(/Stopped\.\n$/);
    }
  );

  it.skipIf(!built)('says in one line that a port is taken (needs the built page)', async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => {
        const address = other.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
    const { code, stdout, stderr } = await runCli(['relay', '--port', String(port), '--data', data]);
    other.close();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      `wavepool relay: Port ${port} is taken on 127.0.0.1. Stop what uses it, or choose another: --port N.\n`
    );
  });

  it('keeps its data where the platform does', () => {
    expect(defaultDataFolder({ HOME: '/home/a' }, 'linux')).toBe('/home/a/.local/share/wavepool');
    expect(defaultDataFolder({ HOME: '/home/a', XDG_DATA_HOME: '/data' }, 'linux')).toBe('/data/wavepool');
    // Empty or relative is as good as not set.
    for (const unset of ['', '.', 'data'])
      expect(defaultDataFolder({ HOME: '/home/a', XDG_DATA_HOME: unset }, 'linux')).toBe(
        '/home/a/.local/share/wavepool'
      );
    for (const HOME of ['', 'home']) expect(isAbsolute(defaultDataFolder({ HOME }, 'linux'))).toBe(true);
    expect(defaultDataFolder({ HOME: '/Users/a' }, 'darwin')).toBe('/Users/a/Library/Application Support/wavepool');
  });
});
