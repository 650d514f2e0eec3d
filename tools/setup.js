import { ensureBuild } from './setup/build.js';
import { ensureChromium } from './setup/browser.js';
import { ensureDependencies } from './setup/dependencies.js';
import { thisHost } from './setup/host.js';
import { ensureNode24 } from './setup/node24.js';
import { SetupError } from './setup/setupError.js';
import { withSetupLock } from './setup/setupLock.js';

/**
 * Brings the checkout to where it can be used: dependencies, Node 24, and if wanted Chromium and the built page. Plain JavaScript on
 * Node 20 without any package, because it is what installs the packages. What is up to date is left alone.
 * @param {{ chromium?: boolean, build?: boolean }} want
 * @param {import('./setup/host.js').Host} [host]
 * @returns {Promise<{ node: string }>} path of the Node 24 on which everything else runs
 * @throws {SetupError}
 */
export async function setUp(want, host = thisHost()) {
  if (Number.parseInt(host.nodeVersion, 10) < 20) {
    throw new SetupError(
      `Node ${host.nodeVersion} is too old: Node 20 or later is needed to begin (https://nodejs.org).`
    );
  }
  return withSetupLock(host, async () => {
    await ensureDependencies(host);
    const node = await ensureNode24(host);
    if (want.chromium === true) await ensureChromium(host);
    if (want.build === true) await ensureBuild(host, node);
    return { node };
  });
}

/**
 * Runs a tool's main function: a SetupError becomes its message and exit code 1, anything else is a bug of ours and keeps its stack.
 * @param {() => Promise<number>} main
 */
export function runTool(main) {
  main().then(
    (code) => {
      process.exitCode = code;
    },
    (/** @type {unknown} */ error) => {
      process.exitCode = 1;
      if (!(error instanceof SetupError)) throw error;
      console.error(error.message);
      if (error.output !== '') console.error(error.output.trimEnd());
    }
  );
}
