import type { Handle } from '@sveltejs/kit';

/**
 * Runs while pages are prerendered and in `vite dev`; the relay serves what came of it. Has the text face fetched beside the scripts, so that the
 * first paint already has it, and gives dev pages the two headers without which there is no SharedArrayBuffer (Vite sets them on assets only).
 */
export const handle: Handle = async ({ event, resolve }) => {
  const response = await resolve(event, {
    preload: ({ type, path }) => type === 'js' || type === 'css' || (type === 'font' && path.includes('inter-latin'))
  });
  response.headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  response.headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  return response;
};
