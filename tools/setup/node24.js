import { inRoot } from './host.js';
import { SetupError } from './setupError.js';

/** Everything after the set-up runs on this major version: it runs TypeScript as it lies. */
const major = 24;

/** Where the `node` package from npm puts its executable. @param {import('./host.js').Host} host */
function bundledNode(host) {
  return inRoot(host, 'node_modules', 'node', 'bin', host.platform === 'win32' ? 'node.exe' : 'node');
}

/**
 * Path of a Node 24 or later that runs: the one from npm, else the one running now.
 * @param {import('./host.js').Host} host
 * @returns {Promise<string>}
 * @throws {SetupError} when there is none, saying why
 */
export async function ensureNode24(host) {
  const bundled = bundledNode(host);
  if (host.exists(bundled)) {
    // Asking for the version proves that it runs here: the right processor, the right C library.
    const { code, output } = await host.run(bundled, ['--version']);
    if (code === 0 && Number.parseInt(output.replace('v', ''), 10) >= major) return bundled;
  }
  if (Number.parseInt(host.nodeVersion, 10) >= major) return host.nodePath;
  throw new SetupError(
    host.exists(bundled)
      ? `The Node ${major} in node_modules does not run on this machine. Install Node ${major} yourself (https://nodejs.org), then run this again.`
      : `Node ${major} was not installed: npm skipped the install script of its "node" package (ignore-scripts in an .npmrc). ` +
          `Allow it once with: npm rebuild node --ignore-scripts=false`
  );
}
