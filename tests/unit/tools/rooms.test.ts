import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync, cpSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rooms } from '#tools/rooms.js';

const root = join(import.meta.dirname, '../../..');

/** A small house with one breach of every kind; the check must name each, and nothing else. */
const breaches: Record<string, { files: Record<string, string>; rule: string; from: string }> = {
  'base imports dsp': {
    files: {
      'src/lib/base/a.ts': "import { b } from '#lib/dsp/b.ts';\nexport const a = b;\n",
      'src/lib/dsp/b.ts': 'export const b = 1;\n'
    },
    rule: 'room-base',
    from: 'src/lib/base/a.ts'
  },
  'spectrum imports a type of radio': {
    files: {
      'src/lib/spectrum/c.ts': "import type { R } from '#lib/radio/r.ts';\nexport type C = R;\n",
      'src/lib/radio/r.ts': 'export type R = 1;\n'
    },
    rule: 'room-spectrum',
    from: 'src/lib/spectrum/c.ts'
  },
  'a component imports a driver': {
    files: {
      'src/lib/ui/D.svelte': '<script lang="ts">\n  import { e } from \'#lib/radio/e.ts\';\n</script>\n{e}\n',
      'src/lib/radio/e.ts': 'export const e = 1;\n'
    },
    rule: 'room-ui',
    from: 'src/lib/ui/D.svelte'
  },
  'a room imports a worker': {
    files: {
      'src/lib/platform/tab/w.ts': "import { k } from '../../../workers/k.worker.ts';\nexport const w = k;\n",
      'src/workers/k.worker.ts': 'export const k = 1;\n'
    },
    rule: 'room-platform-tab',
    from: 'src/lib/platform/tab/w.ts'
  },
  'the core imports a Node module': {
    files: { 'src/lib/dsp/f.ts': "import { readFileSync } from 'node:fs';\nexport const f = readFileSync;\n" },
    rule: 'no-node-dsp',
    from: 'src/lib/dsp/f.ts'
  },
  'the core imports svelte': {
    files: { 'src/lib/dsp/g.ts': "import { tick } from 'svelte';\nexport const g = tick;\n" },
    rule: 'packages-dsp',
    from: 'src/lib/dsp/g.ts'
  },
  'the relay reaches a job run': {
    files: {
      'relay/h.ts': "import { i } from '#lib/jobs/i.ts';\nexport const h = i;\n",
      'src/lib/jobs/i.ts': "import { j } from './j.run.ts';\nexport const i = j;\n",
      'src/lib/jobs/j.run.ts': 'export const j = 1;\n'
    },
    rule: 'relay-runs-no-jobs',
    from: 'relay/h.ts'
  },
  'the relay needs a development package': {
    files: { 'relay/v.ts': "import { build } from 'vite';\nexport const v = build;\n" },
    rule: 'no-dev-packages',
    from: 'relay/v.ts'
  },
  'two files import each other': {
    files: {
      'src/lib/trust/l.ts': "import { m } from './m.ts';\nexport const l = () => m;\n",
      'src/lib/trust/m.ts': "import { l } from './l.ts';\nexport const m = () => l;\n"
    },
    rule: 'no-circles',
    from: 'src/lib/trust/l.ts'
  },
  'a folder nobody named': {
    files: {
      'src/lib/attic/n.ts': 'export const n = 1;\n',
      'src/lib/attic/o.ts': "import { n } from './n.ts';\nexport const o = n;\n"
    },
    rule: 'every-room-is-known',
    from: 'src/lib/attic/o.ts'
  },
  'the product imports a test': {
    files: {
      'cli/p.ts': "import { q } from '#tests/q.ts';\nexport const p = q;\n",
      'tests/q.ts': 'export const q = 1;\n'
    },
    rule: 'no-tests-in-product',
    from: 'cli/p.ts'
  },
  'an import that leads nowhere': {
    files: { 'src/lib/time/s.ts': "import { t } from '#lib/base/nowhere.ts';\nexport const s = t;\n" },
    rule: 'resolvable',
    from: 'src/lib/time/s.ts'
  }
};

/** What the rules allow, so that a check that forbids everything does not pass either. */
const lawful: Record<string, string> = {
  'src/lib/base/x.ts': 'export const x = 1;\n',
  'src/lib/dsp/x.ts': "import { x } from '#lib/base/x.ts';\nexport const y = x;\n",
  'src/lib/radio/x.ts': "import { y } from '#lib/dsp/x.ts';\nexport const z = y;\n",
  'src/lib/state/x.svelte.ts': "import { z } from '#lib/radio/x.ts';\nexport const state = z;\n",
  'src/lib/ui/X.svelte':
    '<script lang="ts">\n  import { state } from \'#lib/state/x.svelte.ts\';\n</script>\n{state}\n',
  'src/lib/platform/node/x.ts': "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;\n",
  'relay/x.ts': "import { x } from '#lib/base/x.ts';\nimport { Hono } from 'hono';\nexport const relay = [x, Hono];\n",
  'cli/x.ts':
    "import { relay } from '#relay/x.ts';\nimport { z } from '#lib/radio/x.ts';\nexport const cli = [relay, z];\n"
};

let house: string;

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'wavepool-rooms-'));
  for (const file of ['package.json', 'tsconfig.base.json', '.dependency-cruiser.mjs', 'tools/rooms.js']) {
    cpSync(join(root, file), join(house, file), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'));
});
afterAll(() => rmSync(house, { recursive: true, force: true }));

describe('the rooms', () => {
  it('allow what the table allows', () => {
    write(lawful);
    expect(check().violations).toEqual([]);
  });

  it('are breached by each kind of forbidden import, by name', () => {
    for (const { files } of Object.values(breaches)) write(files);
    const { code, violations } = check();
    expect(code).not.toBe(0);
    for (const [what, { rule, from }] of Object.entries(breaches)) {
      expect(violations, what).toContainEqual(expect.objectContaining({ rule, from }));
    }
    const lawfulFiles = violations.filter(({ from }) => from in lawful);
    expect(lawfulFiles).toEqual([]);
  });

  it('name only rooms that exist', () => {
    const names = new Set(rooms.map((room) => room.name));
    // `platform` as a whole is no room: its hosts are.
    const unknown = rooms.flatMap((room) => room.below.filter((name) => name !== '*' && !names.has(name)));
    expect(unknown).toEqual([]);
  });
});

function write(files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(house, path)), { recursive: true });
    writeFileSync(join(house, path), text);
  }
}

/** Runs the check as `npm test` does and reads its lines: `error RULE: FROM → TO`. */
function check(): { code: number; violations: { rule: string; from: string }[] } {
  const cruiser = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const args = [cruiser, '--config', '.dependency-cruiser.mjs', 'src', 'relay', 'cli'];
  const { status, stdout } = spawnSync(process.execPath, args, {
    cwd: house,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' }
  });
  expect(stdout).toMatch(/dependency violations|no dependency violations found/);
  const lines = [...stdout.matchAll(/^\s*error ([\w-]+): (\S+)/gm)];
  return { code: status ?? 1, violations: lines.map(([, rule, from]) => ({ rule, from })) };
}
