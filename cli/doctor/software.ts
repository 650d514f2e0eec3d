import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findChromium } from '#tools/chromium.js';
import { isInstalled } from '#tools/setup/dependencies.js';
import { thisHost } from '#tools/setup/host.js';
import { root } from '../root.ts';
import { missing, note, ok, type Finding } from './finding.ts';

/** Node, packages, browser, and what of this project is in place. */
export function software(): Finding[] {
  return [node(), packages(), page(), chromium(), gpu(), usb(), shared()];
}

function node(): Finding {
  return ok('Node', `${process.versions.node} (${process.execPath})`);
}

function packages(): Finding {
  const lock = read('package-lock.json');
  const record = read('node_modules/.package-lock.json');
  return lock !== null && isInstalled(lock, record, thisHost())
    ? ok('packages', 'as package-lock.json asks for')
    : missing('packages', 'node_modules is not what package-lock.json asks for', 'Run npm start, or npm ci.');
}

function page(): Finding {
  return existsSync(join(root, 'build', 'index.html'))
    ? ok('page', 'built')
    : note('page', 'not built yet', 'npm start builds it; so does npm run build.');
}

function chromium(): Finding {
  const path = findChromium();
  const advice = 'npm test installs one where it can; else install Chromium or Chrome, or set CHROMIUM to its path.';
  if (path === null) return note('Chromium', 'none installed (only the browser tests need one here)', advice);
  const { status, stdout } = spawnSync(path, ['--version', '--no-sandbox'], { encoding: 'utf8', timeout: 10_000 });
  return status === 0
    ? ok('Chromium', `${stdout.trim()} (${path})`)
    : note('Chromium', `${path} does not start`, advice);
}

function gpu(): Finding {
  if (process.platform !== 'linux') return ok('GPU', 'ask the browser: chrome://gpu');
  const nodes = list('/dev/dri').filter((name) => name.startsWith('render'));
  return nodes.length > 0
    ? ok('GPU', nodes.map((name) => `/dev/dri/${name}`).join(', '))
    : note('GPU', 'none that Linux knows of', 'Nothing to do: drawing and spectra then run on the processor.');
}

function usb(): Finding {
  if (process.platform !== 'linux') return ok('USB', 'ask the browser: the page lists what it may use');
  const buses = list('/dev/bus/usb');
  return buses.length > 0
    ? ok('USB', `${buses.length} buses`)
    : note('USB', 'no bus', 'A radio on USB cannot be used on this machine.');
}

function shared(): Finding {
  return existsSync(join(root, '..', 'shared', 'data', 'manifest.json'))
    ? ok('recordings', '../shared/data is there: the tests that need it run')
    : note('recordings', '../shared/data is not there', 'Nothing to do: the tests that need it say that they skip.');
}

function read(path: string): string | null {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return null;
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
