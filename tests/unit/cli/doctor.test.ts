import { describe, expect, it } from 'vitest';
import type { Finding } from '#cli/doctor/finding.ts';
import { runCli } from './runCli.ts';

describe('wavepool doctor', () => {
  it('says of everything what it is and, where something is to be done, what', async () => {
    const { code, stdout } = await runCli(['doctor', '--json']);
    const { ok, findings } = JSON.parse(stdout) as { ok: boolean; findings: Finding[] };
    expect(code).toBe(ok ? 0 : 1);
    const names = findings.map(({ name }) => name);
    for (const name of [
      'machine',
      'engine',
      'shared memory',
      'Node',
      'packages',
      'Chromium',
      'GPU',
      'port',
      'data folder'
    ]) {
      expect(names).toContain(name);
    }
    for (const { fact, advice, state } of findings) {
      expect(fact).not.toBe('');
      expect(advice === '').toBe(state === 'ok');
    }
    expect(findings.find(({ name }) => name === 'engine')).toMatchObject({ state: 'ok' });
  });

  it('ends with 1 when something that is needed is missing', async () => {
    const home = '/dev/null/nowhere';
    const { code, stdout } = await runCli(['doctor'], undefined, {
      HOME: home,
      XDG_DATA_HOME: home,
      LOCALAPPDATA: home
    });
    expect(stdout).toMatch(/MISSING data folder/);
    expect(code).toBe(1);
  });
});
