import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WelchPsdResult } from '#lib/spectrum/welchPsd.ts';
import { runCli } from './runCli.ts';

const rate = 250_000;
const toneHz = 31_250;

let folder: string;
let tone: string;
let long: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wavepool-cli-'));
  tone = join(folder, 'tone_433.92M_250k.cs16');
  writeFileSync(tone, burst(rate / 2, rate / 4, (3 * rate) / 8));
  long = join(folder, 'long_433.92M_250k.cs16');
  // Ten minutes of nothing much, with a signal near the beginning: nobody waits for its end.
  const second = burst(rate, rate / 4, rate / 2);
  writeFileSync(long, Buffer.concat(Array.from({ length: 600 }, () => second)));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** cs16: noise (about -50 dBFS) and in [from, to) a tone at -6.02 dBFS. */
function burst(samples: number, from: number, to: number): Buffer {
  const bytes = Buffer.alloc(4 * samples);
  let state = 1;
  const noise = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32 - 0.5) * 250;
  };
  for (let i = 0; i < samples; i++) {
    const phase = (2 * Math.PI * toneHz * i) / rate;
    const level = i >= from && i < to ? 16384 : 0;
    bytes.writeInt16LE(Math.round(level * Math.cos(phase) + noise()), 4 * i);
    bytes.writeInt16LE(Math.round(level * Math.sin(phase) + noise()), 4 * i + 2);
  }
  return bytes;
}

describe('wavepool psd', () => {
  it('prints one object of JSON: what was asked, and the density in ascending frequency', async () => {
    const { code, stdout, stderr } = await runCli(['psd', tone, '--fft', '1024', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    const result = JSON.parse(stdout) as WelchPsdResult;
    expect(result).toMatchObject({
      rate,
      center: 433.92e6,
      fft: 1024,
      window: 'hann',
      overlap: 0.5,
      samples: 125_000,
      averages: 243
    });
    expect(result.freq_hz).toHaveLength(1024);
    expect(result.psd_dbfs_hz).toHaveLength(1024);
    expect(result.freq_hz[0]).toBe(433.92e6 - rate / 2);
    expect(result.freq_hz.every((hz, i) => i === 0 || hz > result.freq_hz[i - 1])).toBe(true);
    const strongest = result.psd_dbfs_hz.indexOf(Math.max(...result.psd_dbfs_hz));
    expect(result.freq_hz[strongest]).toBe(433.92e6 + toneHz);
    // A quarter of the time at -6.02 dBFS, in one Hann bin of 1.5 * rate / 1024: -6.02 - 6.02 - 10 log10(366.2).
    expect(result.psd_dbfs_hz[strongest]).toBeCloseTo(-6.02 - 6.02 - 10 * Math.log10((1.5 * rate) / 1024), 0);
  });

  it('takes what is said before what the name says', async () => {
    const { stdout } = await runCli([
      'psd',
      tone,
      '--rate',
      '1M',
      '--center',
      '0',
      '--format',
      'cs8',
      '--fft',
      '256',
      '--overlap',
      '0',
      '--json'
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      rate: 1e6,
      center: 0,
      samples: 250_000,
      averages: 976,
      tail: 250_000 - 976 * 256
    });
  });

  it('knows the names that SigMF and scipy give the same things', async () => {
    const ours = await runCli(['psd', tone, '--format', 'cs16', '--window', 'flat-top', '--json']);
    const theirs = await runCli(['psd', tone, '--format', 'ci16_le', '--window', 'flattop', '--json']);
    expect(theirs).toEqual(ours);
    expect(ours.code).toBe(0);
  });

  it('prints a screenful for people', async () => {
    const { code, stdout } = await runCli(['psd', tone]);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThan(32);
    expect(stdout).toContain('centre 433.92');
    const strongest = lines.reduce(
      (best, line) => (line.length > best.length && line.includes('#') ? line : best),
      '#'
    );
    expect(strongest).toContain('433.951');
  });

  it.each([
    [['--fft', '1000'], 2, /1000/],
    [['--fft', '65536', '--rate', '250k', '--window', 'hann', '--overlap', '1'], 2, /overlap/],
    [['--engine', 'webgpu'], 1, /WebGPU/]
  ])('refuses %j', async (args, code, words) => {
    const result = await runCli(['psd', tone, ...args]);
    expect(result).toMatchObject({ code, stdout: '' });
    expect(result.stderr).toMatch(words);
  });

  it.each([
    ['nothing.cu8', null, /no such file/],
    ['empty.cu8', '', /is empty/],
    ['words.txt', 'These are words.', /words\.txt/]
  ])('says what is wrong with %s', async (name, content, words) => {
    const path = join(folder, name);
    if (content !== null) writeFileSync(path, content);
    const { code, stdout, stderr } = await runCli(['psd', path, '--json']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(words);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

interface Line {
  readonly type: string;
  readonly [key: string]: unknown;
}
const linesOf = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

describe('wavepool analyze', () => {
  it('prints a line for each detection and a last one that sums up', async () => {
    const { code, stdout, stderr } = await runCli(['analyze', tone, '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = linesOf(stdout);
    const summary = lines.pop();
    expect(lines).toHaveLength(2);
    const [found, emitter] = lines;
    expect(Object.keys(found)).toEqual([
      'type',
      'start_s',
      'stop_s',
      'center_offset_hz',
      'low_hz',
      'high_hz',
      'peak_dbfs',
      'snr_db',
      'class',
      'confidence',
      'bandwidth_hz',
      'symbol_rate',
      'duty'
    ]);
    expect(found.class).toBe('carrier');
    expect(summary?.class).toBe('carrier');
    expect(found.start_s).toBeCloseTo(0.25, 2);
    expect(found.stop_s).toBeCloseTo(0.375, 2);
    expect(Math.abs(Number(found.center_offset_hz) - toneHz)).toBeLessThan(500);
    expect(emitter).toEqual({
      type: 'emitter',
      id: 1,
      first_s: expect.closeTo(Number(found.start_s), 5) as number,
      last_s: expect.closeTo(Number(found.stop_s), 5) as number,
      center_offset_hz: found.center_offset_hz,
      low_hz: found.low_hz,
      high_hz: found.high_hz,
      bursts: 1,
      duty: 1,
      level_dbfs: found.peak_dbfs
    });
    expect(summary).toEqual({
      type: 'summary',
      samples: 125_000,
      missed: 0,
      tail: expect.any(Number) as number,
      seconds: 0.5,
      detections: 1,
      emitters: 1,
      class: 'carrier'
    });
  });

  it('prints a table for people', async () => {
    const { code, stdout } = await runCli(['analyze', tone]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/433\.951\d MHz/);
    expect(stdout).toMatch(/emitter +bursts +centre/);
    expect(stdout).toMatch(/1 signal in 125000 samples \(0\.500 s\), 0 missed\n$/);
  });

  it('ends on Ctrl+C with what it has found so far', async () => {
    const { code, stdout } = await runCli(['analyze', long, '--json'], (_, kill) => kill('SIGINT'));
    const lines = linesOf(stdout);
    expect(code).toBe(130);
    const summary = lines.at(-1);
    const count = (type: string) => lines.filter((line) => line.type === type).length;
    expect(summary).toMatchObject({
      type: 'summary',
      interrupted: true,
      missed: 0,
      detections: count('detection'),
      emitters: count('emitter')
    });
    expect(lines).toHaveLength(count('detection') + count('emitter') + 1);
    expect(Number(summary?.samples)).toBeLessThan(600 * rate);
  });

  it('ends quietly when nobody reads on', async () => {
    const { code, stderr } = await runCliIntoClosedPipe(['analyze', long, '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

/** Like `wavepool … | head -1`: reads one line and closes the pipe. */
async function runCliIntoClosedPipe(args: readonly string[]): Promise<{ code: number | null; stderr: string }> {
  const { spawn } = await import('node:child_process');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['cli/wavepool.js', ...args], { cwd: join(import.meta.dirname, '../../..') });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdout.once('data', () => child.stdout.destroy());
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stderr }));
  });
}
