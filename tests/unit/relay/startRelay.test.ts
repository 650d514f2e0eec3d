import { spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startRelay, type RelayOptions, type RunningRelay } from '#relay/main.ts';

let folder: string;
let options: RelayOptions;
const running: RunningRelay[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wavepool-relay-'));
  const page = join(folder, 'build');
  await mkdir(join(page, '.hidden'), { recursive: true });
  await writeFile(join(page, 'index.html'), '<!doctype html><p>hello</p>');
  await writeFile(join(page, '.hidden', 'secret.txt'), 'secret');
  await writeFile(join(page, '.secret'), 'secret');
  options = { port: 0, host: '127.0.0.1', data: join(folder, 'data'), page, version: '1.0.0', log: () => undefined };
});
afterEach(async () => {
  for (const relay of running.splice(0)) await relay.close(0);
  await chmod(folder, 0o700);
  await rm(folder, { recursive: true, force: true });
});

async function start(change: Partial<RelayOptions> = {}): Promise<RunningRelay> {
  const relay = await startRelay({ ...options, ...change });
  running.push(relay);
  return relay;
}

describe('a relay', () => {
  it('listens, serves the page and says that it is ready', async () => {
    const relay = await start();
    const home = await fetch(`http://127.0.0.1:${relay.port}/`);
    expect([home.status, await home.text()]).toEqual([200, '<!doctype html><p>hello</p>']);
    const ready = await fetch(`http://127.0.0.1:${relay.port}/readyz`);
    expect(await ready.json()).toEqual({ status: 'ready', checks: { running: 'ok', data: 'ok' } });
    expect(relay.url).toBe(`http://localhost:${relay.port}`);
  });

  it('does not serve what begins with a dot', async () => {
    const relay = await start();
    for (const path of ['/.secret', '/.hidden/secret.txt', '/%2ehidden/secret.txt']) {
      expect((await fetch(`http://127.0.0.1:${relay.port}${path}`)).status, path).toBe(404);
    }
  });

  it('survives what is not HTTP', async () => {
    const relay = await start();
    for (const bytes of [
      '\0\0\0\0\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      'TRACE / HTTP/1.1\r\nHost: a\r\n\r\n',
      'GET http://[ HTTP/1.1\r\nHost: [\r\n\r\n'
    ]) {
      await rawRequest(relay.port, bytes);
    }
    expect((await fetch(`http://127.0.0.1:${relay.port}/healthz`)).status).toBe(200);
  });

  it.each([
    ['a backslash in the path', 'GET /\\evil HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['a Host that is none', 'GET / HTTP/1.1\r\nHost: a b\r\n\r\n', 400],
    ['no address', 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['no Host', 'GET / HTTP/1.0\r\n\r\n', 400],
    ['bytes that are no HTTP', 'hello\r\n\r\n', 400],
    ['headers that are too large', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['an expectation it does not know', 'GET / HTTP/1.1\r\nHost: a\r\nExpect: foo\r\n\r\n', 417]
  ])('refuses %s with a problem and the security headers', async (_, bytes, status) => {
    const relay = await start();
    const [head = '', body = ''] = (await rawRequest(relay.port, bytes)).split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(head).toMatch(/^content-type: application\/problem\+json$/im);
    for (const name of ['content-security-policy', 'cross-origin-opener-policy', 'cross-origin-embedder-policy'])
      expect(head.toLowerCase()).toContain(`\n${name}: `);
    expect(JSON.parse(body)).toMatchObject({ status, code: expect.stringMatching(/^http\./) as string });
  });

  it('does not write into an answer that is under way', async () => {
    const relay = await start();
    const bytes = 'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nhello\r\n\r\n';
    const answers = (await rawRequest(relay.port, bytes)).match(/HTTP\/1\.1 \d+/g) ?? [];
    expect(answers.length).toBeLessThanOrEqual(2);
    expect(['HTTP/1.1 200', 'HTTP/1.1 400']).toEqual(expect.arrayContaining(answers));
  });

  it('says that a port is taken', async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) => other.listen(0, '127.0.0.1', () => resolve(portOf(other))));
    await expect(start({ port })).rejects.toMatchObject({ code: 'relay.port-taken', facts: { port } });
    // The folder was not taken on the way.
    await expect(readdir(folder)).resolves.not.toContain('data');
    other.close();
  });

  it('says that the page is not built', async () => {
    await expect(start({ page: join(folder, 'nothing') })).rejects.toMatchObject({ code: 'relay.no-page' });
  });

  it('says that an address is not ours', async () => {
    await expect(start({ host: '192.0.2.1' })).rejects.toMatchObject({ code: 'relay.cannot-listen' });
  });

  it('says that the folder cannot be written, and gives the port back', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(start({ data: join(folder, 'file', 'data') })).rejects.toMatchObject({ code: 'relay.folder' });
    const relay = await start();
    await relay.close(0);
    running.length = 0;
    const again = await start({ port: relay.port });
    expect(again.port).toBe(relay.port);
  });

  it.skipIf(process.platform !== 'linux')('says so too where folders cannot be made at all', async () => {
    await expect(start({ data: '/proc/nothing/here' })).rejects.toMatchObject({ code: 'relay.folder' });
  });

  it('makes the folders above its own', async () => {
    await start({ data: join(folder, 'a', 'b', 'c') });
    expect(await readdir(join(folder, 'a', 'b', 'c'))).toEqual(['relay.lock']);
  });

  it('holds its folder alone, and gives it back', async () => {
    const first = await start();
    await expect(start()).rejects.toMatchObject({ code: 'relay.folder-in-use', facts: { pid: process.pid } });
    await first.close(0);
    await start();
  });

  it('takes over the folder of a relay that died', async () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    await mkdir(options.data);
    for (const stale of [
      JSON.stringify({ pid: dead, started: 'x' }),
      '',
      '{"pid":',
      JSON.stringify({ pid: process.pid, started: 'another boot' })
    ]) {
      await writeFile(join(options.data, 'relay.lock'), stale);
      const relay = await start();
      expect(JSON.parse(await readFile(join(options.data, 'relay.lock'), 'utf8'))).toMatchObject({ pid: process.pid });
      await relay.close(0);
      expect(await readdir(options.data)).toEqual([]);
    }
  });

  it('answers what has begun before it ends', async () => {
    const relay = await start();
    // A request whose headers are still on their way counts as begun.
    const slow = connect(relay.port, '127.0.0.1');
    await new Promise<void>((resolve) => slow.once('connect', () => resolve()));
    slow.write('GET /healthz HTTP/1.1\r\nHost: a\r\n');
    await new Promise((resolve) => setTimeout(resolve, 50));
    const closed = relay.close(5);
    running.length = 0;
    slow.write('Connection: close\r\n\r\n');
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      slow.on('data', (chunk: Buffer) => (text += chunk.toString()));
      slow.on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1.1 200/);
    await closed;
    await expect(fetch(`http://127.0.0.1:${relay.port}/`)).rejects.toThrow();
  });

  it('sends packed bytes with their length over the wire', async () => {
    await writeFile(join(options.page, 'a.js'), 'x'.repeat(1000));
    await writeFile(join(options.page, 'a.js.br'), 'packed');
    const relay = await start();
    const answer = await new Promise<IncomingMessage>((resolve) => {
      get({ port: relay.port, host: '127.0.0.1', path: '/a.js', headers: { 'Accept-Encoding': 'br' } }, resolve);
    });
    expect(answer.headers).toMatchObject({ 'content-encoding': 'br', 'content-length': '6', vary: 'Accept-Encoding' });
    answer.resume();
  });
});

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Sends bytes and resolves to what came back until the other side hung up. */
function rawRequest(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes));
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
    socket.on('error', () => resolve(text));
    socket.on('close', () => resolve(text));
  });
}
