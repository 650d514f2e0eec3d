import { brotliCompressSync, gzipSync } from 'node:zlib';
import { makePage } from '#relay/page/makePage.ts';

export const bootstrap = '{ __sveltekit_1 = { base: "" }; import("/_app/immutable/entry/start.js"); }';
export const indexHtml = `<!doctype html><html><head><script src="/boot.js"></script></head><body><script>${bootstrap}</script><script type="application/json">{"a":1}</script></body></html>`;
export const announcerStyle = 'position: absolute; width: 1px';
const script = `template('<div id="svelte-announcer" aria-live="assertive" style="${announcerStyle}"></div><i style="color: red"></i>'); export const words = ${JSON.stringify('wave '.repeat(400))};`;

/** A small built page: what Kit leaves in build/, packed forms included. */
export function testPage() {
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  const add = (path: string, text: string | Uint8Array, packed = false) => {
    const bytes = new Uint8Array(Buffer.from(text));
    files.set(path, bytes);
    if (packed) {
      files.set(`${path}.br`, new Uint8Array(brotliCompressSync(bytes)));
      files.set(`${path}.gz`, new Uint8Array(gzipSync(bytes)));
    }
  };
  add('index.html', indexHtml, true);
  add('about.html', '<!doctype html><p>About</p>');
  add('docs/index.html', '<!doctype html><p>Docs</p>');
  add('boot.js', '1;');
  add('favicon.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>');
  add('_app/version.json', '{"version":"1"}');
  add('_app/immutable/entry/start.js', script, true);
  add('_app/immutable/assets/kernel.wasm', new Uint8Array([0, 97, 115, 109]));
  add('_app/immutable/assets/face.woff2', new Uint8Array([1, 2, 3]));
  add('r\u00e4ume.txt', 'umlaut');
  return makePage(files);
}

export { script as startScript };
