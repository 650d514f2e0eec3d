#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { watchParent } from '../tools/watchParent.js';

/**
 * The `wavepool` command. Plain JavaScript for any Node; what follows (main.ts) wants Node 24, so it runs on this one if it is new enough,
 * else on the one that npm installed.
 */
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const main = join(root, 'cli', 'main.ts');
const bundled = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

if (!existsSync(join(root, 'node_modules', '.package-lock.json'))) {
  console.error('wavepool: the dependencies are not installed. Run `npm start` (or `npm ci`) in ' + root + ' once.');
  process.exitCode = 1;
} else if (Number.parseInt(process.versions.node, 10) >= 24) {
  const { main: run } = await import('./main.ts');
  process.exitCode = await run(process.argv.slice(2));
} else if (existsSync(bundled)) {
  const child = spawn(bundled, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  // Whoever stops us means the child. Ctrl+C reaches it from the terminal as well; it takes our copy for an echo.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => child.kill(signal));
  watchParent(() => child.kill('SIGTERM'));
  child.on('error', (error) => {
    console.error(`wavepool: ${bundled} does not run: ${error.message}`);
    process.exitCode = 1;
  });
  child.on('close', (code, signal) => {
    process.exitCode = code ?? (signal === null ? 1 : 130);
  });
} else {
  console.error(
    `wavepool: Node 24 is needed, this is ${process.versions.node}. Run \`npm start\` in ${root} once: it installs one.`
  );
  process.exitCode = 1;
}
