import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

/** Without these two headers a page gets no SharedArrayBuffer. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp'
};

export default defineConfig({
  plugins: [sveltekit()],
  worker: { format: 'es' },
  build: { target: 'es2023', reportCompressedSize: false },
  server: { headers: isolation },
  preview: { headers: isolation }
});
