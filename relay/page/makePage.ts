import { createHash } from 'node:crypto';
import { announcerStyles, contentSecurityPolicy } from './contentSecurityPolicy.ts';
import { contentType } from './contentType.ts';
import type { Page, PageFile } from './pageFile.ts';

/**
 * Makes the table of URL paths from the files of the build: `a.html` stands at `/a`, `index.html` at `/`, everything else under its own
 * name; `x.br` and `x.gz` beside `x` are its packed forms.
 * @param files contents by path relative to the build folder, with `/`
 */
export function makePage(files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>): Page {
  const page = new Map<string, PageFile>();
  const plainPolicy = contentSecurityPolicy(null);
  const styles = new Set<string>();
  for (const [path, bytes] of files) {
    if (path.endsWith('.js')) for (const style of announcerStyles(new TextDecoder().decode(bytes))) styles.add(style);
  }
  for (const [path, bytes] of files) {
    if (/\.(br|gz)$/.test(path) && files.has(path.slice(0, path.lastIndexOf('.')))) continue;
    const br = files.get(`${path}.br`);
    const gzip = files.get(`${path}.gz`);
    const html = path.endsWith('.html');
    page.set(urlPath(path), {
      contentType: contentType(path),
      // Kit names these by their contents; everything else is asked for anew, at the price of a 304.
      cacheControl: path.startsWith('_app/immutable/') ? 'public, max-age=31536000, immutable' : 'no-cache',
      contentSecurityPolicy: html ? contentSecurityPolicy(new TextDecoder().decode(bytes), [...styles]) : plainPolicy,
      hash: createHash('sha256').update(bytes).digest('base64url').slice(0, 24),
      // A packed form that is no smaller is no use.
      bodies: {
        identity: bytes,
        ...(br !== undefined && br.length < bytes.length ? { br } : {}),
        ...(gzip !== undefined && gzip.length < bytes.length ? { gzip } : {})
      }
    });
  }
  return page;
}

function urlPath(path: string): string {
  if (path === 'index.html') return '/';
  return `/${path.replace(/\/index\.html$/, '').replace(/\.html$/, '')}`;
}
