import { spawn } from 'node:child_process';
import { inRoot, thisHost } from './setup/host.js';
import { runTool, setUp } from './setup.js';
import { watchParent } from './watchParent.js';

/**
 * `npm start`: sets up, builds the page, and runs the relay. Arguments go on to the relay: `npm start -- --port 8080`.
 */
runTool(async () => {
  const host = thisHost();
  const { node } = await setUp({ build: true }, host);
  const args = process.argv.slice(2);
  // PORT is what hosting platforms set; an option says it louder.
  if (process.env.PORT !== undefined && !args.some((arg) => /^--port(=|$)/.test(arg)))
    args.push('--port', process.env.PORT);
  const relay = spawn(node, [inRoot(host, 'cli', 'main.ts'), 'relay', '--demo', ...args], { stdio: 'inherit' });
  // What we are told is passed on, and the relay ends first. Ctrl+C reaches it from the terminal as well; it takes our copy for an echo.
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => relay.kill(signal));
  watchParent(() => relay.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    relay.on('error', reject);
    relay.on('close', (code) => resolve(code ?? 1));
  });
});
