import { accessSync, constants, existsSync, statSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { createServer } from 'node:net';
import { defaultDataFolder } from '#relay/dataFolder.ts';
import { missing, note, ok, type Finding } from './finding.ts';

const port = 7373;

/** What a relay would find here: its port and its folder. */
export async function service(): Promise<Finding[]> {
  return [await portFinding(), folderFinding()];
}

async function portFinding(): Promise<Finding> {
  if (await isFree()) return ok('port', `${port} is free`);
  const version = await relayVersion();
  return version === null
    ? note('port', `${port} is taken by another program`, 'Stop it, or choose another: npm start -- --port N.')
    : ok('port', `${port}: a relay answers there (version ${version})`);
}

function isFree(): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

async function relayVersion(): Promise<string | null> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(2000) });
    const { status, version } = (await answer.json()) as { status?: unknown; version?: unknown };
    return status === 'ok' && typeof version === 'string' ? version : null;
  } catch {
    return null;
  }
}

function folderFinding(): Finding {
  const folder = defaultDataFolder();
  // It is made when it is needed; until then what matters is the nearest folder that exists.
  let nearest = folder;
  while (!existsSync(nearest) && dirname(nearest) !== nearest) nearest = dirname(nearest);
  try {
    if (!statSync(nearest).isDirectory()) throw new Error('a file is in its place');
    accessSync(nearest, constants.W_OK);
  } catch {
    return missing(
      'data folder',
      `${folder} cannot be written`,
      'Give yourself the rights, or choose another: --data DIR.'
    );
  }
  const { bavail, bsize } = statfsSync(nearest);
  const gib = (bavail * bsize) / 2 ** 30;
  const fact = `${folder}, ${gib.toFixed(1)} GiB free`;
  return gib >= 1
    ? ok('data folder', fact)
    : note('data folder', fact, 'Recordings need room: choose another with --data DIR.');
}
