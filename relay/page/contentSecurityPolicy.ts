import { createHash } from 'node:crypto';

/**
 * The Content-Security-Policy of a response. Nothing is allowed but what the page really loads from this relay; the only inline scripts are
 * those that stand in the built page, by hash. Scripts and workers get the policy without hashes: a worker obeys the policy that its own
 * file came with.
 * @param html text of a page, or null for anything else
 * @param styles the style attributes that its scripts put into it (`announcerStyles`)
 */
export function contentSecurityPolicy(html: string | null, styles: readonly string[] = []): string {
  const hashes = html === null ? [] : inlineScripts(html).map((script) => `'sha256-${sha256(script)}'`);
  return [
    "default-src 'none'",
    // The DSP kernels are WebAssembly modules that the page generates.
    ["script-src 'self' 'wasm-unsafe-eval'", ...hashes].join(' '),
    "style-src 'self'",
    // An attribute that scripts set through `element.style` needs no permission; one that comes as markup does, by the hash of its text.
    ...(html === null || styles.length === 0
      ? []
      : [["style-src-attr 'unsafe-hashes'", ...styles.map((style) => `'sha256-${sha256(style)}'`)].join(' ')]),
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    // A station may join a pool of another relay; the feed and the board are WebSockets. `ws:` covers `wss:` too.
    "connect-src 'self' ws:",
    "worker-src 'self'",
    "font-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'"
  ].join('; ');
}

/**
 * Kit's element that tells screen readers of a new page carries its style as an attribute in markup; these are the attributes of it that
 * stand in a script. No other is let through: our own components must not write any.
 */
export function announcerStyles(script: string): string[] {
  return [...script.matchAll(/id="svelte-announcer"[^>]*?\sstyle="([^"]*)"/g)].map(([, style]) => style);
}

/** Contents of the script elements without a source, byte for byte: their hash is over exactly these. */
function inlineScripts(html: string): string[] {
  const scripts: string[] = [];
  for (const [, attributes = '', content = ''] of html.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script\s*>/gi)) {
    if (!/\bsrc\s*=/i.test(attributes) && !isData(attributes)) scripts.push(content);
  }
  return [...new Set(scripts)];
}

/** Blocks such as `type="application/json"` are data, not scripts; nothing runs them. */
function isData(attributes: string): boolean {
  const type = /\btype\s*=\s*["']?([^"'\s>]+)/i.exec(attributes)?.[1]?.toLowerCase();
  return (
    type !== undefined &&
    type !== 'module' &&
    type !== 'text/javascript' &&
    type !== 'importmap' &&
    type !== 'speculationrules'
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('base64');
}
