import { STATUS_CODES } from 'node:http';

/** What went wrong with a request: RFC 9457. `code` is stable, `detail` is for people. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

/**
 * A problem as a response: `application/problem+json`, or a small page for a browser that asked for HTML.
 * @param accept the request's Accept header
 */
export function problemResponse(
  problem: Problem,
  accept: string | null,
  headers: Record<string, string> = {}
): Response {
  const title = STATUS_CODES[problem.status] ?? 'Error';
  const common = { ...headers, 'Cache-Control': 'no-store', Vary: 'Accept' };
  if (accept !== null && wantsHtml(accept)) {
    const body = page(`${problem.status} ${title}`, problem.detail);
    return new Response(body, {
      status: problem.status,
      headers: { ...common, 'Content-Type': 'text/html; charset=utf-8' }
    });
  }
  const body = { type: 'about:blank', title, status: problem.status, detail: problem.detail, code: problem.code };
  return new Response(JSON.stringify(body), {
    status: problem.status,
    headers: { ...common, 'Content-Type': 'application/problem+json' }
  });
}

/** Whether HTML is named in an Accept header, and not only to be refused: `q=0` means "not this". */
function wantsHtml(accept: string): boolean {
  return accept.split(',', 50).some((part) => {
    const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    return type === 'text/html' && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}

/** No style and no script: it must stand under the strictest policy. */
function page(title: string, detail: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="dark light"><title>${escape(title)}</title></head>
<body><main><h1>${escape(title)}</h1><p>${escape(detail)}</p><p><a href="/">Wavepool</a></p></main></body>
</html>
`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
