import { findChromium } from '../chromium.js';
import { SetupError } from './setupError.js';

/**
 * Finds or installs a Chromium for the browser tests: an installed one; Playwright's own; Debian's package as root; Playwright's download.
 * @param {import('./host.js').Host} host
 * @param {() => string | null} [find] how an installed one is found
 * @returns {Promise<string | null>} its path, null when Playwright knows where it is
 * @throws {SetupError} when nothing worked, saying what to install
 */
export async function ensureChromium(host, find = findChromium) {
  const installed = find();
  if (installed !== null) return installed;
  const path = await playwrightChromium(host);
  if (path !== null && host.exists(path)) return null;

  /** @type {string[]} */
  const tried = [];
  const system = host.platform === 'linux' ? linuxFamily(host) : 'other';
  // Ubuntu's package only points to a snap, which containers and many servers cannot run: there Playwright's build is the better one.
  if (system === 'debian' && host.isRoot) {
    host.say('Installing Chromium for the browser tests (apt-get; once) …');
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await host.run('apt-get', ['update', '-qq'], { env });
    const { code, output } = await host.run(
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', 'chromium'],
      { env }
    );
    const found = find();
    if (code === 0 && found !== null) return found;
    tried.push(`apt-get install chromium: ${lastLine(output)}`);
  }
  host.say('Downloading Chromium for the browser tests (Playwright; once) …');
  const withLibraries = system !== 'other' && host.isRoot ? ['--with-deps'] : [];
  const { code, output } = await playwright(host, ['install', ...withLibraries, 'chromium']);
  const downloaded = await playwrightChromium(host);
  if (code === 0 && downloaded !== null && host.exists(downloaded)) return null;
  tried.push(`playwright install chromium: ${lastLine(output)}`);
  throw new SetupError(
    'Chromium is missing and could not be installed. Install Chromium or Chrome (Debian: sudo apt-get install chromium; others: ' +
      'https://www.google.com/chrome), or set CHROMIUM to its path, then run this again.',
    tried.join('\n')
  );
}

/** @param {import('./host.js').Host} host @returns {'debian' | 'ubuntu' | 'other'} */
function linuxFamily(host) {
  const release = host.read('/etc/os-release') ?? '';
  if (/^ID(_LIKE)?=.*ubuntu/m.test(release)) return 'ubuntu';
  return /^ID(_LIKE)?=.*debian/m.test(release) ? 'debian' : 'other';
}

/**
 * Where Playwright would look for its own Chromium.
 * @param {import('./host.js').Host} host
 */
async function playwrightChromium(host) {
  const script = "import('playwright').then((p) => console.log(p.chromium.executablePath()))";
  const { code, output } = await host.run(host.nodePath, ['-e', script]);
  return code === 0 ? output.trim() : null;
}

/** @param {import('./host.js').Host} host @param {string[]} args */
function playwright(host, args) {
  return host.run(host.nodePath, ['node_modules/playwright/cli.js', ...args]);
}

/** @param {string} output */
function lastLine(output) {
  return output.trim().split('\n').at(-1) ?? 'no answer';
}
