import type { KnipConfig } from 'knip';

/** Packages that a style sheet names: `@import 'x'` and `url('@scope/x/…')`. */
function importsOfCss(text: string): string {
  const names = text.matchAll(/(?:@import\s+['"]|url\(\s*['"]?(?=@))([^'")]+)/g);
  return [...names].map(([, name]) => `import '${name}';`).join('\n');
}

export default {
  // The roots; what none of them reaches is dead.
  entry: [
    'src/routes/**/+*.{ts,svelte}',
    'src/workers/*.worker.ts',
    'src/**/*.bench.ts',
    'cli/main.ts',
    'tools/{start,test,build,figure}.js',
    'tools/figures/main.ts',
    'tests/vectors/librtlsdr/{record,tunerCalls}.ts',
    // Started as processes of their own, or by hand.
    'bench/psd/{kernelTable,sharedRate}.ts',
    'tests/**/*.test.ts'
  ],
  project: ['{src,relay,cli,tools,tests,bench}/**/*.{ts,js,svelte,css}'],
  // Emulated radios and receivers are built and run with them; tests skip where they are not installed.
  ignoreBinaries: ['cc', 'gcc', 'patch', 'gpsdecode', 'gpsfake', 'socat', 'unshare'],
  compilers: { css: importsOfCss },
  // A type that only its own file names may still be part of a signature that others use.
  ignoreExportsUsedInFile: { interface: true, type: true }
} satisfies KnipConfig;
