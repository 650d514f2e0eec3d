import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync, existsSync } from 'node:fs';
import { spawn, spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureChromium } from '#tools/setup/browser.js';
import { ensureBuild, hashInputs } from '#tools/setup/build.js';
import { ensureDependencies, isInstalled } from '#tools/setup/dependencies.js';
import { ensureNode24 } from '#tools/setup/node24.js';
import { withSetupLock } from '#tools/setup/setupLock.js';
import { TestHost } from './testHost.ts';

const lock = JSON.stringify({
  packages: {
    '': { name: 'wavepool' },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/b-darwin': { version: '2.0.0', integrity: 'sha512-b', optional: true, os: ['darwin'] }
  }
});
const record = (packages: object) => JSON.stringify({ packages });
const installed = record({ 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } });

let folder: string;
let host: TestHost;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wavepool-setup-'));
  host = new TestHost();
  host.files.set('/checkout/package-lock.json', lock);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the dependencies', () => {
  it('are left alone when they are what the lock asks for', async () => {
    host.files.set('/checkout/node_modules/.package-lock.json', installed);
    expect(await ensureDependencies(host)).toBe(false);
    expect([host.calls, host.said]).toEqual([[], []]);
  });

  it.each([
    ['nothing is installed', null],
    ['the install broke off', '{"packages": {'],
    ['a version differs', record({ 'node_modules/a': { version: '1.0.1', integrity: 'sha512-a' } })],
    ['contents differ', record({ 'node_modules/a': { version: '1.0.0', integrity: 'sha512-x' } })],
    ['one is missing', record({})],
    [
      'one is too many',
      record({ ...(JSON.parse(installed) as { packages: object }).packages, 'node_modules/z': { version: '1.0.0' } })
    ]
  ])('are installed when %s', async (_, present) => {
    if (present !== null) host.files.set('/checkout/node_modules/.package-lock.json', present);
    host.answers.push(['npm ci', { code: 0, output: '' }]);
    expect(await ensureDependencies(host)).toBe(true);
    expect(host.calls).toHaveLength(1);
    expect(host.said).toHaveLength(1);
    // The node in node_modules/.bin is about to be deleted.
    expect(host.calls[0].options?.env?.PATH).toBe('/usr/bin');
    // Whatever NODE_ENV and npm's settings say.
    expect(host.calls[0].line).toContain('--include=dev --include=optional');
  });

  it('for other platforms may be absent, or present', () => {
    expect(isInstalled(lock, installed, host)).toBe(true);
    const all = {
      ...(JSON.parse(installed) as { packages: object }).packages,
      'node_modules/b-darwin': { version: '2.0.0', integrity: 'sha512-b' }
    };
    expect(isInstalled(lock, record(all), host)).toBe(true);
  });

  it.each([
    ['for this platform', { os: ['linux'], cpu: ['x64'], libc: ['glibc'] }, false],
    ['for this platform and Node', { os: ['linux'], engines: { node: '^20.10.0 || >=22.12.0' } }, false],
    ['for all platforms but another', { os: ['!win32'] }, false],
    ['for another C library', { os: ['linux'], cpu: ['x64'], libc: ['musl'] }, true],
    ['for another processor', { cpu: ['wasm32'] }, true],
    ['for a newer Node', { os: ['linux'], engines: { node: '^20.19.0 || >=22.12.0' } }, true],
    ['that names no platform', {}, true]
  ])('lack an optional one %s (%j): still whole is %s', (_, limits, whole) => {
    const { packages } = JSON.parse(lock) as { packages: object };
    const optional = { version: '3.0.0', integrity: 'sha512-c', optional: true, ...limits };
    const wanted = JSON.stringify({ packages: { ...packages, 'node_modules/c': optional } });
    expect(isInstalled(wanted, installed, host)).toBe(whole);
  });

  it('are installed by the npm that started us', async () => {
    host.env.npm_execpath = '/opt/npm/bin/npm-cli.js';
    host.files.set('/opt/npm/bin/npm-cli.js', '');
    host.answers.push(['/usr/bin/node /opt/npm/bin/npm-cli.js ci', { code: 0, output: '' }]);
    expect(await ensureDependencies(host)).toBe(true);
  });

  it.each([
    [127, 'spawn npm ENOENT', /^npm is missing/],
    [1, 'npm error code ENOTFOUND', /cannot reach its registry/],
    [1, 'npm error code ENOSPC', /disk is full/],
    [1, 'npm error code EACCES', /may not write here/],
    [1, 'npm error something else', /what it said stands below/]
  ])('that cannot be installed (%i, %s) are explained', async (code, output, words) => {
    host.answers.push(['npm ci', { code, output }]);
    await expect(ensureDependencies(host)).rejects.toMatchObject({
      name: 'SetupError',
      message: expect.stringMatching(words) as string,
      // Where the reason is plain, one line says it all.
      output: output.includes('something else') ? output : ''
    });
  });
});

describe('Node 24', () => {
  const bundled = '/checkout/node_modules/node/bin/node';

  it('is the one from npm', async () => {
    host.files.set(bundled, '');
    host.answers.push([bundled, { code: 0, output: 'v24.21.0\n' }]);
    expect(await ensureNode24(host)).toBe(bundled);
  });

  it('is the one that runs now when npm gave none', async () => {
    host.nodeVersion = '24.3.0';
    expect(await ensureNode24(host)).toBe('/usr/bin/node');
  });

  it('that npm did not fetch, because scripts are switched off, is explained', async () => {
    await expect(ensureNode24(host)).rejects.toThrow(/ignore-scripts.*npm rebuild node/);
  });

  it('that does not run here is explained', async () => {
    host.files.set(bundled, '');
    host.answers.push([bundled, { code: 127, output: 'not found' }]);
    await expect(ensureNode24(host)).rejects.toThrow(/does not run on this machine/);
  });
});

describe('Chromium', () => {
  const nothing = () => null;
  const playwrightPath: [string, { code: number; output: string }] = [
    '/usr/bin/node -e',
    { code: 0, output: '/cache/chromium\n' }
  ];

  it('that is installed is used', async () => {
    expect(await ensureChromium(host, () => '/usr/bin/chromium')).toBe('/usr/bin/chromium');
    expect(host.calls).toEqual([]);
  });

  it('that Playwright has already is used', async () => {
    host.files.set('/cache/chromium', '');
    host.answers.push(playwrightPath);
    expect(await ensureChromium(host, nothing)).toBeNull();
    expect(host.said).toEqual([]);
  });

  it('comes from apt for root on Debian', async () => {
    let there = false;
    host.isRoot = true;
    host.files.set('/etc/os-release', 'NAME="Debian GNU/Linux"\nID=debian\n');
    host.answers.push(
      ['apt-get update', { code: 0, output: '' }],
      ['apt-get install', () => ((there = true), { code: 0, output: '' })]
    );
    expect(await ensureChromium(host, () => (there ? '/usr/bin/chromium' : null))).toBe('/usr/bin/chromium');
  });

  it.each([
    ['on Debian without root', 'ID=debian', false, 'install chromium'],
    ['on Ubuntu, whose package is a snap', 'ID=ubuntu\nID_LIKE=debian', true, 'install --with-deps chromium'],
    ['on another Linux', 'ID=fedora', true, 'install chromium'],
    ['when apt fails', 'ID=debian', true, 'install --with-deps chromium']
  ])('comes from Playwright %s', async (_, release, isRoot, command) => {
    host.isRoot = isRoot;
    host.files.set('/etc/os-release', release);
    host.answers.push(playwrightPath, [
      `/usr/bin/node node_modules/playwright/cli.js ${command}`,
      () => (host.files.set('/cache/chromium', ''), { code: 0, output: '' })
    ]);
    expect(await ensureChromium(host, nothing)).toBeNull();
  });

  it('that cannot be had is explained: what to install, and what was tried', async () => {
    host.answers.push(playwrightPath, [
      '/usr/bin/node node_modules',
      { code: 1, output: 'a\ngetaddrinfo ENOTFOUND cdn\n' }
    ]);
    await expect(ensureChromium(host, nothing)).rejects.toMatchObject({
      name: 'SetupError',
      message: expect.stringMatching(/Install Chromium or Chrome.*CHROMIUM/) as string,
      output: expect.stringMatching(/ENOTFOUND cdn/) as string
    });
  });
});

describe('the build', () => {
  beforeEach(() => {
    mkdirSync(join(folder, 'src'));
    writeFileSync(join(folder, 'src/a.ts'), 'a');
    host.root = folder;
  });
  const build = (code: number) => {
    host.answers.push([
      '/node24 node_modules/vite/bin/vite.js build',
      () => (host.files.set(join(folder, 'build/index.html'), ''), { code, output: 'words' })
    ]);
  };

  it('runs once, and again only when something it reads has other contents', async () => {
    build(0);
    expect(await ensureBuild(host, '/node24')).toBe(true);
    expect(await ensureBuild(host, '/node24')).toBe(false);
    utimesSync(join(folder, 'src/a.ts'), 1, 1);
    expect(await ensureBuild(host, '/node24')).toBe(false);
    writeFileSync(join(folder, 'src/a.ts'), 'b');
    expect(await ensureBuild(host, '/node24')).toBe(true);
    writeFileSync(join(folder, 'src/b.ts'), '');
    expect(await ensureBuild(host, '/node24')).toBe(true);
    host.files.delete(join(folder, 'build/index.html'));
    expect(await ensureBuild(host, '/node24')).toBe(true);
    expect(host.calls).toHaveLength(4);
  });

  it('that fails is explained, and tried again', async () => {
    build(1);
    for (let i = 0; i < 2; i++)
      await expect(ensureBuild(host, '/node24')).rejects.toMatchObject({ name: 'SetupError', output: 'words' });
  });

  it('that fails half-way does not pass for the one before when the sources go back', async () => {
    let code = 0;
    host.answers.push([
      '/node24 node_modules/vite/bin/vite.js build',
      () => (host.files.set(join(folder, 'build/index.html'), ''), { code, output: '' })
    ]);
    await ensureBuild(host, '/node24');
    writeFileSync(join(folder, 'src/a.ts'), 'b');
    code = 1;
    await expect(ensureBuild(host, '/node24')).rejects.toMatchObject({ name: 'SetupError' });
    writeFileSync(join(folder, 'src/a.ts'), 'a');
    code = 0;
    expect(await ensureBuild(host, '/node24')).toBe(true);
  });

  it('tells a moved file from its contents', () => {
    const before = hashInputs(folder);
    rmSync(join(folder, 'src/a.ts'));
    writeFileSync(join(folder, 'src/c.ts'), 'a');
    expect(hashInputs(folder)).not.toBe(before);
  });
});

describe('two set-ups in one checkout', () => {
  beforeEach(() => {
    host.root = folder;
  });

  it('run one after the other', async () => {
    const other = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
    mkdirSync(join(folder, '.cache'));
    writeFileSync(join(folder, '.cache/setup.lock'), String(other.pid));
    const events: string[] = [];
    const ours = withSetupLock(host, () => Promise.resolve(events.push('ours begins')));
    await new Promise((resolve) => setTimeout(resolve, 50));
    events.push('the other ends');
    other.stdin.end();
    await ours;
    expect(events).toEqual(['the other ends', 'ours begins']);
  });

  it('do not wait for one that died, and leave no lock behind, even when they fail', async () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    mkdirSync(join(folder, '.cache'));
    writeFileSync(join(folder, '.cache/setup.lock'), String(dead));
    await expect(withSetupLock(host, () => Promise.reject(new Error('work')))).rejects.toThrow('work');
    expect(existsSync(join(folder, '.cache/setup.lock'))).toBe(false);
  });

  it('enter one at a time when several find the lock of one that died', async () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const module = JSON.stringify(join(import.meta.dirname, '../../../tools/setup/setupLock.js'));
    // Each writes when it enters and when it leaves; all begin at the same moment.
    const script = `
      import { appendFileSync } from 'node:fs';
      import { setTimeout as sleep } from 'node:timers/promises';
      import { withSetupLock } from ${module};
      const [root, at] = process.argv.slice(1);
      await sleep(Number(at) - Date.now());
      await withSetupLock({ root, say: () => undefined }, async () => {
        appendFileSync(root + '/log', 'in ');
        await sleep(30);
        appendFileSync(root + '/log', 'out ');
      });`;
    mkdirSync(join(folder, '.cache'));
    writeFileSync(join(folder, '.cache/setup.lock'), String(dead));
    const at = String(Date.now() + 600);
    const codes = await Promise.all(
      Array.from(
        { length: 5 },
        () =>
          new Promise((resolve) => {
            const child = spawn(process.execPath, ['--input-type=module', '-e', script, folder, at], {
              stdio: 'inherit'
            });
            child.on('close', resolve);
          })
      )
    );
    expect(codes).toEqual([0, 0, 0, 0, 0]);
    expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('in out '.repeat(5));
  });

  it('say that the checkout cannot be written', async () => {
    host.root = join(folder, 'file');
    writeFileSync(host.root, '');
    await expect(withSetupLock(host, () => Promise.resolve(1))).rejects.toMatchObject({ name: 'SetupError' });
  });
});
