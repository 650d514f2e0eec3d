import { problemResponse } from '../problem.ts';
import { chooseEncoding } from './chooseEncoding.ts';
import type { Page } from './pageFile.ts';

/** Answers a request from the built page, or null when nothing stands at its path. */
export function servePage(page: Page, request: Request): Response | null {
  const url = new URL(request.url);
  const path = decodePath(url.pathname);
  if (path === null) {
    const detail = 'The path is not valid percent-encoding.';
    return problemResponse({ status: 400, code: 'http.bad-path', detail }, request.headers.get('accept'));
  }
  const file = page.get(path);
  if (file === undefined) return redirectToPlain(page, path, url);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    const problem = { status: 405, code: 'http.method', detail: `${path} can only be read.` };
    return problemResponse(problem, request.headers.get('accept'), { Allow: 'GET, HEAD' });
  }
  const encoding = chooseEncoding(
    request.headers.get('accept-encoding'),
    (wanted) => file.bodies[wanted] !== undefined
  );
  // Each form has its own tag: they are not the same bytes.
  const etag = `"${file.hash}${encoding === 'identity' ? '' : `-${encoding}`}"`;
  const headers = new Headers({
    'Cache-Control': file.cacheControl,
    'Content-Security-Policy': file.contentSecurityPolicy,
    ETag: etag
  });
  if (file.bodies.br !== undefined || file.bodies.gzip !== undefined) headers.set('Vary', 'Accept-Encoding');
  if (matches(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers });
  const body = file.bodies[encoding] ?? file.bodies.identity;
  headers.set('Content-Type', file.contentType);
  headers.set('Content-Length', String(body.length));
  if (encoding !== 'identity') headers.set('Content-Encoding', encoding);
  return new Response(request.method === 'HEAD' ? null : body, { headers });
}

/** `/a/` and `/a.html` are `/a`: one address for each page. */
function redirectToPlain(page: Page, path: string, url: URL): Response | null {
  const plain = path.replace(/(\/index)?\.html$/, '').replace(/\/+$/, '') || '/';
  if (plain === path || plain.startsWith('//') || !page.has(plain)) return null;
  return new Response(null, {
    status: 308,
    headers: { Location: encodeURI(plain) + url.search, 'Cache-Control': 'no-cache' }
  });
}

function decodePath(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

function matches(header: string | null, etag: string): boolean {
  if (header === null) return false;
  return header.split(',', 50).some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}
