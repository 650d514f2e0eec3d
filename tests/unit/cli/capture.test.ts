import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from './runCli.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wavepool-capture-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const out = (name = 'x.sigmf-meta') => ['--out', join(folder, name)];
const sim = ['--radio', 'sim:seed=5,paced=no', '--center', '433.92M', '--rate', '1M'];

interface Summary {
  readonly meta: string;
  readonly data: string;
  readonly samples: number;
  readonly lost: number;
  readonly segments: number;
  readonly sha512: string;
  readonly interrupted?: boolean;
}

describe('wavepool capture', () => {
  it('records so many seconds, and says what came of it', async () => {
    const { code, stdout } = await runCli(['capture', ...sim, '--seconds', '0.25', ...out(), '--json']);
    expect(code).toBe(0);
    const summary = JSON.parse(stdout) as Summary;
    expect(summary).toMatchObject({
      samples: 250_000,
      lost: 0,
      segments: 1,
      rate: 1e6,
      center: 433_920_000,
      format: 'cu8'
    });
    const bytes = readFileSync(summary.data);
    expect(bytes.length).toBe(500_000);
    expect(createHash('sha512').update(bytes).digest('hex')).toBe(summary.sha512);
    const read = await runCli(['psd', summary.meta, '--json']);
    expect(JSON.parse(read.stdout)).toMatchObject({ samples: 250_000, rate: 1e6, center: 433_920_000 });
  });

  it('records so many samples of a recording, as they are', async () => {
    const source = join(folder, 'a_100M_250k.cs16');
    const bytes = Uint8Array.from({ length: 40_000 }, (_, at) => at % 256);
    writeFileSync(source, bytes);
    const { code, stdout } = await runCli([
      'capture',
      '--radio',
      `file:${source},pace=fast`,
      '--samples',
      '9999',
      ...out('y'),
      '--json'
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ samples: 9999, format: 'cs16', rate: 250_000, center: 100e6 });
    expect(Buffer.compare(readFileSync(join(folder, 'y.sigmf-data')), bytes.subarray(0, 4 * 9999))).toBe(0);
    // A recording without a date has none after it was recorded again.
    expect(readFileSync(join(folder, 'y.sigmf-meta'), 'utf8')).not.toContain('core:datetime');
  });

  it('ends well by Ctrl+C', async () => {
    const source = join(folder, 'a_100M_250k.cu8');
    writeFileSync(source, new Uint8Array(500_000));
    const control = new AbortController();
    const watch = setInterval(() => {
      const size = readdirSync(folder).includes('z.sigmf-data') ? statSync(join(folder, 'z.sigmf-data')).size : 0;
      if (size > 50_000) control.abort();
    }, 10);
    const { spawn } = await import('node:child_process');
    const cli = join(import.meta.dirname, '../../../cli/wavepool.js');
    const args = [cli, 'capture', '--radio', `file:${source},loop=yes`, '--seconds', '60', ...out('z'), '--json'];
    const child = spawn(process.execPath, args);
    control.signal.addEventListener('abort', () => child.kill('SIGINT'));
    let text = '';
    child.stdout.on('data', (part: Buffer) => (text += part.toString()));
    const code = await new Promise((resolve) => child.once('close', resolve));
    clearInterval(watch);
    expect(code).toBe(130);
    const summary = JSON.parse(text) as Summary;
    expect(summary.interrupted).toBe(true);
    const bytes = readFileSync(summary.data);
    expect(bytes.length).toBe(2 * summary.samples);
    expect(createHash('sha512').update(bytes).digest('hex')).toBe(summary.sha512);
  });

  it('never replaces a recording unasked', async () => {
    writeFileSync(join(folder, 'x.sigmf-data'), 'mine');
    const refused = await runCli(['capture', ...sim, '--samples', '100', ...out()]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('--force');
    expect(readFileSync(join(folder, 'x.sigmf-data'), 'utf8')).toBe('mine');
    const replaced = await runCli(['capture', ...sim, '--samples', '100', ...out(), '--force']);
    expect(replaced.code).toBe(0);
    expect(readFileSync(join(folder, 'x.sigmf-data')).length).toBe(200);
  });

  it.each([
    ['no radio', ['--samples', '5', '--out', '/tmp/x'], 2, '--radio'],
    ['no name', [...sim, '--samples', '5'], 2, '--out'],
    ['an archive', [...sim, '--out', 'x.sigmf'], 2, 'a pair of files'],
    ['a radio that is none', ['--radio', 'nix', '--out', '/tmp/x'], 2, 'usb:rtlsdr'],
    ['a rate out of range', ['--radio', 'sim', '--rate', '900M', '--out', '/tmp/x'], 1, 'outside'],
    ['a setting that it has not', [...sim, '--set', 'bias-tee=on', '--out', '/tmp/x'], 1, 'bias-tee'],
    ['a setting without a value', [...sim, '--set', 'bias-tee', '--out', '/tmp/x'], 2, 'KEY=VALUE'],
    [
      'a folder that is not there',
      [...sim, '--samples', '5', '--out', '/nowhere/at/all/x'],
      1,
      'there is no such folder'
    ]
  ])('says what is wrong with %s', async (_, args, code, words) => {
    const result = await runCli(['capture', ...args]);
    expect(result.stderr).toContain(words);
    expect(result.code).toBe(code);
  });
});
