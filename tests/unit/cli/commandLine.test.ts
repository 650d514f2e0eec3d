import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '#cli/commands/list.ts';
import { root } from '#cli/root.ts';
import { version } from '#cli/version.ts';
import { runCli } from './runCli.ts';

describe('the command line', () => {
  it('says its version', async () => {
    expect(await runCli(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('lists every command, and each explains itself', async () => {
    const { code, stdout } = await runCli(['--help']);
    expect(code).toBe(0);
    for (const { name, summary, help, options } of commands) {
      expect(stdout).toContain(`wavepool ${name}`);
      expect(stdout).toContain(summary);
      // Every option is in the help, and the help is what --help prints.
      for (const option of Object.keys(options)) expect(help, name).toContain(`--${option}`);
    }
    const psd = await runCli(['psd', '--help', 'whatever']);
    expect(psd).toEqual({ code: 0, stdout: `${commands.find(({ name }) => name === 'psd')?.help}\n`, stderr: '' });
  });

  it.skipIf(!existsSync('/dev/full'))('says in one line that its output cannot be written', () => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [join(root, 'cli/wavepool.js'), '--version'], {
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8'
    });
    closeSync(full);
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'wavepool: the output cannot be written: the disk is full.\n'
    });
  });

  it.each([
    [['nope'], /there is no command "nope"\. Commands: /],
    [['--nope'], /there is no option "--nope"/],
    [['psd'], /FILE is missing/],
    [['psd', 'a', 'b'], /"b" is one argument too many/],
    [['psd', 'a', '--nope'], /Unknown option '--nope'\. See: wavepool psd --help/],
    [['psd', 'a', '--fft', 'many'], /--fft cannot be many: use a power of two from 256 to 65536\./],
    [['psd', 'a', '--fft', '3000'], /--fft cannot be 3000: use a power of two from 256 to 65536\./],
    [['psd', 'a', '--center', '-1e6'], /'--center' argument is ambiguous: write --center=-1e6, /],
    [['psd', 'a', '--window', 'kaiser'], /--window cannot be kaiser: use rect, hann, /],
    [['psd', 'a', '--rate', '-1'], /--rate/],
    [['analyze', 'a', '--format', 'cu9'], /--format cannot be cu9: use cu8, cs8, /],
    [['relay', '--host', ''], /--host cannot be empty: use an address, such as 127\.0\.0\.1\./],
    [['relay', '--data', ' '], /--data cannot be empty: use a folder/],
    [['relay', '--port', '70000'], /--port cannot be 70000: use a whole number from 0 to 65535/]
  ])('answers %j with one clear line and exit code 2', async (args, words) => {
    const { code, stdout, stderr } = await runCli(args);
    expect(stderr).toMatch(words);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });
});
