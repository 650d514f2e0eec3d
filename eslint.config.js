import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';
import { rooms } from './tools/rooms.js';

const typed = ['tsconfig.core.json', 'tsconfig.worker.json', 'tsconfig.node.json', 'tsconfig.json'];

const ui = rooms.find((room) => room.name === 'ui');
const belowUi = ['ui', ...(ui?.below ?? [])].join('|');

export default ts.config(
  {
    ignores: ['build/', '.svelte-kit/', '.cache/', 'docs/api/', 'tests/vectors/', 'test-results/', 'playwright-report/']
  },
  js.configs.recommended,
  ts.configs.strictTypeChecked,
  svelte.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.es2024 },
      parserOptions: { project: typed, tsconfigRootDir: import.meta.dirname, extraFileExtensions: ['.svelte'] }
    },
    rules: {
      // `tsc` knows every name; the rule does not know types.
      'no-undef': 'off',
      eqeqeq: ['error', 'always'],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Index loops over typed arrays are the language of DSP.
      '@typescript-eslint/prefer-for-of': 'off',
      '@typescript-eslint/no-unnecessary-condition': ['error', { allowConstantLoopConditions: true }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }]
    }
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      globals: { ...globals.browser },
      parserOptions: {
        parser: ts.parser,
        svelteConfig,
        projectService: false,
        project: ['tsconfig.json'],
        extraFileExtensions: ['.svelte']
      }
    }
  },
  // Declarations of host classes have no bodies.
  { files: ['**/*.d.ts'], rules: { '@typescript-eslint/no-extraneous-class': 'off' } },
  {
    files: ['**/*.svelte'],
    rules: {
      // ESLint sees no types of other components, so what their callbacks get is `any` to it; svelte-check sees them, and checks.
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // The page stands at the root of its relay: there is no base path to resolve.
      'svelte/no-navigation-without-resolve': 'off'
    }
  },
  {
    // The dependency check does not see `import type` inside Svelte files; this does.
    files: ['src/lib/ui/**/*.svelte'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: `^#(?!lib/)|^#lib/(?!(${belowUi})/)`, message: 'Not below the room ui: see tools/rooms.js.' }
          ]
        }
      ]
    }
  },
  {
    // Plain JavaScript is typed by its comments; what comes out of JSON and of untyped packages stays `any` there.
    files: ['**/*.js'],
    rules: {
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/restrict-plus-operands': 'off'
    }
  },
  // Settings of tools, and what the browser gets as it lies: no tsconfig names them.
  {
    files: ['eslint.config.js', '.dependency-cruiser.mjs', 'static/**/*.js'],
    extends: [ts.configs.disableTypeChecked],
    languageOptions: { parserOptions: { project: false } }
  }
);
