import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

/** What Vite does with `?raw`, for the shaders: after this, a module that imports them can be imported in Node. */
export function registerShaders(): void {
  registerHooks({
    load(url, context, nextLoad) {
      if (!url.endsWith('.wgsl?raw')) return nextLoad(url, context);
      const text = readFileSync(new URL(url), 'utf8');
      return { format: 'module', shortCircuit: true, source: `export default ${JSON.stringify(text)};` };
    }
  });
}
