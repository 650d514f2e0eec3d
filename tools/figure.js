import { spawn } from 'node:child_process';
import { endWithUs } from './endWithUs.js';
import { inRoot, thisHost } from './setup/host.js';
import { runTool, setUp } from './setup.js';

/** `npm run figure -- first-light.2`, `npm run figures`: sets up, then measures on Node 24 (tools/figures/main.ts). */
runTool(async () => {
  const host = thisHost();
  const { node } = await setUp({ chromium: true, build: true }, host);
  const args = [inRoot(host, 'tools', 'figures', 'main.ts'), ...process.argv.slice(2)];
  const child = endWithUs(spawn(node, args, { stdio: 'inherit' }));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
});
