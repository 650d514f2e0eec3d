import { createHash } from 'node:crypto';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createApp } from '#relay/app.ts';
import type { RelayParts } from '#relay/routes/route.ts';
import { routes } from '#relay/routes/list.ts';
import { announcerStyle, bootstrap, indexHtml, startScript, testPage } from './testPage.ts';

const page = testPage();

function relay(parts: Partial<RelayParts> = {}) {
  return createApp({ version: '9.8.7', page, checks: {}, log: () => undefined, ...parts });
}
const app = relay();
const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  app.request(path, { headers, method });

const startJs = '/_app/immutable/entry/start.js';

describe('the page', () => {
  it('stands at / and under plain addresses', async () => {
    const home = await get('/');
    expect(home.status).toBe(200);
    expect(home.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await home.text()).toBe(indexHtml);
    expect(await (await get('/about')).text()).toContain('About');
    expect(await (await get('/docs')).text()).toContain('Docs');
    expect(await (await get('/r%C3%A4ume.txt')).text()).toBe('umlaut');
  });

  it('has one address: others lead there, with their query', async () => {
    for (const other of ['/about/', '/about.html', '/docs/index.html', '/docs/']) {
      const answer = await get(`${other}?radio=sim`);
      expect(answer.status, other).toBe(308);
      expect(answer.headers.get('location')).toBe(`${other.startsWith('/about') ? '/about' : '/docs'}?radio=sim`);
    }
    expect((await get('/index.html')).headers.get('location')).toBe('/');
  });

  it.each([
    ['/boot.js', 'text/javascript; charset=utf-8'],
    ['/favicon.svg', 'image/svg+xml'],
    ['/_app/version.json', 'application/json'],
    ['/_app/immutable/assets/kernel.wasm', 'application/wasm'],
    ['/_app/immutable/assets/face.woff2', 'font/woff2']
  ])('sends %s as %s', async (path, type) => {
    expect((await get(path)).headers.get('content-type')).toBe(type);
  });

  it('is sent in the form that is asked for', async () => {
    const plain = await get(startJs);
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.text()).toBe(startScript);

    const br = await get(startJs, { 'Accept-Encoding': 'gzip, deflate, br, zstd' });
    expect(br.headers.get('content-encoding')).toBe('br');
    expect(brotliDecompressSync(Buffer.from(await br.arrayBuffer())).toString()).toBe(startScript);

    const gzip = await get(startJs, { 'Accept-Encoding': 'br;q=0.2, gzip;q=0.9' });
    expect(gzip.headers.get('content-encoding')).toBe('gzip');
    expect(gunzipSync(Buffer.from(await gzip.arrayBuffer())).toString()).toBe(startScript);

    for (const answer of [plain, br, gzip]) expect(answer.headers.get('vary')).toBe('Accept-Encoding');
    const tags = [plain, br, gzip].map((answer) => answer.headers.get('etag'));
    expect(new Set(tags).size).toBe(3);
    // What has no packed form does not vary.
    expect((await get('/boot.js', { 'Accept-Encoding': 'br' })).headers.get('vary')).toBeNull();
  });

  it.each(['br;q=0', 'identity', '', 'br;q=nonsense', ';;;,,', 'zstd'])('is sent plain to "%s"', async (header) => {
    const answer = await get(startJs, { 'Accept-Encoding': header });
    expect(answer.headers.get('content-encoding')).toBeNull();
  });

  it('is kept for ever where its name holds its hash, else asked for anew', async () => {
    expect((await get(startJs)).headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    for (const path of ['/', '/boot.js', '/_app/version.json']) {
      expect((await get(path)).headers.get('cache-control'), path).toBe('no-cache');
    }
  });

  it('is not sent again to whoever has it', async () => {
    for (const encoding of ['identity', 'br', 'gzip']) {
      const first = await get(startJs, { 'Accept-Encoding': encoding });
      const tag = first.headers.get('etag') ?? '';
      for (const header of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
        const again = await get(startJs, { 'Accept-Encoding': encoding, 'If-None-Match': header });
        expect(again.status).toBe(304);
        expect(again.headers.get('etag')).toBe(tag);
        expect(again.headers.get('content-length')).toBeNull();
        expect(await again.text()).toBe('');
      }
      expect((await get(startJs, { 'Accept-Encoding': encoding, 'If-None-Match': '"other"' })).status).toBe(200);
    }
  });

  it('answers HEAD with the same headers and no body', async () => {
    const full = await get(startJs, { 'Accept-Encoding': 'br' });
    const head = await get(startJs, { 'Accept-Encoding': 'br' }, 'HEAD');
    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
    expect([...head.headers]).toEqual([...full.headers]);
    expect(Number(head.headers.get('content-length'))).toBe((await full.arrayBuffer()).byteLength);
  });

  it('can only be read', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const answer = await get('/', {}, method);
      expect(answer.status, method).toBe(405);
      expect(answer.headers.get('allow')).toBe('GET, HEAD');
    }
  });
});

describe('the security headers', () => {
  it.each(['/', startJs, '/healthz', '/nothing-here', '/%', `/${'x'.repeat(5000)}`])('are on %.40s', async (path) => {
    const { headers } = await get(path);
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('permissions-policy')).toContain('usb=(self), serial=(self)');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('are on a 304 too', async () => {
    const etag = (await get('/')).headers.get('etag') ?? '';
    const answer = await get('/', { 'If-None-Match': etag });
    expect(answer.status).toBe(304);
    expect(answer.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
  });

  it('allow the inline bootstrap by its hash, and no other inline script', async () => {
    const hash = createHash('sha256').update(bootstrap).digest('base64');
    const policy = (await get('/')).headers.get('content-security-policy') ?? '';
    const scripts = policy.split('; ').find((part) => part.startsWith('script-src'));
    expect(scripts).toBe(`script-src 'self' 'wasm-unsafe-eval' 'sha256-${hash}'`);
    expect(policy).not.toMatch(/unsafe-inline|unsafe-eval'(?<!wasm-unsafe-eval')/);
    // A worker obeys the policy of its own file: it needs the right to make its kernels, and no hash.
    const worker = (await get(startJs)).headers.get('content-security-policy') ?? '';
    expect(worker).toContain("script-src 'self' 'wasm-unsafe-eval';");
    // Each page has its own: this one has no inline script.
    const about = (await get('/about')).headers.get('content-security-policy') ?? '';
    expect(about).toContain("script-src 'self' 'wasm-unsafe-eval';");
  });

  it("allow the one style attribute that is Kit's, and no other", async () => {
    const hash = createHash('sha256').update(announcerStyle).digest('base64');
    const policy = (await get('/')).headers.get('content-security-policy')?.split('; ') ?? [];
    expect(policy).toContain("style-src 'self'");
    expect(policy).toContain(`style-src-attr 'unsafe-hashes' 'sha256-${hash}'`);
  });
});

describe('health and the API description', () => {
  it('says that it lives', async () => {
    const answer = await get('/healthz');
    expect(await answer.json()).toEqual({ status: 'ok', version: '9.8.7' });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('says whether it is ready, and why not', async () => {
    const well = relay({ checks: { data: () => Promise.resolve(null) } });
    const ready = await well.request('/readyz');
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready', checks: { data: 'ok' } }]);
    const ill = relay({ checks: { a: () => Promise.resolve(null), data: () => Promise.resolve('the disk is full') } });
    const not = await ill.request('/readyz');
    expect([not.status, await not.json()]).toEqual([
      503,
      { status: 'not-ready', checks: { a: 'ok', data: 'the disk is full' } }
    ]);
  });

  it('describes every route, and answers as described', async () => {
    const description = (await (await get('/api/v1/openapi.json')).json()) as {
      openapi: string;
      paths: Record<
        string,
        { get: { responses: Partial<Record<string, { content: Partial<Record<string, { schema: object }>> }>> } }
      >;
    };
    expect(description.openapi).toBe('3.1.0');
    expect(Object.keys(description.paths)).toEqual(routes.map((route) => route.path));
    const ajv = new Ajv2020();
    for (const [path, methods] of Object.entries(description.paths)) {
      const answer = await get(path);
      const content = methods.get.responses[String(answer.status)]?.content;
      const described = content?.[answer.headers.get('content-type') ?? ''];
      if (described === undefined) expect.fail(`${path} answers ${answer.status}, which is not described`);
      expect(ajv.validate(described.schema, await answer.json()), path).toBe(true);
    }
  });

  it('refuses other methods on a route', async () => {
    const answer = await get('/healthz', {}, 'DELETE');
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });
});

describe('problems', () => {
  it('are problem+json for programs and a page for browsers', async () => {
    const program = await get('/nothing', { Accept: 'application/json' });
    expect(program.status).toBe(404);
    expect(program.headers.get('content-type')).toBe('application/problem+json');
    expect(await program.json()).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'There is nothing at this address.',
      code: 'http.not-found'
    });
    const browser = await get('/nothing', { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' });
    expect(browser.status).toBe(404);
    expect(browser.headers.get('content-type')).toBe('text/html; charset=utf-8');
    // A weight of nothing says "not this".
    for (const Accept of ['text/html;q=0', 'application/json, text/html; Q=0.000', 'x-text/html'])
      expect((await get('/nothing', { Accept })).headers.get('content-type'), Accept).toBe('application/problem+json');
    expect((await get('/nothing', { Accept: 'text/html;q=0.1' })).headers.get('content-type')).toMatch(/^text\/html/);
    expect(await browser.text()).toMatch(/<h1>404 Not Found<\/h1>/);
  });

  it('of the address: too long, badly encoded', async () => {
    expect((await get(`/${'x'.repeat(5000)}`)).status).toBe(414);
    expect((await get('/%E0%A4%A')).status).toBe(400);
  });

  it('of our own are logged, and say nothing of the inside', async () => {
    const logged: unknown[] = [];
    const broken = relay({
      checks: { data: () => Promise.reject(new Error('secret /home/somebody')) },
      log: (error) => logged.push(error)
    });
    const answer = await broken.request('/readyz');
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('secret');
    expect(logged).toHaveLength(1);
  });
});

describe('hostile paths', () => {
  const good = new Set([...page.values()].map((file) => Buffer.from(file.bodies.identity).toString('latin1')));

  it.each([
    '/../package.json',
    '/..%2fpackage.json',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/_app/..%5c..%5cpackage.json',
    '/.env',
    '/.git/config',
    '/index.html%00.js',
    '//etc/passwd',
    '/_app/immutable/entry/start.js.br',
    '/__proto__',
    '/constructor'
  ])('%s leads nowhere', async (path) => {
    const { status } = await get(path);
    expect([400, 404]).toContain(status);
  });

  it('never fail, and never give anything but the page', async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '..',
        '.',
        '%2e%2e',
        '%2f',
        '%5c',
        '%00',
        '%',
        '%c0%ae',
        '_app',
        'immutable',
        'index.html',
        '.git',
        '//',
        '?',
        '#',
        ';',
        '~'
      ),
      fc.string({ maxLength: 8 })
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 8 }), fc.string({ maxLength: 30 }), async (pieces, accept) => {
        const request = hostileRequest(`/${pieces.join('/')}`, accept);
        if (request === null) return;
        const answer = await app.request(request);
        expect([200, 304, 308, 400, 404]).toContain(answer.status);
        if (
          answer.status === 200 &&
          !new URL(request.url).pathname.startsWith('/api') &&
          !/z$/.test(new URL(request.url).pathname)
        ) {
          const body = Buffer.from(await answer.arrayBuffer()).toString('latin1');
          expect(answer.headers.has('content-encoding') || good.has(body)).toBe(true);
        }
        if (answer.status === 308) expect(answer.headers.get('location')).toMatch(/^\/(?![/\\])/);
      }),
      { seed: 7373, numRuns: 2000 }
    );
  });
});

/** Null for what cannot even be put into a request. */
function hostileRequest(path: string, acceptEncoding: string): Request | null {
  try {
    return new Request(`http://localhost${path}`, { headers: { 'Accept-Encoding': acceptEncoding } });
  } catch {
    return null;
  }
}
