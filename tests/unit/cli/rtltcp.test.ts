import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Prng } from '#lib/base/prng.ts';
import { runCli } from './runCli.ts';

const cli = join(import.meta.dirname, '../../../cli/wavepool.js');
let folder = '';
let server: ChildProcess | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wavepool-rtltcp-'));
});
afterEach(async () => {
  if (server?.exitCode === null) {
    const gone = new Promise((resolve) => server?.once('close', resolve));
    server.kill();
    await gone;
  }
  rmSync(folder, { recursive: true });
});

/** Starts `wavepool rtltcp` on a free port. */
function serve(spec: string): Promise<{ port: number; log: () => string }> {
  const child = spawn(process.execPath, [cli, 'rtltcp', '--radio', spec, '--port', '0']);
  server = child;
  let [out, log] = ['', ''];
  child.stderr.on('data', (part: Buffer) => (log += part.toString()));
  return new Promise((resolve, reject) => {
    child.once('close', () => reject(new Error(`it ended: ${log}`)));
    child.stdout.on('data', (part: Buffer) => {
      out += part.toString();
      const port = /served on 127\.0\.0\.1:(\d+) /.exec(out)?.[1];
      if (port !== undefined) resolve({ port: Number(port), log: () => log });
    });
  });
}

describe('wavepool rtltcp', () => {
  it('gives our own client a recording to the byte, behind scans and garbage', async () => {
    // Nothing in it comes twice, so what is captured tells where it begins.
    const random = new Prng(11);
    const samples = Uint8Array.from({ length: 100_000 }, () => random.next32() & 255);
    const source = join(folder, 'a_100M_250k.cu8');
    writeFileSync(source, samples);
    const { port, log } = await serve(`file:${source}`);
    // A port scan, and somebody who speaks something else and hangs up in the middle.
    for (const text of ['', 'GET / HTTP/1.1\r\n\r\n', '\x01\x02']) {
      await new Promise<void>((done) => {
        const scan = connect(port, '127.0.0.1', () => scan.write(text, () => scan.destroy()));
        scan.once('close', () => done());
      });
    }
    for (let i = 0; i < 500 && (log().match(/has gone/g) ?? []).length < 3; i++)
      await new Promise((next) => setTimeout(next, 10));
    const args = ['--radio', `rtltcp:127.0.0.1:${port}`, '--rate', '250k', '--center', '100M', '--samples', '50k'];
    const { code, stdout } = await runCli(['capture', ...args, '--out', join(folder, 'b'), '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ samples: 50_000, lost: 0, format: 'cu8', rate: 250_000 });
    // What is captured begins where the client began to listen, which is in the recording, or in the silence behind it.
    const got = readFileSync(join(folder, 'b.sigmf-data'));
    const head = got.subarray(0, 64);
    const at = Buffer.from(samples).indexOf(head);
    expect(at).toBeGreaterThanOrEqual(0);
    const whole = samples.length - at;
    expect(Buffer.compare(got.subarray(0, whole), samples.subarray(at))).toBe(0);
    expect(got.subarray(whole).every((byte) => byte === 127 || byte === 128)).toBe(true);
  });

  it('says when the port is taken', async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await runCli(['rtltcp', '--radio', 'sim', '--port', String(port)]);
    other.close();
    expect(code).toBe(1);
    expect(stderr).toContain('the port is taken');
  });

  it('ends by itself when the server of the radio is not there', async () => {
    const { code, stderr } = await runCli(['capture', '--radio', 'rtltcp:127.0.0.1:1', '--out', join(folder, 'c')]);
    expect(code).toBe(1);
    expect(stderr).toContain('nothing listens there');
  });
});
