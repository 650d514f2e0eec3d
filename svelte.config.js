import adapter from '@sveltejs/adapter-static';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: vitePreprocess(),
  compilerOptions: { runes: true },
  kit: {
    // Every page is a file; precompressed so that the relay serves .br and .gz as they lie.
    adapter: adapter({ pages: 'build', assets: 'build', precompress: true, strict: true }),
    serviceWorker: { register: false },
    // One inline bootstrap per page is all that Kit needs; the relay allows it by hash.
    inlineStyleThreshold: 0
  }
};
